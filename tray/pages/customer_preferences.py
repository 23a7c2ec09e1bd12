"""A customer's preferences: what the table says, and what a person sets over it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.addresses import split_addresses
from core.domain.commands import SetPreferences
from core.domain.parties import NO_PREFERENCES, SendingPreferences
from core.domain.wording import Text, say
from core.formats import LANGUAGES
from tray.pages.desk import WrongInput, code_of, customer_url, day_in, desk_of, field

_LONGEST_PERIOD = 3650
_YES_OR_NO = {"yes": True, "no": False, "": None}
_NAMES = tuple(entry.name for entry in fields(SendingPreferences))
LANGUAGE_NAMES = {"it": say("Italian"), "en": say("English")}


@dataclass(frozen=True, slots=True)
class PreferencesForm:
    """What the form shows beside the preferences themselves."""

    languages: dict[str, Text]
    differs: bool
    """Whether anything is set over what the table says."""


def form_of(preferences: SendingPreferences, table: SendingPreferences) -> PreferencesForm:
    """Return what the form offers a customer."""
    names = {name: LANGUAGE_NAMES[name] for name in LANGUAGES}
    return PreferencesForm(names, preferences != table)


async def set_preferences(request: Request) -> Response:
    """Change what is set for the customer; what the table says already is not set again."""
    desk = desk_of(request)
    form = await request.form()
    code = code_of(request)
    if field(form, "reset"):
        command = SetPreferences(code, NO_PREFERENCES, _NAMES)
        return await desk.carry_out(form, command, customer_url(code))
    table = desk.office.statement(code).customer.preferences
    wanted = _wanted(form)
    kept = {
        name: value
        for name in _NAMES
        if (value := getattr(wanted, name)) is not None and value != getattr(table, name)
    }
    cleared = tuple(name for name in _NAMES if name not in kept)
    command = SetPreferences(code, SendingPreferences(**kept), cleared)
    return await desk.carry_out(form, command, customer_url(code))


def _wanted(form: FormData) -> SendingPreferences:
    until = field(form, "until")
    return SendingPreferences(
        automatic=_YES_OR_NO.get(field(form, "automatic")),
        period_days=_period(field(form, "period")),
        language=field(form, "language") or None,
        channel=field(form, "channel") or None,
        invoices=_YES_OR_NO.get(field(form, "invoices")),
        addresses=split_addresses(field(form, "addresses")) or None,
        pec=field(form, "pec") or None,
        excluded_until=day_in(until, date.max).isoformat() if until else None,
    )


def _period(text: str) -> int | None:
    if not text:
        return None
    # isdecimal() alone would let the digits of other scripts through.
    days = int(text) if text.isascii() and text.isdecimal() and len(text) <= len("3650") else 0
    if not 1 <= days <= _LONGEST_PERIOD:
        raise WrongInput(
            say("“{text}” is not a number of days.", text=text),
            say("Write a whole number from 1 to {most}.", most=_LONGEST_PERIOD),
        )
    return days


ROUTES = [Route("/customers/{code}/preferences", set_preferences, methods=["POST"])]
