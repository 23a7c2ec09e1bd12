"""What an invoice's own text must say before it goes to a customer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from unicodedata import combining, normalize

from core.domain.document_names import tokens_of
from core.domain.invoice_files import Match
from core.domain.parties import Customer
from core.domain.register import OpenDocument, Register, squeezed
from core.domain.wording import Text, say

_READABLE = 20
"""Letters and figures; a scan has fewer, be it a stamp."""
_SHORT_NAME = 4
_MONTHS = {
    1: "gennaio|january", 2: "febbraio|february", 3: "marzo|march", 4: "aprile|april",
    5: "maggio|may", 6: "giugno|june", 7: "luglio|july", 8: "agosto|august",
    9: "settembre|september", 10: "ottobre|october", 11: "novembre|november",
    12: "dicembre|december",
}  # fmt: skip


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
    return _doubt_of_document(plain, document) or _doubt_of_customer(
        text, plain, customer, register
    )


def _doubt_of_document(plain: str, document: OpenDocument) -> Text | None:
    if not _says_number(plain, document):
        return say("Its text does not have the number.")
    if not _says_date(plain, document.dated):
        return say("Its text does not have the date of {day}.", day=document.dated)
    return None


def _doubt_of_customer(
    text: str, plain: str, customer: Customer, register: Register
) -> Text | None:
    if register.others_numbered(text, customer):
        return say("Its text has another customer’s VAT number.")
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


def _says_number(plain: str, document: OpenDocument) -> bool:
    """Whether a number stands in a text by itself, perhaps with its year."""
    tokens = tokens_of(document.number)
    if not tokens:
        return False
    year, short = document.dated.year, f"{document.dated.year % 100:02}"
    written = _number_pattern(tokens)
    before, after = rf"(?:{year}\s?[/\-]\s?)?", rf"(?:\s?[/\-]\s?(?:{year}|{short}))?"
    # Beside it nothing that would make it a part of another number, of a sum or of a date.
    begins, ends = r"(?<![^\W_])(?<!\d[.,])(?<![^\W_][/\-])", r"(?![^\W_])(?![.,]\d|[/\-][^\W_])"
    return re.search(f"{begins}{before}{written}{after}{ends}", plain) is not None


def _number_pattern(tokens: tuple[str, ...]) -> str:
    parts = [rf"0*{token}" if token.isdecimal() else re.escape(token) for token in tokens]
    pattern = parts[0]
    for last, token, part in zip(tokens, tokens[1:], parts[1:], strict=False):
        # Between two figures something must stand: "2026 123,00" is no number 2026/123.
        both = last.isdecimal() and token.isdecimal()
        pattern += (r"\s?[/\\._\-–]\s?" if both else r"[\s/\\._\-–]{0,3}") + part
    return pattern


def _says_date(plain: str, day: date) -> bool:
    return any(re.search(pattern, plain) for pattern in _date_patterns(day))


def _date_patterns(day: date) -> Iterator[str]:
    year = rf"(?:{day.year}|{day.year % 100:02})"
    number, month = rf"0?{day.day}", rf"0?{day.month}"
    gap = r"\s?[./\- ]\s?"
    yield rf"(?<!\d){number}{gap}{month}{gap}{year}(?!\d)"
    yield rf"(?<!\d){day.year}{gap}{month}{gap}{number}(?!\d)"
    names = "|".join(f"{one}|{one[:3]}" for one in _MONTHS[day.month].split("|"))
    yield rf"(?<!\d){number}(?:st|nd|rd|th)?[\s.\-]*(?:{names})[\s.,\-]*{year}(?!\d)"
    yield rf"(?<![^\W_])(?:{names})[\s.]*{number}(?:st|nd|rd|th)?[\s,]+{day.year}(?!\d)"


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
