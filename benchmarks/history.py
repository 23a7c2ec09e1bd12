"""The history at a hundred and at a million records: appending, searching, opening."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from core.domain.dispatches import Amounts, ChannelKind, Dispatch, DispatchState
from core.store.dispatch_documents import dispatch_to_document
from core.store.history import History
from core.store.journal_file import encode
from core.store.sendings import DISPATCHES

CUSTOMERS = 5_000
FIRST_DAY = date(2026, 1, 1)


def main(records: int = 1_000_000) -> None:
    """Print the figures; both histories are appended to in turn, in the same run."""
    with TemporaryDirectory() as folder:
        small, large = Path(folder, "small"), Path(folder, "large")
        write_records(small, 100)
        write_records(large, records)
        print(f"{records:,} records, {CUSTOMERS:,} customers")
        print(f"open, read whole     {seconds(lambda: History(large, 'PC1').close()):8.2f} s")
        print(f"open, with its index {seconds(lambda: History(large, 'PC1').close()):8.2f} s")
        few, many = History(small, "PC1"), History(large, "PC1")
        print_appends(few, many)
        print_searches(many)
        few.close()
        many.close()


def write_records(folder: Path, records: int) -> None:
    """Write a year's journal of sent dispatches, without the cost of a sync each."""
    (folder / "2026").mkdir(parents=True)
    with (folder / "2026" / "PC1.jsonl").open("wb") as file:
        for number in range(records):
            file.write(encode((DISPATCHES, number, dispatch_to_document(dispatch(number)))))


def dispatch(number: int) -> Dispatch:
    """Make a dispatch; each customer has one every `records / CUSTOMERS` days."""
    day = FIRST_DAY + timedelta(days=number // CUSTOMERS)
    moment = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    return Dispatch(
        customer=f"C{number % CUSTOMERS:05}",
        name="Officine Bianchi di Bianchi Paolo & C. S.n.c.",
        as_of=day,
        created_at=moment,
        updated_at=moment,
        channel="smtp",
        kind=ChannelKind.EMAIL,
        address="amministrazione@bianchi.example",
        automatic=True,
        state=DispatchState.SENT,
        amounts=(Amounts("EUR", Decimal("1234.56"), Decimal("1000.00")),),
        open_items=12,
        machine="PC1",
        user="anna",
        design="classic",
        language="it",
        document=f"archive/C{number % CUSTOMERS:05}/{day} estratto-conto.pdf",
        sha256="0" * 64,
        message_id="<sollecito.0123456789abcdef0123456789abcdef@rossi.example>",
        receipt="250 2.0.0 Ok: queued as 4X1",
        day=day,
    )


def print_appends(few: History, many: History) -> None:
    """Compare durable appends in pairs, the two histories taking turns."""
    of_few, of_many = [], []
    for number in range(300):
        one = dispatch(number)
        of_few.append(seconds(lambda one=one: few.plan([one])))  # type: ignore[misc] # bound now
        of_many.append(seconds(lambda one=one: many.plan([one])))  # type: ignore[misc] # bound now
    ratio = median(many / few for few, many in zip(of_few, of_many, strict=True))
    print(f"durable append, 100  {median(of_few) * 1000:8.2f} ms")
    print(f"durable append, all  {median(of_many) * 1000:8.2f} ms")
    print(f"  ratio              {ratio:8.2f}")


def print_searches(history: History) -> None:
    """Time what the program asks for while it runs."""
    history.last_sendings()
    asked: dict[str, Callable[[], object]] = {
        "one customer": lambda: history.newest("C00042"),
        "the newest 200": lambda: history.newest(limit=200),
        "last sendings": history.last_sendings,
        "one day": lambda: history.of_day(FIRST_DAY),
        "unclear": history.unclear,
        "plan 1,000 at once": lambda: history.plan([dispatch(n) for n in range(1000)]),
    }
    for what, ask in asked.items():
        print(f"{what:20} {seconds(ask) * 1000:8.2f} ms")


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    start = perf_counter()
    action()
    return perf_counter() - start


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
