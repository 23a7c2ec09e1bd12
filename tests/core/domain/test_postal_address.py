"""Where a letter goes, and to whom none can be sent."""

import pytest

from core.domain.parties import Customer


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        (
            {"address": "Via Roma 1", "postcode": "00184", "city": "Roma", "province": "RM"},
            ("Rossi", "Via Roma 1", "00184 Roma RM"),
        ),
        ({"address": "Via Roma 1", "city": "Roma"}, ("Rossi", "Via Roma 1", "Roma")),
        ({"postcode": "00184", "city": "Roma"}, ("Rossi", "00184 Roma")),
        ({"address": "Via Roma 1", "postcode": "00184"}, ()),
        ({"city": "Roma"}, ()),
        ({}, ()),
        (
            {"address": "Ringstr. 1", "postcode": "1010", "city": "Wien", "country": "AT"},
            ("Rossi", "Ringstr. 1", "1010 Wien", "AT"),
        ),
        (
            {"address": "Via Roma 1", "city": "Roma", "country": "it"},
            ("Rossi", "Via Roma 1", "Roma"),
        ),
    ],
)
def test_a_letter_needs_a_place_and_a_street_or_a_postcode(
    fields: dict[str, str], lines: tuple[str, ...]
) -> None:
    assert Customer("C1", "Rossi", **fields).postal_lines == lines  # type: ignore[arg-type] # all are texts
