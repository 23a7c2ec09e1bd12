"""Kinds and states of documents: invoice, credit note or neither; settled or open."""

from __future__ import annotations

from core.domain.ledger import ItemKind
from core.domain.wording import Text, say
from core.tables.cells import Cell, read_text
from core.tables.words import key

_CREDIT_NOTES = frozenset(
    {
        *("nc", "ncr", "nac", "storno", "abbuono", "reso", "td04", "td08", "381"),
        *("cn", "creditmemo", "refund", "gutschrift", "accreccredit", "crn"),
    }
)
_CREDITS = ("notacredito", "noteacredito", "notaaccredito", "accredito", "credit", "salescredit")
_INVOICES = frozenset(
    {
        *("ft", "fatt", "fat", "fa", "ftv", "fv", "fd", "fi", "nd", "ndd", "rf", "ric", "parcella"),
        *("notula", "ricevuta", "ricevutafiscale", "corrispettivo", "scontrino", "vendita"),
        *("td01", "td02", "td03", "td05", "td06", "td07", "td09", "td24", "td25", "td26", "td27"),
        *("in", "inv", "si", "bill", "accrec", "380", "rechnung", "factuur", "interessi"),
    }
)
_DEBITS = ("fattura", "notadebito", "notaaddebito", "addebito", "invoice", "debit", "salesinvoice")
YES = frozenset({"si", "s", "yes", "y", "ja", "x", "vero", "true"})
NO = frozenset({"no", "n", "nein", "falso", "false"})
_SETTLED = frozenset(
    {
        *("pagata", "pagato", "saldata", "saldato", "incassata", "incassato", "chiusa", "chiuso"),
        *("annullata", "annullato", "stornata", "stornato", "paid", "settled", "closed"),
        *("void", "voided", "cancelled", "canceled", "deleted", "bezahlt"),
        *YES,
    }
)


def is_settled(cell: Cell) -> bool:
    """Whether a state says that nothing is left to pay; every other state leaves it open."""
    return key(read_text(cell)) in _SETTLED


def read_kind(cell: Cell) -> ItemKind | Text | None:
    """Return the kind, None for an empty cell, a sentence for another kind of document."""
    text = read_text(cell)
    name = key(text)
    if not name:
        return None
    if name in _CREDIT_NOTES or name.startswith(_CREDITS):
        return ItemKind.CREDIT_NOTE
    if name in _INVOICES or name.startswith(_DEBITS):
        return ItemKind.INVOICE
    return say("“{kind}” is neither an invoice nor a credit note.", kind=text)
