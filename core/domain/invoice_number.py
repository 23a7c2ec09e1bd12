"""Whether a text is that of a document: its number, not a quantity, and its date beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from core.domain.document_names import tokens_of
from core.domain.register import OpenDocument

_MONTHS = {
    1: "gennaio|january", 2: "febbraio|february", 3: "marzo|march", 4: "aprile|april",
    5: "maggio|may", 6: "giugno|june", 7: "luglio|july", 8: "agosto|august",
    9: "settembre|september", 10: "ottobre|october", 11: "novembre|november",
    12: "dicembre|december",
}  # fmt: skip
_TELLING = 4
"""Figures from which on a number is no quantity."""
_LABEL = re.compile(
    r"(?:fattura|fatt|ft|invoice|inv|parcella|documento|document|doc|numero|number|num|nr|no|n)"
    r"[\s.:°º#]*$"
)
_JOINT = r"[\s,\-–]*(?:del|dated|of|vom|du|data|date)?[\s.:]*"
_ANY_DATE = re.compile(rf"{_JOINT}\d{{1,2}}[./\-]\d{{1,2}}[./\-](?:\d{{4}}|\d\d)(?!\d)")
_BEGINS = r"(?<![^\W_])(?<!\d[.,])(?<![^\W_][/\-])"
_ENDS = r"(?![^\W_])(?![.,]\d|[/\-][^\W_]|\s?[/\-]\s?[a-z](?![a-z])|\s?(?:bis|ter|quater)(?![a-z]))"
"""Beside it nothing that would make it a part of another number, of a sum or of a date."""


def says_number(plain: str, document: OpenDocument) -> bool:
    """Whether a document's number stands in a text, perhaps with its year.

    A short one could be a quantity: it needs a word such as `n.` before it, or its date after
    it. Where another date follows, it is another year's.
    """
    tokens = tokens_of(document.number)
    if not tokens:
        return False
    telling = len(tokens) > 1 or len(tokens[0]) >= _TELLING
    own_date = re.compile(rf"{_JOINT}(?:{'|'.join(_date_patterns(document.dated))})")
    for found in re.finditer(_written(tokens, document.dated), plain):
        dated = own_date.match(plain, found.end()) is not None
        if not dated and _ANY_DATE.match(plain, found.end()):
            continue
        if telling or dated or _LABEL.search(plain[max(0, found.start() - 20) : found.start()]):
            return True
    return False


def says_date(plain: str, day: date) -> bool:
    """Whether a date stands in a text, in figures or with the month's name."""
    return any(re.search(pattern, plain) for pattern in _date_patterns(day))


def _written(tokens: tuple[str, ...], day: date) -> str:
    short = f"{day.year % 100:02}"
    before = rf"(?:{day.year}\s?[/\-]\s?)?"
    after = rf"(?:\s?[/\-]\s?(?:{day.year}|{short}))?"
    return f"{_BEGINS}{before}{_number_pattern(tokens)}{after}{_ENDS}"


def _number_pattern(tokens: tuple[str, ...]) -> str:
    parts = [rf"0*{token}" if token.isdecimal() else re.escape(token) for token in tokens]
    pattern = parts[0]
    for last, token, part in zip(tokens, tokens[1:], parts[1:], strict=False):
        # Between two figures something must stand: "2026 123,00" is no number 2026/123.
        both = last.isdecimal() and token.isdecimal()
        pattern += (r"\s?[/\\._\-–]\s?" if both else r"[\s/\\._\-–]{0,3}") + part
    return pattern


def _date_patterns(day: date) -> Iterator[str]:
    year = rf"(?:{day.year}|{day.year % 100:02})"
    number, month = rf"0?{day.day}", rf"0?{day.month}"
    gap = r"\s?[./\- ]\s?"
    yield rf"(?<!\d){number}{gap}{month}{gap}{year}(?!\d)"
    yield rf"(?<!\d){day.year}{gap}{month}{gap}{number}(?!\d)"
    names = "|".join(f"{one}|{one[:3]}" for one in _MONTHS[day.month].split("|"))
    yield rf"(?<!\d){number}(?:st|nd|rd|th)?[\s.\-]*(?:{names})[\s.,\-]*{year}(?!\d)"
    yield rf"(?<![^\W_])(?:{names})[\s.]*{number}(?:st|nd|rd|th)?[\s,]+{day.year}(?!\d)"
