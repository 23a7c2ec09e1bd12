# ruff: noqa: RUF001 - Greek and Cyrillic names are the point
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.design import COLUMNS
from core.drawing import Drawing
from plugins.renderers.borb_pdf import render_statement
from plugins.renderers.borb_pdf.characters import legible
from tests.plugins.renderers.drawings import (
    CLASSIC,
    COMPANY,
    CUSTOMER,
    Box,
    boxes,
    drawing,
    invoice,
    texts,
)

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
LETTERS = (
    "".join(
        chr(code)
        for start, stop in (
            (0x20, 0x7F),
            (0xA1, 0x17F),
            (0x388, 0x3CF),
            (0x400, 0x460),
            (0x218, 0x21C),
        )
        for code in range(start, stop)
        if chr(code).isprintable()
    )
    + "\u00ad\u1e9e\u1e81"
)
NAMES = st.text(st.sampled_from(LETTERS), min_size=1, max_size=200)


def addressed_to(name: str, street: str = "") -> Drawing:
    items = [invoice("1", "999999999.99", 42), invoice("2", "10.00", -3)]
    return drawing(items, customer=replace(CUSTOMER, name=name, address=street))


def outside(pages: list[list[Box]]) -> list[Box]:
    left, right = CLASSIC.margin_left * MM, PAGE_WIDTH - CLASSIC.margin_right * MM
    return [
        box
        for page in pages
        for box in page
        if box.left < left - 3 or box.right > right + 3 or box.bottom < 20 or box.top > 820
    ]


def overlapping(page: list[Box]) -> list[tuple[Box, Box]]:
    """Return characters that are drawn on one another."""
    return [
        (one, other)
        for index, one in enumerate(page)
        for other in page[index + 1 : index + 400]
        if min(one.right, other.right) - max(one.left, other.left) > 1.5
        and min(one.top, other.top) - max(one.bottom, other.bottom) > 2.5
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Łódź Przewozy Ćwikła Sp. z o.o.",
        "Čapek a Dvořák, s.r.o. Příbram",
        "Ångström & Søn A/S, Ærø, Þórður",
        "Ελληνική Εταιρεία «Αθήνα» Α.Ε.",
        "Българска фирма „Ромашка“ ЕООД",
        "Љубљана Ђорђевић Џ Њ Ћ д.о.о.",
        "Київські Ґрунти Їжак Є ТОВ",
        "Ğüneş İnşaat Şirketi A.Ş.",
        "GROẞMANN & Straße GmbH",
        "Ħaż-Żebbuġ Ġgantija Ltd",
        "Ŵyn Tŷ Cyf.",
        "Brașov Țiriac Ștefan S.R.L.",
        "Õunapuu Žemaitija Ķekava Įmonė",
        "L’Àger, Peñíscola · Çelik — “Ò”",
        "Officine \\ (Rossi) [Milano] <b> 100%",
    ],
)
def test_name_can_be_copied_exactly(name: str) -> None:
    drawn = render_statement(addressed_to(name))
    assert name in texts(drawn.pdf)[0]
    assert drawn.unknown_characters == ()


@settings(max_examples=60, deadline=None)
@given(NAMES)
def test_any_european_name_is_drawn_whole_and_without_unknown_characters(name: str) -> None:
    drawn = render_statement(addressed_to(name))
    assert drawn.unknown_characters == ()
    shown = "".join(texts(drawn.pdf)).replace(" ", "")
    # The reader itself joins or drops combining marks that stand alone.
    if name.isascii() and name.strip():
        assert legible(name).replace(" ", "") in shown


@settings(max_examples=25, deadline=None)
@given(NAMES, NAMES)
def test_no_name_leaves_the_margins(name: str, street: str) -> None:
    drawn = render_statement(addressed_to(name, street))
    assert outside(boxes(drawn.pdf, loose=True)) == []


