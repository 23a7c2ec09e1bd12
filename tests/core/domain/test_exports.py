from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain.exports import Export, figures_day, outdated
from core.domain.problems import Severity

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
COLUMNS = frozenset({("Codice", "Scadenza", "Importo")})
OTHERS = frozenset({("Code", "Due date", "Amount")})


def on(day: int) -> datetime:
    return NOON + timedelta(days=day - 1)


def items(
    day: int, *, is_open: bool = True, headings: frozenset[tuple[str, ...]] = COLUMNS
) -> Export:
    return Export(f"items-{day}.csv", on(day), has_items=True, is_open=is_open, headings=headings)


def payments(day: int) -> Export:
    return Export(f"payments-{day}.csv", on(day), has_payments=True)


def customers(day: int) -> Export:
    return Export(f"customers-{day}.csv", on(day))


def workbook(day: int) -> Export:
    """Return a file with items and payments."""
    return Export("all.xlsx", on(day), True, True, True, COLUMNS)


@pytest.mark.parametrize("payments_decide", [True, False])
@pytest.mark.parametrize(
    ("exports", "decided", "undecided"),
    [
        ([], None, None),
        ([customers(20)], None, None),
        ([items(10)], 10, 10),
        ([items(10), customers(20)], 10, 10),
        ([items(10), payments(20)], 10, 10),
        ([items(10), payments(5)], 5, 10),
        ([items(10), payments(5), payments(7)], 7, 10),
        ([items(10), items(12)], 12, 12),
        ([items(10), items(20, is_open=False)], 10, 10),
        ([items(10, is_open=False), items(20, is_open=False)], 20, 20),
        ([items(10), items(20, is_open=False, headings=frozenset())], 20, 20),
        ([workbook(10)], 10, 10),
        ([workbook(10), payments(20)], 10, 10),
        ([payments(10)], 10, 10),
    ],
)
def test_the_figures_are_as_good_as_the_newest_file_that_tells_what_is_open(
    exports: list[Export], decided: int | None, undecided: int | None, payments_decide: bool
) -> None:
    day = decided if payments_decide else undecided
    expected = None if day is None else date(2026, 11, day)
    assert figures_day(exports, payments_decide=payments_decide) == expected


@pytest.mark.parametrize(
    ("exports", "older"),
    [
        ([items(10), items(12)], ["items-10.csv"]),
        ([items(12), items(10)], ["items-10.csv"]),
        ([items(8), items(10), items(12)], ["items-8.csv", "items-10.csv"]),
        ([items(10), items(11)], []),
        ([items(10, is_open=False), items(12)], []),
        ([items(10), items(12, is_open=False)], []),
        ([items(10, headings=OTHERS), items(12)], []),
        ([items(10, headings=OTHERS | COLUMNS), items(12)], ["items-10.csv"]),
        ([items(10, headings=frozenset()), items(12, headings=frozenset())], []),
        ([items(10), payments(12)], []),
    ],
)
def test_an_older_export_of_the_same_kind_is_reported(
    exports: list[Export], older: list[str]
) -> None:
    found = list(outdated(exports))
    assert [problem.file for problem in found] == older
    assert all(problem.severity is Severity.FILE for problem in found)


def test_an_older_export_is_named_beside_the_newer_one() -> None:
    [problem] = outdated([items(10), items(12)])
    assert str(problem.what) == (
        "“items-10.csv” may list what has been paid since: it is older than “items-12.csv”."
    )
