"""Writes the covering letter of a statement, every figure taken from that statement."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from importlib.resources import files

from core.domain.covering_letter import CoveringLetter, fill_letter, without_paragraphs_on
from core.domain.money import ZERO
from core.domain.parties import Company
from core.domain.statements import Statement
from core.formats import LANGUAGES, format_amount, format_day

_SUBJECTS = {"it": "Estratto conto - {}", "en": "Statement of account - {}"}
_AND = {"it": " e ", "en": " and "}


def build_letter(
    statement: Statement, company: Company, language: str, template: str | None
) -> CoveringLetter:
    """Fill the firm's text, or the default one; the subject is fixed by language.

    The default letter says nothing of overdue amounts where there are none. The firm's own
    words stay as they are.
    """
    language = language if language in LANGUAGES else "en"
    balances = [section.balance for section in statement.sections]
    overdue = [(b.currency, b.overdue_net) for b in balances if b.overdue_net > ZERO]
    outstanding = [(b.currency, b.outstanding) for b in balances if b.outstanding]
    if template is None or not template.strip():
        in_favour = bool(outstanding) and all(amount < ZERO for _, amount in outstanding)
        template = default_template(language, in_favour=in_favour)
        if in_favour:
            outstanding = [(currency, -amount) for currency, amount in outstanding]
        if not overdue:
            template = without_paragraphs_on("overdue", template)
    own = statement.customer.currency
    values = {
        "customer": statement.customer.name,
        "company": company.name,
        "outstanding": _amounts(outstanding, own, language),
        "overdue": _amounts(overdue, own, language),
        "as_of": format_day(statement.as_of, language),
    }
    subject = " ".join(_SUBJECTS[language].format(company.name).split())
    return CoveringLetter(subject, fill_letter(template, values))


@cache
def default_template(language: str, *, in_favour: bool = False) -> str:
    """Return the default letter of a language; another one if the balance is the customer's."""
    name = language if language in LANGUAGES else "en"
    if in_favour:
        name += "-in-favour"
    return (files("templates") / "letters" / f"{name}.txt").read_text("utf-8")


def _amounts(amounts: Iterable[tuple[str, Decimal]], own: str, language: str) -> str:
    """Write amounts one after the other: EUR 1.234,56 e CHF 10,00."""
    written = [f"{c} {format_amount(a, language)}" for c, a in amounts]
    if not written:
        written = [f"{own} {format_amount(ZERO, language)}"]
    *first, last = written
    return _AND[language].join(filter(None, (", ".join(first), last)))