@pytest.mark.parametrize(
    "name",
    ["W" * 300, "Società " * 30, "Consorzio Interprovinciale per la Valorizzazione " * 4],
)
def test_long_names_do_not_cover_anything(name: str) -> None:
    customer = replace(CUSTOMER, name=name, address=name, city=name, code="C" * 60)
    company = replace(COMPANY, name=name[:140], address=(name[:150],))
    items = [invoice("X" * 120, "999999999.99", 42), invoice("2", "10.00", 1)]
    pages = boxes(
        render_statement(
            drawing(items, customer=replace(customer, code=CUSTOMER.code), company=company)
        ).pdf
    )
    assert outside(pages) == []
    for page in pages:
        assert overlapping(page) == []


@settings(max_examples=25, deadline=None)
@given(
    st.permutations(COLUMNS),
    st.sampled_from(["0.01", "12345.67", "999999999.99"]),
    st.integers(min_value=1, max_value=9),
)
def test_columns_in_any_order_do_not_cover_each_other(
    columns: list[str], amount: str, count: int
) -> None:
    items = [invoice(f"FT {n}/2026", amount, 40 + n, paid="0.00") for n in range(count)]
    design = replace(CLASSIC, columns=tuple(columns))
    (page,) = boxes(render_statement(drawing(items, design=design)).pdf)
    assert outside([page]) == []
    assert overlapping(page) == []


def test_boldest_design_covers_nothing() -> None:
    design = replace(
        CLASSIC, normal=12.0, small=10.0, large=28.0, margin_left=30.0, margin_right=30.0
    )
    items = [invoice(f"{number}/2026", "8765432.10", 45 - number) for number in range(25)]
    for page in boxes(render_statement(drawing(items, design=design)).pdf):
        assert overlapping(page) == []


@pytest.mark.parametrize("count", [1, 5, 6, 20])
def test_any_number_of_currencies_stays_on_the_page(count: int) -> None:
    codes = [f"X{chr(65 + number)}A" for number in range(count)]
    items = [invoice(code, "100.00", 5, currency=code) for code in codes]
    drawn = render_statement(drawing(items))
    pages = boxes(drawn.pdf)
    assert outside(pages) == []
    assert [overlapping(page) for page in pages] == [[]] * drawn.pages
    shown = " ".join(texts(drawn.pdf))
    assert all(f"Totale {code} 100,00" in shown for code in codes)


def test_characters_that_the_font_lacks_become_question_marks_and_are_reported() -> None:
    drawn = render_statement(addressed_to("株式会社 Rossi \U0001f600"))
    assert "???? Rossi ?" in texts(drawn.pdf)[0]
    assert drawn.unknown_characters == ("会", "式", "株", "社", "\U0001f600")


def test_unknown_characters_of_the_company_are_reported_every_time() -> None:
    wanted = drawing([invoice("1", "1.00", 1)], company=replace(COMPANY, name="株 Rossi"))
    for _ in range(2):
        assert "株" in render_statement(wanted).unknown_characters


def test_unknown_characters_of_one_statement_are_not_reported_for_the_next() -> None:
    render_statement(addressed_to("株式会社"))
    assert render_statement(addressed_to("Rossi")).unknown_characters == ()


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("Cafe\u0301", "Café"),
        ("A\u00a0B\u2009C", "A B C"),
        ("A\tB\nC", "A B C"),
        ("A\u2011B", "A-B"),
        ("A\u00adB\u200bC", "ABC"),
        ("Of\ufb01cina", "Officina"),
    ],
)
def test_characters_without_a_look_of_their_own_are_replaced(written: str, drawn: str) -> None:
    assert legible(written) == drawn


def test_latin_statement_is_half_the_size_of_a_greek_one() -> None:
    latin = render_statement(addressed_to("Rossi"))
    greek = render_statement(addressed_to("Αθήνα"))
    assert len(latin.pdf) < 0.6 * len(greek.pdf) < 60_000
