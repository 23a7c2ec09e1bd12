from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.design import SENTENCES
from core.domain.ledger import Payment
from core.domain.parties import Customer
from core.domain.payment_code import MAX_AMOUNT
from core.formats import format_amount
from plugins.renderers.borb_pdf import render_statement
from tests.plugins.renderers.drawings import (
    CLASSIC,
    COMPANY,
    CUSTOMER,
    boxes,
    credit_note,
    drawing,
    invoice,
    invoices,
    lines,
    texts,
)

PAGE_HEIGHT = 841.89
MM = 72 / 25.4


def page(*items: object, **wishes: object) -> str:
    return texts(render_statement(drawing(items, **wishes)).pdf)[0]  # type: ignore[arg-type] # handed on


def test_first_third_of_the_page_says_what_is_owed_and_how_to_pay_it() -> None:
    drawn = render_statement(drawing([invoice("1", "1000.00", 42), invoice("2", "500.00", -10)]))
    third = PAGE_HEIGHT * 2 / 3
    upper = "".join(box.character for box in boxes(drawn.pdf)[0] if box.bottom > third)
    for fact in (
        "Importo scaduto",
        "EUR 1.000,00",
        "Saldo complessivo EUR 1.500,00",
        "IT60 X054 2811 1010 0000 0123 456",
        "BPPIITRRXXX",
        "Estratto conto C0001 al 24/11/2026",
        "Trasporti Čapek & Figli S.p.A.",
        "06012 Città di Castello PG",
    ):
        assert fact.replace(" ", "") in upper


def test_address_stands_in_the_window_of_the_envelope() -> None:
    drawn = render_statement(drawing([invoice("1", "1000.00", 42)]))
    left, top = CLASSIC.address_left * MM, PAGE_HEIGHT - CLASSIC.address_top * MM
    window = [
        box.character
        for box in boxes(drawn.pdf)[0]
        if box.left >= left - 1 and top - 20 * MM < box.bottom and box.top <= top + 1
    ]
    address = "Spett.leTrasportiČapek&FigliS.p.A.ViaRoma1506012CittàdiCastelloPG"
    assert "".join(window) == address


def test_every_line_shows_its_document_dates_days_and_amounts() -> None:
    drawn = render_statement(
        drawing([invoice("12/A", "1234.50", 42, paid="234.50"), credit_note("NC 7", "50.00")])
    )
    shown = lines(drawn.pdf)
    assert (
        "Fattura 12/A  13/09/2026  13/10/2026  42 giorni  1.234,50  234,50  1.000,00  1.000,00"
        in shown
    )
    assert "Nota di credito NC 7  04/11/2026  −50,00  −50,00  950,00" in shown
    assert "Totale EUR  1.184,50  234,50  950,00" in shown


@pytest.mark.parametrize(("days", "words"), [(1, "1 giorno"), (2, "2 giorni"), (400, "400 giorni")])
def test_days_overdue_are_said_in_words(days: int, words: str) -> None:
    assert f" {words} " in page(invoice("1", "10.00", days))


@pytest.mark.parametrize("days", [0, -1])
def test_due_today_or_later_is_not_called_overdue(days: int) -> None:
    shown = page(invoice("1", "10.00", days))
    assert "Importo scaduto" not in shown
    assert "Saldo da pagare EUR 10,00 Nulla di scaduto" in shown


def test_payment_not_yet_allocated_is_a_line_with_a_minus() -> None:
    payment = Payment("B77", CUSTOMER.code, date(2026, 11, 2), "EUR", Decimal("100.00"))
    shown = lines(render_statement(drawing([invoice("1", "500.00", 5)], [payment])).pdf)
    assert "Pagamento da abbinare B77  02/11/2026  −100,00  −100,00  −100,00" in shown


def test_worked_out_due_date_is_marked_and_explained() -> None:
    shown = page(invoice("1", "10.00", 5)._replace(due_date_assumed=True))
    assert "19/11/2026*" in shown
    assert "* Scadenza calcolata" in shown


def test_aging_has_five_buckets_and_the_credits() -> None:
    days = (0, 1, 30, 31, 60, 61, 90, 91)
    items = [invoice(str(day), "100.00", day) for day in days]
    shown = lines(render_statement(drawing([*items, credit_note("N", "30.00")])).pdf)
    assert "100,00  200,00  200,00  200,00  100,00  −30,00" in shown


def test_it_says_that_it_is_no_formal_notice_and_asks_who_has_paid_to_tell() -> None:
    shown = page(invoice("1", "10.00", 5))
    assert "non costituisce sollecito formale né messa in mora" in shown
    assert "Qualora abbia già provveduto" in shown


