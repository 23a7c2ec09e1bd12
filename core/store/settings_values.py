"""The kinds of values a setting can have, each with the sentence that refuses a wrong one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from email.utils import parseaddr
from pathlib import PureWindowsPath
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from stdnum import bic, iban
from stdnum.exceptions import ValidationError as NumberInvalid

from core.addresses import is_address, split_addresses
from core.domain.covering_letter import PLACEHOLDERS, unknown_placeholders
from core.domain.roads import KINDS
from core.domain.wording import Text, say
from core.formats import LANGUAGES


class Refused(ValueError):
    """A value that cannot stand: what it must be, said to a person."""

    def __init__(self, allowed: Text) -> None:
        super().__init__(str(allowed))
        self.allowed = allowed


def _amount(value: Any) -> Decimal:
    refused = Refused(say("Write an amount in quotes, like “25.00”."))
    if not isinstance(value, str):
        raise refused
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise refused from None
    if not amount.is_finite() or amount < 0:
        raise Refused(say("The amount cannot be below zero."))
    return amount


def _day(value: Any) -> date | None:
    if type(value) is date:
        return value
    if value == "":
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused(say("Write a date like “2026-12-31”, or “” for none.")) from None


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _iban(value: str) -> str:
    try:
        return iban.compact(iban.validate(value)) if value.strip() else ""
    except NumberInvalid:
        raise Refused(say("The IBAN is not valid; copy it from the bank’s papers.")) from None


def _bic(value: str) -> str:
    try:
        return str(bic.validate(value)) if value.strip() else ""
    except NumberInvalid:
        raise Refused(say("The BIC has 8 or 11 letters and figures, like “UNCRITMM”.")) from None


def _address(value: str) -> str:
    if value and not is_address(value.strip()):
        raise Refused(say("No mail can reach “{address}”.", address=value))
    return value.strip()


def _mailbox(value: str) -> str:
    if value and not is_address(parseaddr(value)[1]):
        raise Refused(say("Write an address like “Name <name@firm.example>”."))
    return value


def _addresses(value: str) -> str:
    for address in split_addresses(value):
        _address(address)
    return value


def _inside(value: str) -> str:
    """Refuse what leads out of the data folder, on any system: all PCs of the firm share it."""
    windows = PureWindowsPath(value)
    if windows.drive or windows.root or ".." in windows.parts:
        raise Refused(say("Write a path in the data folder, like “designs/logo.png”."))
    return value


def _folder(value: str) -> str:
    """Let pass a folder of its own: what the program itself keeps is nobody's invoice."""
    top = next(iter(PureWindowsPath(_inside(value)).parts), "").lower()
    if top in ("", "archive", "outbox", "letters", "history", "designs"):
        raise Refused(say("Write a folder in the data folder, like “invoices”."))
    return value


def _letters(value: dict[str, str]) -> dict[str, str]:
    for language, text in value.items():
        if language not in LANGUAGES:
            raise Refused(say("Languages are: {allowed}.", allowed=", ".join(LANGUAGES)))
        unknown = unknown_placeholders(text)
        if unknown:
            raise Refused(
                say(
                    "Nothing fills “{name}” in the text. Placeholders are: {allowed}.",
                    name=f"{{{unknown[0]}}}",
                    allowed=", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
                )
            )
    return value


def _roads(value: tuple[str, ...]) -> tuple[str, ...]:
    """Let pass an order of roads; whether a channel of that name is there, the plan says."""
    names = tuple(dict.fromkeys(name.strip() for name in value))
    if not names or any(not name or "," in name for name in names):
        raise Refused(
            say(
                "Write roads in their order, like {example}: {kinds}, or a channel’s own name.",
                example='["pec", "email"]',
                kinds=", ".join(KINDS),
            )
        )
    return names


def _gateway(value: str) -> str:
    """Let pass what becomes an address once a number stands in it."""
    example = value.replace("{number}", "390255512345").replace("{national}", "0255512345")
    if value and (example == value or not is_address(example)):
        raise Refused(say("Write an address like “{example}”.", example="{number}@gateway.example"))
    return value


Amount = Annotated[Decimal, BeforeValidator(_amount)]
Day = Annotated[date | None, BeforeValidator(_day)]
Lines = Annotated[tuple[str, ...], BeforeValidator(_tuple)]
Roads = Annotated[tuple[str, ...], BeforeValidator(_tuple), AfterValidator(_roads)]
Iban = Annotated[str, AfterValidator(_iban)]
Bic = Annotated[str, AfterValidator(_bic)]
Address = Annotated[str, AfterValidator(_address)]
Addresses = Annotated[str, AfterValidator(_addresses)]
Gateway = Annotated[str, AfterValidator(_gateway)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
Inside = Annotated[str, AfterValidator(_inside)]
Folder = Annotated[str, AfterValidator(_folder)]
Letters = Annotated[dict[str, str], AfterValidator(_letters)]
