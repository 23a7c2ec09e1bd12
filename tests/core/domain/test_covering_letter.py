import pytest

from core.domain.covering_letter import fill_letter, unknown_placeholders, without_paragraphs_on

VALUES = {"customer": "Caffè Duomo", "as_of": "24/11/2026"}


@pytest.mark.parametrize(
    ("template", "letter"),
    [
        ("Per {customer} al {as_of}.", "Per Caffè Duomo al 24/11/2026."),
        ("{customer} {customer}", "Caffè Duomo Caffè Duomo"),
        ("{unknown} {} { customer }", "{unknown} {} { customer }"),
        ("{{customer}}", "{Caffè Duomo}"),
        ("sconto {10%", "sconto {10%"),
        ("{customer.__class__} {customer!r} {0}", "{customer.__class__} {customer!r} {0}"),
        ("", ""),
    ],
)
def test_known_placeholders_are_filled_and_the_rest_stays(template: str, letter: str) -> None:
    assert fill_letter(template, VALUES) == letter


def test_what_a_customer_is_called_is_not_filled_again() -> None:
    values = {"customer": "{company}", "company": "Rossi"}
    assert fill_letter("{customer}", values) == "{company}"


def test_placeholders_that_nothing_fills_are_named_in_order() -> None:
    assert unknown_placeholders("{zeta} {customer} {alfa}") == ("zeta", "alfa")


def test_paragraph_with_nothing_to_say_is_left_out() -> None:
    template = "Saldo {outstanding}.\n\nScaduto\n{overdue}, grazie.\n\nSaluti"
    assert without_paragraphs_on("overdue", template) == "Saldo {outstanding}.\n\nSaluti"