def test_sentences_that_a_firm_has_emptied_are_left_out() -> None:
    emptied = dict.fromkeys(SENTENCES, "")
    design = replace(CLASSIC, texts={**CLASSIC.texts, "it": {**CLASSIC.texts["it"], **emptied}})
    for item in (invoice("1", "10.00", 5), credit_note("N", "30.00")):
        shown = page(item, design=design)
        assert "Totale EUR" in shown
        for gone in ("Gentile cliente", "Dear", "Qualora", "If you", "sollecito", "notice", "QR"):
            assert gone not in shown


def test_who_owes_nothing_is_not_asked_whether_he_has_paid() -> None:
    shown = page(credit_note("N", "30.00"))
    assert "Saldo a Suo favore EUR 30,00" in shown
    assert "Qualora" not in shown
    assert "IBAN" not in shown


def test_overdue_that_credits_cover_is_said_to_be_covered() -> None:
    items = (invoice("1", "80.00", 24), invoice("2", "50.00", -10), credit_note("N", "100.00"))
    shown = page(*items)
    assert "Saldo da pagare EUR 30,00 Lo scaduto è coperto dai Suoi crediti" in shown
    assert "Nulla di scaduto" not in shown


def test_nothing_open_is_said_plainly() -> None:
    shown = page()
    assert "Nulla da pagare EUR 0,00 Al 24/11/2026 non risultano partite aperte." in shown
    assert "Totale" not in shown


def test_currencies_have_blocks_of_their_own_and_are_never_added() -> None:
    shown = page(invoice("1", "100.00", 5), invoice("2", "30.00", 5, currency="USD"))
    assert "Partite in EUR" in shown
    assert "Partite in USD" in shown
    assert "Totale EUR 100,00" in shown
    assert "Totale USD 30,00" in shown
    assert "130,00" not in shown


def test_english_statement_is_english_throughout() -> None:
    shown = page(invoice("1", "1234.50", 42), language="en")
    for text in (
        "Statement of account as of 24/11/2026",
        "Amount overdue EUR 1,234.50",
        "Invoice 1 13/09/2026 13/10/2026 42 days 1,234.50",
        "If you have already paid",
        "not a formal notice",
        "Page 1 of 1",
    ):
        assert text in shown


def test_language_without_texts_is_written_in_english() -> None:
    assert "Amount overdue" in page(invoice("1", "1.00", 2), language="pt")


def test_customer_without_an_address_is_drawn() -> None:
    customer = Customer(CUSTOMER.code, "Solo Nome")
    assert "Spett.le Solo Nome" in page(invoice("1", "1.00", 2), customer=customer)


def test_country_is_written_abroad_only() -> None:
    abroad = replace(CUSTOMER, country="Österreich")
    assert "Österreich" in page(customer=abroad)
    assert " IT " not in page()


def test_design_may_order_and_leave_out_columns() -> None:
    design = replace(CLASSIC, columns=("open", "due_date", "document"), show_aging=False)
    shown = lines(render_statement(drawing([invoice("1", "10.00", 5)], design=design)).pdf)
    assert "Residuo  Scadenza  Documento" in shown
    assert "10,00  19/11/2026  Fattura 1" in shown
    assert not any("Oltre 90" in line for line in shown)


def test_company_without_an_iban_has_no_bank_details_and_no_code() -> None:
    shown = page(invoice("1", "10.00", 5), company=replace(COMPANY, iban=""))
    assert "Importo scaduto EUR 10,00" in shown
    assert "Beneficiario" not in shown
    assert "Inquadri" not in shown


@settings(max_examples=40, deadline=None)
@given(
    amounts=st.lists(
        st.decimals(min_value="0.01", max_value=MAX_AMOUNT, places=2), min_size=1, max_size=12
    )
)
def test_every_amount_is_shown_whole(amounts: list[Decimal]) -> None:
    items = [invoice(str(index), str(amount), 5) for index, amount in enumerate(amounts, 1)]
    shown = " ".join(texts(render_statement(drawing(items)).pdf))
    for amount in (*amounts, sum(amounts)):
        assert format_amount(Decimal(amount), "it") in shown


def test_nothing_is_smaller_than_eight_points() -> None:
    drawn = render_statement(drawing([invoice(str(n), "999999999.99", 5) for n in range(30)]))
    # Source Sans’ capitals and figures are 0.65 of its size.
    heights = [box.top - box.bottom for box in boxes(drawn.pdf)[0] if box.character in "EIT0123"]
    assert min(heights) >= 8 * 0.62


def test_figures_of_a_column_end_at_the_same_place() -> None:
    drawn = render_statement(drawing(invoices(12)))
    characters = boxes(drawn.pdf, loose=True)[0]
    marks = [box for box in characters if box.character == ","]
    columns: dict[int, set[int]] = {}
    for mark in marks:
        columns.setdefault(round(mark.left), set()).add(round(mark.bottom))
    full = [rows for rows in columns.values() if len(rows) >= 12]
    assert len(full) == 3, "amount, open and balance have their decimal marks below each other"
