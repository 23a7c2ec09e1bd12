import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.channels import Site
from core.domain.dispatches import DispatchState
from core.ipp_printer import IppPrinter
from core.pdf_pages import count_pages, texts_of
from plugins.channels.printer import PrinterChannel
from tests.deliveries import Intent, a_delivery, a_site
from tests.pdfs import a_pdf
from tests.servers.cups import HELD, PrintServer

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("cups")]

SENT, FAILED, UNKNOWN = DispatchState.SENT, DispatchState.FAILED, DispatchState.UNKNOWN
CHANNEL = PrinterChannel()


def site_of(url: str) -> Site:
    return a_site(Path(), {"printer": url, "timeout": 20})


def number_of(text: str) -> int:
    return int(text.removeprefix("job ").partition(";")[0])


def test_letter_comes_out_with_all_its_pages(cups: PrintServer) -> None:
    site = site_of(cups.url())
    receipt = CHANNEL.deliver(site, a_delivery(pdf=a_pdf(2, "Dovuto 100,00")), Intent())
    assert receipt.state is SENT
    pages = cups.wait_for_pages(number_of(receipt.text))
    assert count_pages(pages) == 2
    assert [text.strip() for text in texts_of(pages)] == ["Dovuto 100,00 1", "Dovuto 100,00 2"]


def test_printer_that_does_not_exist_is_named(cups: PrintServer) -> None:
    receipt = CHANNEL.deliver(site_of(cups.url("Niente")), a_delivery(pdf=a_pdf()), Intent())
    assert receipt.state is FAILED
    assert "check its name" in str(receipt.fault)


def test_letter_waits_at_a_stopped_printer_and_is_followed(cups: PrintServer) -> None:
    site = site_of(cups.url(HELD))
    first = CHANNEL.deliver(site, a_delivery(pdf=a_pdf()), Intent())
    second = CHANNEL.deliver(site, a_delivery(pdf=a_pdf()), Intent())
    assert (first.state, str(first.note)) == (SENT, "Handed to the printer")
    dispatch = replace(a_delivery().dispatch, id="1", state=SENT, ticket=first.ticket)
    assert CHANNEL.follow(site, [dispatch]) == {}
    assert CHANNEL.undo(site, dispatch) is None
    told = CHANNEL.follow(site, [dispatch])["1"]
    assert (told.state, str(told.fault)) == (FAILED, "The print job was cancelled at the printer.")
    assert CHANNEL.undo(site, dispatch) is not None
    cups.start(HELD)
    cups.wait_for_pages(number_of(second.text))


def test_letter_of_which_no_answer_came_is_found_by_its_name(cups: PrintServer) -> None:
    site = site_of(cups.url(HELD))
    letter = a_delivery(pdf=a_pdf())
    other = replace(letter, dispatch=replace(letter.dispatch, id="2026/PC1:8"))
    receipt = CHANNEL.deliver(site, letter, Intent())
    unclear = replace(letter.dispatch, state=UNKNOWN)
    waiting = CHANNEL.follow(site, [unclear, replace(other.dispatch, state=UNKNOWN)])
    assert set(waiting) == {unclear.id}, "the other one never reached the server"
    assert (waiting[unclear.id].state, waiting[unclear.id].ticket) == (SENT, receipt.ticket)
    cups.start(HELD)
    cups.wait_for_pages(number_of(receipt.text))
    told, deadline = None, time.monotonic() + 30
    while (told is None or told.ticket) and time.monotonic() < deadline:
        told = CHANNEL.follow(site, [unclear]).get(unclear.id)
    assert told is not None
    assert (told.state, str(told.note)) == (SENT, "Printed")


def test_document_that_no_filter_can_read_does_not_stay_in_the_queue(cups: PrintServer) -> None:
    # Past our own check, as a file that only the printer chokes on.
    number = IppPrinter(cups.url()).print_pdf(b"%PDF-1.7\n" + os.urandom(5000), "x", Intent())
    dispatch = replace(a_delivery().dispatch, id="1", state=SENT, ticket=f"{cups.url()} {number} x")
    told, deadline = None, time.monotonic() + 60
    while told is None and time.monotonic() < deadline:
        told = CHANNEL.follow(site_of(cups.url()), [dispatch]).get("1")
    assert told is not None
    assert told.state is FAILED
    assert "could not print" in str(told.fault)
    assert cups.queue() == ""
