"""What may be set for one customer; anything else is refused before it is remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date

from core.addresses import is_address
from core.domain.commands import LeaveOut, SetPreferences
from core.domain.parties import SendingPreferences
from core.domain.roads import KINDS, order_of
from core.domain.wording import Text, say
from core.engine.firm import Firm
from core.errors import SettingsInvalid
from core.formats import LANGUAGES

LONGEST_PERIOD = 3650
"""Days: ten years."""
NAMES = tuple(field.name for field in fields(SendingPreferences))


def set_preferences(firm: Firm, command: SetPreferences) -> None:
    """Remember what is set for one customer, if all of it can be."""
    customer = firm.customer(command.customer)
    _check(firm, command)
    parts = firm.parts
    parts.preferences.set(
        customer.code, command.preferences, command.cleared, parts.clock.now(), parts.user
    )


def leave_out(firm: Firm, command: LeaveOut) -> None:
    """Remember until when customers are left out; a code that is not there stops them all."""
    until = SendingPreferences(excluded_until=command.until.isoformat())
    wishes = [SetPreferences(firm.customer(code).code, until) for code in command.customers]
    for wish in wishes:
        set_preferences(firm, wish)


def _check(firm: Firm, command: SetPreferences) -> None:
    wanted = command.preferences
    roads = dict.fromkeys((*KINDS, *firm.parts.plugins.channels()))
    for name in command.cleared:
        _one_of(name, NAMES)
    if wanted.language is not None:
        _one_of(wanted.language, LANGUAGES)
    if wanted.channel is not None:
        for road in order_of(wanted.channel) or (wanted.channel,):
            _one_of(road, roads)
    if wanted.period_days is not None and not 1 <= wanted.period_days <= LONGEST_PERIOD:
        _refuse(str(wanted.period_days), say("Write days from 1 to {last}.", last=LONGEST_PERIOD))
    for address in (*(wanted.addresses or ()), *filter(None, (wanted.pec,))):
        if not is_address(address):
            _refuse(address, say("Write it as name@firm.example."))
    if wanted.excluded_until is not None and not _is_day(wanted.excluded_until):
        _refuse(wanted.excluded_until, say("Write the date as 2026-12-31."))


def _one_of(value: str, allowed: Iterable[str]) -> None:
    if value not in allowed:
        _refuse(value, say("One of these is allowed: {allowed}.", allowed=", ".join(allowed)))


def _refuse(value: str, hint: Text) -> None:
    raise SettingsInvalid(say("“{value}” cannot be set.", value=value), hint)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
