"""The days of the plan's chart, so that nobody reads the first of March for a Tuesday."""

from datetime import date

import pytest

from core.formats import format_weekday


@pytest.mark.parametrize(
    ("day", "language", "written"),
    [
        (date(2026, 11, 30), "it", "lun 30"),
        (date(2026, 12, 1), "it", "mar 1 dic"),
        (date(2026, 12, 2), "it", "mer 2"),
        (date(2026, 12, 1), "en", "Tue 1 Dec"),
    ],
)
def test_the_first_of_a_month_is_written_with_its_name(
    day: date, language: str, written: str
) -> None:
    assert format_weekday(day, language) == written
