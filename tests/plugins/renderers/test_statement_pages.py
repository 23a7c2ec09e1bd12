import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.renderers.borb_pdf import render_statement
from plugins.renderers.borb_pdf.pagination import TOGETHER, Room, break_lines
from tests.plugins.renderers.drawings import drawing, invoice, invoices, lines, texts

HEIGHTS = st.lists(st.floats(min_value=14, max_value=80), max_size=120)
ROOM = Room(here=350, page=600, carried=18, closing=150)


def figure(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


@pytest.mark.parametrize("count", [1, 2, 12, 33, 34, 35, 36, 37, 200])
def test_every_line_is_drawn_once(count: int) -> None:
    shown = " ".join(texts(render_statement(drawing(invoices(count))).pdf))
    numbers = re.findall(r"Fattura FT (\d+)/2026", shown)
    assert numbers == [str(number) for number in range(1, count + 1)]


def test_two_thousand_lines_are_drawn() -> None:
    drawn = render_statement(drawing(invoices(2000)))
    shown = texts(drawn.pdf)
    assert len(shown) == drawn.pages
    assert "Fattura FT 2000/2026" in shown[-1]


def test_pages_are_numbered_with_their_count() -> None:
    drawn = render_statement(drawing(invoices(100)))
    shown = texts(drawn.pdf)
    assert drawn.pages == len(shown) > 2
    for number, text in enumerate(shown, 1):
        assert f"Pagina {number} di {drawn.pages}" in text


def test_later_pages_say_whose_they_are_and_repeat_the_header_row() -> None:
    for text in texts(render_statement(drawing(invoices(100))).pdf)[1:]:
        assert "Trasporti Čapek & Figli S.p.A. (C0001)" in text
        assert "Estratto conto al 24/11/2026" in text
        assert "Documento Data Scadenza Ritardo" in text


def test_balance_goes_from_page_to_page_unchanged() -> None:
    shown = lines(render_statement(drawing(invoices(100))).pdf)
    carried = [line.split()[-1] for line in shown if line.startswith("A riportare")]
    brought = [line.split()[-1] for line in shown if line.startswith("Riporto")]
    assert len(carried) > 1
    assert carried == brought
    running = [line.split()[-1] for line in shown if line.startswith("Fattura")]
    assert set(carried) < set(running)
    for amount in carried:
        before = shown[shown.index(next(line for line in shown if line.endswith(amount)))]
        assert before.startswith("Fattura")


def test_running_balance_is_the_sum_of_what_is_open() -> None:
    rows = [line.split() for line in lines(render_statement(drawing(invoices(60))).pdf)]
    rows = [row for row in rows if row[0] == "Fattura"]
    balance = Decimal()
    for row in rows:
        balance += figure(row[-2])
        assert figure(row[-1]) == balance


@pytest.mark.parametrize("count", range(16, 70, 3))
def test_total_is_never_alone_on_a_page(count: int) -> None:
    last = texts(render_statement(drawing(invoices(count))).pdf)[-1]
    assert "Totale EUR" in last
    assert "Scadenze in EUR" in last
    assert "non costituisce sollecito formale" in last
    assert last.count("Fattura FT") >= TOGETHER


def test_section_of_another_currency_begins_where_there_is_room_for_it() -> None:
    items = [*invoices(20), *(invoice(f"U{n}", "10.00", 5, currency="USD") for n in range(6))]
    pages = texts(render_statement(drawing(items)).pdf)
    start = next(text for text in pages if "Partite in USD" in text)
    assert start.split("Partite in USD")[1].count("Fattura U") >= TOGETHER


@given(HEIGHTS)
def test_lines_are_broken_without_a_gap_or_an_overlap(heights: list[float]) -> None:
    pages = break_lines(heights, ROOM)
    assert [index for page in pages for index in page] == list(range(len(heights)))


@given(HEIGHTS)
def test_no_page_is_fuller_than_it_has_room(heights: list[float]) -> None:
    pages = break_lines(heights, ROOM)
    for number, page in enumerate(pages):
        below = ROOM.closing if number == len(pages) - 1 else ROOM.carried
        room = ROOM.page if number else ROOM.here
        assert not page or sum(heights[index] for index in page) + below <= room


@given(HEIGHTS)
def test_last_page_has_two_lines_wherever_there_are_two(heights: list[float]) -> None:
    assert len(break_lines(heights, ROOM)[-1]) >= min(TOGETHER, len(heights))
