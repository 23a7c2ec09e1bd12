"""Numbers of documents as they stand in names of files: which file fits which document."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from unicodedata import combining, normalize

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_WORDS = frozenset(
    (
        *("fattura", "fatture", "fatt", "fat", "ft", "invoice", "invoices", "inv"),
        *("documento", "documenti", "doc", "n", "nr", "no", "num", "numero", "number"),
        *("del", "della", "dated", "data", "copia", "copy", "cortesia", "pdf"),
        *("cliente", "clienti", "customer", "srl", "spa", "snc", "sas"),
    )
)
"""Words that say nothing but that a file is an invoice; `nc`, `ddt` or `b` say something else."""
_CENTURY = 100

Tokens = tuple[str, ...]


def tokens_of(text: str) -> Tokens:
    """Return the words and numbers of a text: small letters, no accents, no leading zeros."""
    plain = "".join(letter for letter in normalize("NFKD", text) if not combining(letter))
    return tuple(_token(found) for found in _TOKEN.findall(plain.casefold()))


def fits(
    number: Tokens, name: Tokens, known: Iterable[Tokens], series: Container[str] = ()
) -> bool:
    """Whether a file's name is a document's number and otherwise says only what is known of it.

    `12` fits neither `112` nor `2025-12`, unless 2025 is known: whatever is left over may be
    another year, another series or another document of the same number. A word such as `FT`
    says nothing, unless it is the mark of one of the firm's own `series`.
    """
    return strange_words(number, name, known, series) == ()


def strange_words(
    number: Tokens, name: Tokens, known: Iterable[Tokens], series: Container[str] = ()
) -> Tokens | None:
    """Return what a name says beside a number that it holds; None if it does not hold it."""
    known = tuple(known)
    parts = (_parts(name, number, start) for start in _places(number, name))
    rests = [tuple(w for part in two for w in _left_over(part, known, series)) for two in parts]
    return min(rests, key=len, default=None)


def known_dates(day: date) -> tuple[Tokens, ...]:
    """Return how a file's name may write the date of its document, or only the year."""
    year, month, number = str(day.year), str(day.month), str(day.day)
    short = str(day.year % _CENTURY)
    joined = (f"{day:%Y%m%d}", f"{day:%d%m%Y}", f"{day:%y%m%d}", f"{day:%d%m%y}")
    return (
        (year, month, number),
        (number, month, year),
        (number, month, short),
        (year,),
        *((_token(one),) for one in joined),
    )


def years_in(name: str) -> frozenset[int]:
    """Return the numbers in a folder's name that can be years."""
    return frozenset(int(one) for one in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", name))


def says_year(number: Tokens, name: Tokens, day: date) -> bool:
    """Whether a number, or the name of its file, says of which year the document is."""
    year, short = str(day.year), str(day.year % _CENTURY)
    if year in number or (len(number) > 1 and short in number) or year in name:
        return True
    dates = [one for one in known_dates(day) if one != (year,)]
    return any(True for one in dates for _ in _places(one, name))


def runs_of(name: Tokens, longest: int) -> Iterator[Tokens]:
    """Yield everything in a name that could be a number."""
    for start in range(len(name)):
        for end in range(start + 1, min(len(name), start + longest) + 1):
            yield name[start:end]


def _token(text: str) -> str:
    return text.lstrip("0") or "0" if text.isdecimal() else text


def _places(number: Tokens, name: Tokens) -> Iterator[int]:
    if number:
        for start in range(len(name) - len(number) + 1):
            if name[start : start + len(number)] == number:
                yield start


def _parts(name: Tokens, number: Tokens, start: int) -> tuple[Tokens, Tokens]:
    return name[:start], name[start + len(number) :]


def _left_over(part: Tokens, known: Sequence[Tokens], series: Container[str]) -> Tokens:
    """Take out of a part of a name what is known, the longest first."""
    left: list[str] = []
    at = 0
    while at < len(part):
        length = max((len(one) for one in known if part[at : at + len(one)] == one), default=0)
        if length:
            at += length
            continue
        if part[at] not in _WORDS or part[at] in series:
            left.append(part[at])
        at += 1
    return tuple(left)
