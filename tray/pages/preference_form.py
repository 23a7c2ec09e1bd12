"""The form of a customer's preferences: what its fields show, and what is wrong in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from starlette.datastructures import FormData

from core.addresses import is_address, split_addresses
from core.domain.parties import SendingPreferences
from core.domain.wording import Text, say
from core.formats import LANGUAGES
from tray.pages import desk

LANGUAGE_NAMES = {"it": say("Italian"), "en": say("English")}
NAMES = tuple(entry.name for entry in fields(SendingPreferences))
_LONGEST_PERIOD = 3650
_YES_OR_NO = {"yes": True, "no": False, "": None}
_SAID = {True: "yes", False: "no", None: ""}
_FIELDS = (
    "automatic",
    "period",
    "until",
    "channel",
    "invoices",
    "addresses",
    "pec",
    "language",
)


@dataclass(frozen=True, slots=True)
class PreferencesForm:
    """What stands in the form, and what is to be said about it."""

    texts: Mapping[str, str]
    languages: Mapping[str, Text]
    differs: bool
    """Whether anything is set over what the table says."""
    faults: Mapping[str, Text] = field(default_factory=dict)


def form_of(
    preferences: SendingPreferences,
    table: SendingPreferences,
    written: FormData | None = None,
) -> PreferencesForm:
    """Return what the form shows: what a person has just written, else what counts."""
    languages = {name: LANGUAGE_NAMES[name] for name in LANGUAGES}
    if written is None:
        return PreferencesForm(_texts(preferences), languages, preferences != table)
    texts = {name: desk.field(written, name) for name in _FIELDS}
    return PreferencesForm(texts, languages, preferences != table, dict(_faults(texts)))


def wanted_in(form: PreferencesForm) -> SendingPreferences:
    """Return what a form without faults asks for."""
    texts = form.texts
    return SendingPreferences(
        automatic=_YES_OR_NO.get(texts["automatic"]),
        period_days=int(texts["period"]) if texts["period"] else None,
        language=texts["language"] or None,
        channel=texts["channel"] or None,
        invoices=_YES_OR_NO.get(texts["invoices"]),
        addresses=split_addresses(texts["addresses"]) or None,
        pec=texts["pec"] or None,
        excluded_until=texts["until"] or None,
    )


def _texts(preferences: SendingPreferences) -> dict[str, str]:
    return {
        "automatic": _SAID[preferences.automatic],
        "period": str(preferences.period_days or ""),
        "until": preferences.excluded_until or "",
        "channel": preferences.channel or "",
        "invoices": _SAID[preferences.invoices],
        "addresses": ", ".join(preferences.addresses or ()),
        "pec": preferences.pec or "",
        "language": preferences.language or "",
    }


def _faults(texts: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    period, until = texts["period"], texts["until"]
    if period and not _is_period(period):
        yield "period", say("Write a whole number from 1 to {most}.", most=_LONGEST_PERIOD)
    if until and not _is_day(until):
        yield "until", say("“{text}” is not a date.", text=until)
    for name in ("addresses", "pec"):
        for address in split_addresses(texts[name]):
            if not is_address(address):
                yield name, say("No mail can reach “{address}”.", address=address)


def _is_period(text: str) -> bool:
    # isdecimal() alone would let the digits of other scripts through.
    plain = text.isascii() and text.isdecimal() and len(text) <= len(str(_LONGEST_PERIOD))
    return plain and 1 <= int(text) <= _LONGEST_PERIOD


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
