from decimal import Decimal

import pytest

from core.domain.aging import Aging, bucket_of


@pytest.mark.parametrize(
    ("days_overdue", "bucket"),
    [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (10_000, 4)],
)
def test_days_after_the_due_date_choose_the_bucket(days_overdue: int, bucket: int) -> None:
    assert bucket_of(days_overdue) == bucket


def test_what_is_not_yet_due_is_not_overdue() -> None:
    aging = Aging(*map(Decimal, (16, 1, 2, 4, 8)))
    assert aging.overdue == 15
    assert [*aging.buckets] == [16, 1, 2, 4, 8]
