"""Lost payments: who may have paid with one that cannot be read or names nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from core.domain.allocation import loosely
from core.domain.ledger import Account, Item, Payment


def possible_payers(
    accounts: Mapping[str, Account],
    *,
    codes: Collection[str],
    numbers: Collection[str],
    nobodys: Iterable[Payment],
) -> Iterator[str]:
    """Yield the customers whom a lost payment names, and those whose document it names.

    `codes` and `numbers` stand in payments that could not be read, `nobodys` names no customer
    that is known. An item that says what is left to pay needs no payment.
    """
    meant = _documents(numbers, nobodys)
    if not codes and not meant:
        return
    for code, account in accounts.items():
        asked = [item for item in account.items if item.residual is None]
        if asked and (code in codes or (meant and any(_is_meant(item, meant) for item in asked))):
            yield code


def _is_meant(item: Item, meant: Mapping[str, date]) -> bool:
    return item.document_date <= meant.get(loosely(item.number), date.min)


def _documents(numbers: Iterable[str], nobodys: Iterable[Payment]) -> Mapping[str, date]:
    """Return the documents' numbers with the last day on which such a document was there."""
    meant = {loosely(number): date.max for number in numbers if number}
    for payment in nobodys:
        if payment.number:
            number = loosely(payment.number)
            meant[number] = max(meant.get(number, date.min), payment.date)
    return meant
