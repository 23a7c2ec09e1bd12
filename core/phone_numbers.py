"""Telephone numbers as people write them, checked and made ready to be dialled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale

from core.domain.wording import say
from core.errors import SollecitoError
from core.formats import LANGUAGES

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

# phonenumbers is imported by the functions: it takes a tenth of a second, and few send faxes.

HOME = "IT"
"""Where a number without a country is."""


class NumberInvalid(SollecitoError):
    """A number that cannot be dialled."""


def international(number: str, country: str = "") -> str:
    """Return a number as every network dials it: `02 5551 2345` becomes `+390255512345`.

    One digit too few or too many would show a stranger the debt: what cannot be a number of
    its country is refused.
    """
    from phonenumbers import PhoneNumberFormat, format_number  # noqa: PLC0415

    return format_number(_read(number, country), PhoneNumberFormat.E164)


def national(number: str) -> str:
    """Return an international number as it is dialled within its country: digits only."""
    from phonenumbers import PhoneNumberFormat, format_number  # noqa: PLC0415

    written = format_number(_read(number, ""), PhoneNumberFormat.NATIONAL)
    return "".join(character for character in written if character.isdecimal())


def _read(number: str, country: str) -> PhoneNumber:
    import phonenumbers as known  # noqa: PLC0415

    costly = (known.PhoneNumberType.PREMIUM_RATE, known.PhoneNumberType.SHARED_COST)
    try:
        read = known.parse(number, _region(country))
    except known.NumberParseException:
        read = None
    if (
        read is None
        or read.extension
        or not known.is_valid_number(read)
        or known.number_type(read) in costly
    ):
        raise NumberInvalid(
            say("“{number}” is not a number that can be dialled.", number=number),
            say("Write it with its area code, like 02 5551 2345 or +39 02 5551 2345."),
        )
    return read


def _region(country: str) -> str:
    """Return the two letters of a country, however the customers table names it."""
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415

    name = country.strip()
    if name.upper() in SUPPORTED_REGIONS:
        return name.upper()
    for language in LANGUAGES:
        for code, found in Locale(language).territories.items():
            if found.casefold() == name.casefold() and code in SUPPORTED_REGIONS:
                return str(code)
    return HOME
