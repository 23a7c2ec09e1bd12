"""Allocation: which payment settles which document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.domain.ledger import Item, ItemKind, Payment
from core.domain.money import ZERO

Place = tuple[str, str, str]
"""Number, instalment and currency of a document."""

_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Allocated:
    """Where one customer's payments went."""

    by_item: list[list[Payment]]
    """For each item, in the same order, the payments allocated to it."""
    unallocated: list[Payment] = field(default_factory=list)
    """Payments that name no document."""
    homeless: list[Payment] = field(default_factory=list)
    """Payments that name a document which is not there."""


def allocate(items: Sequence[Item], payments: Iterable[Payment]) -> Allocated:
    """Allocate one customer's payments to the documents that they name."""
    allocated = Allocated([[] for _ in items])
    places = _places(items)
    loose: Mapping[Place, Sequence[int]] | None = None
    for payment in payments:
        if not payment.number:
            allocated.unallocated.append(payment)
            continue
        found = places.get((payment.number, payment.instalment, payment.currency))
        if found is None:
            if loose is None:
                loose = _loose_places(items)
            found = _lookloosely(payment, loose, items)
        if found is None:
            allocated.homeless.append(payment)
        elif len(found) == 1:
            allocated.by_item[found[0]].append(payment)
        else:
            _spread(payment, found, items, allocated.by_item)
    return allocated


def loosely(number: str) -> str:
    """Return a number without spaces, capitals and leading zeros: `FT 007/2026`, `ft7/2026`."""
    return _LEADING_ZEROS.sub("", "".join(number.split()).casefold())


def _places(items: Sequence[Item]) -> Mapping[Place, Sequence[int]]:
    """Where each document is: by number and instalment, and by number alone."""
    places: defaultdict[Place, list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        if item.number:
            places[item.number, item.instalment, item.currency].append(index)
            if item.instalment:
                places[item.number, "", item.currency].append(index)
    return places


def _loose_places(items: Sequence[Item]) -> Mapping[Place, Sequence[int]]:
    """Where each document is if small differences of spelling do not count.

    Two documents that differ in nothing else are found by their exact number only.
    """
    places: defaultdict[Place, list[int]] = defaultdict(list)
    spellings: defaultdict[Place, set[str]] = defaultdict(set)
    for index, item in enumerate(items):
        number = loosely(item.number)
        for part in {_instalment(item.instalment), ""}:
            places[number, part, item.currency].append(index)
            spellings[number, part, item.currency].add(item.number)
    return {place: found for place, found in places.items() if len(spellings[place]) == 1}


def _lookloosely(
    payment: Payment, places: Mapping[Place, Sequence[int]], items: Sequence[Item]
) -> Sequence[int] | None:
    number, part = loosely(payment.number), _instalment(payment.instalment)
    found = places.get((number, part, payment.currency))
    if found is not None or not part:
        return found
    # A document without instalments is meant all the same; another instalment is not.
    whole = places.get((number, "", payment.currency), ())
    return whole if len(whole) == 1 and not items[whole[0]].instalment else None


def _instalment(text: str) -> str:
    """Return an instalment's own number: `01` and `1/3` are `1`."""
    return loosely(text.partition("/")[0])


def _spread(
    payment: Payment, places: Sequence[int], items: Sequence[Item], by_item: list[list[Payment]]
) -> None:
    """Spread a payment over the documents it may mean.

    The one that it settles exactly comes first, then the oldest due date. What is beyond
    all of them stays with the last.
    """
    meant = _meant(payment, places, items)
    room = {
        index: items[index].amount - sum((p.amount for p in by_item[index]), ZERO)
        for index in meant
    }
    ordered = sorted(
        meant, key=lambda index: (room[index] != payment.amount, items[index].due_date)
    )
    left = payment.amount
    for index in ordered[:-1]:
        part = min(left, room[index])
        if part > 0:
            by_item[index].append(payment._replace(amount=part))
            left -= part
    if left:
        by_item[ordered[-1]].append(payment._replace(amount=left))


def _meant(payment: Payment, places: Sequence[int], items: Sequence[Item]) -> Sequence[int]:
    """Leave out documents that the payment cannot mean, unless that leaves none.

    Money received is for an invoice, money given back for a credit note; and a number used
    again every year means a document that was there when the money came.
    """
    kind = ItemKind.INVOICE if payment.amount > 0 else ItemKind.CREDIT_NOTE
    of_kind = [index for index in places if items[index].kind is kind] or places
    dated = [index for index in of_kind if items[index].document_date <= payment.date]
    return dated or of_kind
