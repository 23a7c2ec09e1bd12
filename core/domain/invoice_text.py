"""What an invoice's own text must say before it goes to a customer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import combining, normalize

from core.domain.invoice_files import Match
from core.domain.invoice_number import says_date, says_number
from core.domain.parties import Customer
from core.domain.register import OpenDocument, Register, squeezed
from core.domain.wording import Text, say

_READABLE = 20
"""Letters and figures; a scan has fewer, be it a stamp."""
_SHORT_NAME = 4
_CREDIT = re.compile(r"\bnota (?:di )?(?:credito|accredito)|\bcredit (?:note|memo)|\bgutschrift")


def find_doubt(
    text: str, document: OpenDocument, customer: Customer, register: Register, match: Match
) -> Text | None:
    """Return why a file may be another customer's or another document, or None.

    What can be read must say number, date and customer. A scan says nothing: then the folder
    must be this customer's, and the year known.
    """
    plain = _plain(text)
    if sum(map(str.isalnum, plain)) < _READABLE:
        return _doubt_of_scan(match)
    return (
        _doubt_of_document(plain, document)
        or _doubt_of_others(text, customer, register)
        or _doubt_of_customer(text, plain, customer, register)
    )


def _doubt_of_document(plain: str, document: OpenDocument) -> Text | None:
    if _CREDIT.search(plain):
        return say("Its text is that of a credit note.")
    if not says_date(plain, document.dated):
        return say("Its text does not have the date of {day}.", day=document.dated)
    if not says_number(plain, document):
        return say("Its text does not have the number.")
    return None


def _doubt_of_others(text: str, customer: Customer, register: Register) -> Text | None:
    if register.others_numbered(text, customer):
        return say("Its text has another customer’s VAT number.")
    other = register.another_named(text, customer)
    if other:
        return say("Its text names another customer, {customer}.", customer=other)
    return None


def _doubt_of_customer(
    text: str, plain: str, customer: Customer, register: Register
) -> Text | None:
    if _says_one_of(text, register.telling_numbers(customer)):
        return None
    # The firm itself may be called like its customer, with a word more.
    plain = re.sub(_name_pattern(register.company), " ", plain)
    if not _says_name(plain, customer.name):
        return say("Its text names neither the customer nor its VAT number.")
    if register.has_namesake(customer):
        return say("Another customer has the same name, and its text has no VAT number.")
    if any(_says_name(plain, other) for other in register.longer_names(customer)):
        return say("Its text names another customer.")
    return None


def _doubt_of_scan(match: Match) -> Text | None:
    if not match.ours:
        return say("It is a picture without text, and no folder says whose it is.")
    if not match.year_said:
        return say("It is a picture without text, and nothing says of which year it is.")
    return None


def _plain(text: str) -> str:
    decomposed = normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not combining(letter)).casefold()


def _says_one_of(text: str, numbers: Iterable[str]) -> bool:
    """Whether a tax number stands in a text, with or without its country, perhaps in groups."""
    return any(
        re.search(rf"(?<!\d){'[ .]?'.join(number)}(?![0-9A-Z])", text.upper()) for number in numbers
    )


def _says_name(plain: str, name: str) -> bool:
    """Whether a name stands in a text, however it is spaced and punctuated."""
    long_enough = len(squeezed(name)) >= _SHORT_NAME
    return long_enough and re.search(_name_pattern(name), plain) is not None


def _name_pattern(name: str) -> str:
    spaced = r"[\W_]*".join(map(re.escape, squeezed(name)))
    return rf"(?<![^\W_]){spaced}(?![^\W_])" if spaced else "(?!)"
