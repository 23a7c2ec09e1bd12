"""Whether a design shows everything: each line, total and name must be found in the PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from core.domain.design import Design
from core.domain.parties import Company
from core.domain.statements import Statement
from core.domain.wording import Text, say
from core.drawing import Document, Drawing
from core.errors import SollecitoError
from core.formats import LANGUAGES, format_amount
from core.pdf_pages import texts_of

Draw = Callable[[Drawing], Document]


def check_design(
    draw: Draw, design: Design, logo: bytes, company: Company, samples: Sequence[Statement]
) -> list[Text]:
    """Draw each sample in each language and return what is missing, a sentence each."""
    faults: dict[str, Text] = {}
    for language in LANGUAGES:
        for statement in samples:
            for fault in _check(draw, Drawing(statement, company, design, language, logo)):
                faults.setdefault(str(fault), fault)
    return list(faults.values())


def _check(draw: Draw, drawing: Drawing) -> Iterator[Text]:
    try:
        document = draw(drawing)
    except SollecitoError as error:
        yield error.hint or error.title
        return
    if document.unknown_characters:
        yield say(
            "The font lacks characters: {characters}",
            characters=" ".join(document.unknown_characters),
        )
    found = _text_of(document.pdf)
    count = sum(len(section.lines) for section in drawing.statement.sections)
    for fact in _facts(drawing.statement, drawing.company, drawing.language):
        if _squeezed(fact) not in found:
            yield say(
                "On a statement of {count} lines “{fact}” is missing.", count=count, fact=fact
            )
            return


def _facts(statement: Statement, company: Company, language: str) -> Iterable[str]:
    """Return what must be legible: both names, each line, each total."""
    yield statement.customer.name
    yield company.name
    for section in statement.sections:
        balance = section.balance
        yield format_amount(balance.outstanding, language)
        if balance.overdue_net:
            yield from (format_amount(balance.overdue_net, language), company.iban)
        for line in section.lines:
            yield line.number
            yield format_amount(line.open_amount, language)


def _text_of(pdf: bytes) -> str:
    """Return what stands inside the edges of the pages, without blanks and line breaks."""
    return _squeezed("".join(texts_of(pdf)))


def _squeezed(text: str) -> str:
    return "".join(text.split())
