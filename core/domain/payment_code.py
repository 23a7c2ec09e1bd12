"""The text of the EPC QR code, with which a banking app fills in a transfer (EPC069-12)."""

from __future__ import annotations

from decimal import Decimal

from core.domain.money import ZERO
from core.domain.parties import Company
from core.domain.statements import Statement

MAX_AMOUNT = Decimal("999999999.99")


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
    amount = amount_to_pay(statement)
    if not company.iban or not ZERO < amount <= MAX_AMOUNT:
        return None
    lines = (
        "BCD",
        "002",
        "1",
        "SCT",
        company.bic.replace(" ", ""),
        company.name[:70],
        company.iban.replace(" ", ""),
        f"EUR{amount}",
        "",
        "",
        purpose[:140],
    )
    return "\n".join(lines)
