"""Which file is an invoice's own: never another customer's, and none where there is a doubt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.document_names import (
    Tokens,
    fits,
    says_year,
    strange_words,
    tokens_of,
    years_in,
)
from core.domain.parties import Customer
from core.domain.register import FilePlace, OpenDocument, Owner, Register
from core.domain.wording import Text, say

_TELLING = 3
"""Figures from which on a number says enough to name files that nearly fit."""


@dataclass(frozen=True, slots=True)
class Match:
    """The files that fit a document, or why none may be attached."""

    files: tuple[FilePlace, ...] = ()
    """More than one is a doubt, unless they are the same, byte for byte."""
    doubt: Text | None = None
    ours: bool = False
    """A folder says that they are this customer's."""
    year_said: bool = False
    """The number, the name or a folder says of which year the document is."""


NOT_FOUND = say("There is no file of this number.")


def match(
    document: OpenDocument, customer: Customer, files: Iterable[FilePlace], register: Register
) -> Match:
    """Find a document's file among those that lie in the firm's folder."""
    number = tokens_of(document.number)
    known = register.known(customer.code, document.dated)
    named = [file for file in files if _has(number, file.name)]
    fitting = [file for file in named if fits(number, file.name, known, register.series)]
    if not fitting:
        return Match(doubt=_nearly(number, named, known, register))
    rest = [file for file in fitting if not _another_year(file, document)]
    if not rest:
        return Match(doubt=say("{file} lies in the folder of another year.", file=fitting[0].path))
    mine = [file for file in rest if not _is_anothers(file, customer, document, register)]
    if not mine:
        return Match(doubt=say("{file} lies in another customer’s folder.", file=rest[0].path))
    own = [file for file in mine if _is_ours(file, customer, document, register)]
    chosen = own or mine
    for file in chosen:
        doubt = _claimed(file, document, customer, register, ours=bool(own))
        if doubt is not None:
            return Match(doubt=doubt)
    return Match(
        files=tuple(chosen),
        ours=bool(own),
        year_said=all(_says_year(number, file, document) for file in chosen),
    )


def two_files(files: Sequence[FilePlace]) -> Text:
    """Say that more than one file has a document's number."""
    return say(
        "Two files have this number: {first}, {second}.", first=files[0].path, second=files[1].path
    )


def _has(number: Tokens, name: Tokens) -> bool:
    return strange_words(number, name, ()) is not None


def _nearly(
    number: Tokens, named: Sequence[FilePlace], known: tuple[Tokens, ...], register: Register
) -> Text:
    """Name a file that has the number and says something else, too, if the number is telling."""
    telling = len(number) > 1 or len("".join(number)) >= _TELLING
    if not telling or not named:
        return NOT_FOUND
    strange = strange_words(number, named[0].name, known, register.series) or ()
    return say(
        "The name of {file} says “{words}”, which is not known of this invoice.",
        file=named[0].path,
        words=" ".join(strange),
    )


def _another_year(file: FilePlace, document: OpenDocument) -> bool:
    years = [years_in(folder) for folder in file.folders]
    return any(found and document.dated.year not in found for found in years)


def _owners(
    file: FilePlace, customer: Customer, document: OpenDocument, register: Register
) -> set[Owner]:
    return {register.owner(folder, customer, document.dated) for folder in file.folders}


def _is_anothers(
    file: FilePlace, customer: Customer, document: OpenDocument, register: Register
) -> bool:
    return Owner.ANOTHERS in _owners(file, customer, document, register)


def _is_ours(
    file: FilePlace, customer: Customer, document: OpenDocument, register: Register
) -> bool:
    return Owner.OURS in _owners(file, customer, document, register)


def _says_year(number: Tokens, file: FilePlace, document: OpenDocument) -> bool:
    in_folder = any(document.dated.year in years_in(folder) for folder in file.folders)
    return in_folder or says_year(number, file.name, document.dated)


def _claimed(
    file: FilePlace, document: OpenDocument, customer: Customer, register: Register, *, ours: bool
) -> Text | None:
    """Return that the file fits another document just as well."""
    number = tokens_of(document.number)
    for code, other, kind, day in register.claims(file):
        if (code, other, kind, day) == (customer.code, number, document.kind, document.dated):
            continue
        if code != customer.code and ours:
            continue
        if any(found and day.year not in found for found in map(years_in, file.folders)):
            continue
        if fits(other, file.name, register.known(code, day), register.series):
            if code == customer.code:
                return say("{file} fits two documents of this customer.", file=file.path)
            return say("{file} fits a document of another customer, too.", file=file.path)
    return None
