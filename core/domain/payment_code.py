"""The text of the EPC QR code, with which a banking app fills in a transfer (EPC069-12)."""

from __future__ import annotations

from decimal import Decimal

from core.domain.money import ZERO, to_cents
from core.domain.parties import Company
from core.domain.statements import Statement

MAX_AMOUNT = Decimal("999999999.99")
MAX_NAME = 70
MAX_PURPOSE = 140
MAX_BYTES = 331
"""What a version 13 code holds at error correction M, the largest the guideline allows."""


def amount_to_pay(statement: Statement) -> Decimal:
    """Return the overdue amount in EUR, else the outstanding one, else zero."""
    for section in statement.sections:
        if section.currency == "EUR":
            balance = section.balance
            return balance.overdue_net or max(ZERO, balance.outstanding)
    return ZERO


def payment_code(statement: Statement, company: Company, purpose: str) -> str | None:
    """Return the text of the QR code, or None if there is nothing to pay or no IBAN.

    EPC069-12, version 002: UTF-8, the BIC may stay empty within the EEA.
    """
    amount = to_cents(amount_to_pay(statement))
    iban = "".join(company.iban.split()).upper()
    # The guideline's field has room for an IBAN and nothing else, and a code without a
    # name is refused by every banking app.
    name = _one_line(company.name)[:MAX_NAME].strip()
    if not iban or not name or not ZERO < amount <= MAX_AMOUNT:
        return None
    bic = "".join(company.bic.split()).upper()
    lines = ("BCD", "002", "1", "SCT", bic, name, iban, f"EUR{amount}", "", "", "")
    start = "\n".join(lines)
    room = MAX_BYTES - len(start.encode())
    return start + _cut(_one_line(purpose)[:MAX_PURPOSE], room)


def _one_line(text: str) -> str:
    # A line break would move every field after it.
    return " ".join(text.split())


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore").strip()
