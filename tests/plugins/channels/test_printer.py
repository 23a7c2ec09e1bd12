"""Letters are printed over IPP, and what became of them is known."""

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.channels import Delivery, Site
from core.domain.dispatches import Dispatch, DispatchState, Receipt
from core.ipp import JobState, Malformed, decode
from core.pdf_pages import join_documents
from plugins.channels.printer import PrinterChannel
from tests.deliveries import Intent, a_delivery, a_site
from tests.pdfs import a_pdf
from tests.plugins.channels.scripted_printer import JOB, Printer, scripted_printer

SENT, FAILED = DispatchState.SENT, DispatchState.FAILED
RETRY, UNKNOWN = DispatchState.RETRY, DispatchState.UNKNOWN
CHANNEL = PrinterChannel()


@pytest.fixture
def printer() -> Iterator[Printer]:
    with scripted_printer() as printer:
        yield printer


def site_of(url: str, **others: object) -> Site:
    return a_site(Path(), {"printer": url, "timeout": 1, **others})


def a_letter(pdf: bytes | None = None) -> Delivery:
    return a_delivery(recipients=("Caffè Duomo", "20121 Milano"), pdf=pdf or a_pdf())


def printed(url: str, pdf: bytes | None = None) -> tuple[Receipt, Intent]:
    intent = Intent()
    return CHANNEL.deliver(site_of(url), a_letter(pdf), intent), intent


def handed(receipt: Receipt) -> Dispatch:
    return replace(a_letter().dispatch, id="1", state=SENT, ticket=receipt.ticket)


def test_a_letter_that_is_printed_is_sent(printer: Printer) -> None:
    printer.states = [JobState.PENDING, JobState.PROCESSING, JobState.COMPLETED]
    receipt, intent = printed(printer.url)
    assert (receipt.state, receipt.text, str(receipt.note)) == (SENT, f"job {JOB}", "Printed")
    assert receipt.ticket == ""
    assert intent.times == 1
    assert printer.documents == [a_pdf()]


@pytest.mark.parametrize(
    ("state", "sentence", "cancelled"),
    [
        (JobState.ABORTED, "could not print", 1),
        (JobState.STOPPED, "could not print", 1),
        (JobState.CANCELED, "was cancelled at the printer", 0),
    ],
)
def test_a_letter_that_cannot_be_printed_is_failed_and_does_not_stay_in_the_queue(
    printer: Printer, state: JobState, sentence: str, cancelled: int
) -> None:
    printer.states, printer.reasons = [state], "document-format-error"
    receipt, _ = printed(printer.url)
    assert receipt.state is FAILED
    assert sentence in str(receipt.fault)
    assert receipt.text == f"job {JOB}; document-format-error"
    assert printer.cancelled == cancelled


def test_a_stopped_job_that_goes_on_meanwhile_is_not_called_failed(printer: Printer) -> None:
    printer.states, printer.goes_on = [JobState.STOPPED], True
    receipt, _ = printed(printer.url)
    assert (receipt.state, str(receipt.note), printer.cancelled) == (SENT, "Printed", 1)


@pytest.mark.parametrize(("http", "names_job"), [(500, True), (503, True), (200, False)])
def test_a_printer_that_stumbles_over_the_letter_may_print_it(
    printer: Printer, http: int, names_job: bool
) -> None:
    printer.http, printer.names_job = http, names_job
    receipt, intent = printed(printer.url)
    assert (receipt.state, intent.times) == (UNKNOWN, 1)
    printer.http = 200
    # What became of it is found by the job's name.
    unclear = replace(a_letter().dispatch, state=UNKNOWN, ticket=receipt.ticket)
    told = CHANNEL.follow(site_of(printer.url), [unclear])[unclear.id]
    assert (told.state, str(told.note)) == (SENT, "Printed")


def test_a_printer_that_takes_its_time_has_been_handed_the_letter(
    printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.channels.printer.PATIENCE", 0.0)
    printer.states = [JobState.PENDING]
    receipt, _ = printed(printer.url)
    assert (receipt.state, str(receipt.note)) == (SENT, "Handed to the printer")
    dispatch = handed(receipt)
    assert CHANNEL.follow(site_of("ipp://other.example/x"), [dispatch]) == {}
    printer.states = [JobState.COMPLETED]
    told = CHANNEL.follow(site_of("ipp://other.example/x"), [dispatch])["1"]
    assert (told.state, str(told.note)) == (SENT, "Printed")


def test_of_a_job_that_the_printer_has_forgotten_no_more_is_asked(printer: Printer) -> None:
    printer.knows_job = False
    dispatch = replace(handed(Receipt(SENT)), ticket=f"{printer.url} 3 [0123456789ab]")
    told = CHANNEL.follow(site_of(printer.url), [dispatch])["1"]
    assert (told.state, told.text, told.ticket) == (SENT, "job 3", "")
    assert "no longer tells how it ended" in str(told.note)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (JobState.COMPLETED, (SENT, "Printed", "")),
        (JobState.PENDING, (SENT, "Handed to the printer", "{url} 7 {mark}")),
        (JobState.ABORTED, (FAILED, "The printer could not print the letter.", "")),
    ],
)
@pytest.mark.parametrize("killed", [False, True])
def test_a_letter_without_an_answer_is_found_by_its_name(
    printer: Printer, state: JobState, told: tuple[DispatchState, str, str], killed: bool
) -> None:
    printer.cut, printer.states = True, [state]
    receipt, _ = printed(printer.url)
    # Killed in the middle, the program has not even heard that there was no answer.
    own = a_letter().dispatch.id
    unclear = replace(
        handed(receipt), id=own, state=UNKNOWN, ticket="" if killed else receipt.ticket
    )
    found = CHANNEL.follow(site_of(printer.url), [unclear])[own]
    ticket = told[2].format(url=printer.url, mark=printer.names[0].split()[-1])
    assert (found.state, str(found.note or found.fault), found.ticket) == (*told[:2], ticket)


def test_a_letter_that_never_reached_the_printer_stays_unclear(printer: Printer) -> None:
    printed(printer.url)
    unclear = replace(handed(Receipt(UNKNOWN)), id="another", state=UNKNOWN)
    assert CHANNEL.follow(site_of(printer.url), [unclear]) == {}
    assert CHANNEL.follow(site_of(""), [unclear]) == {}


def test_all_letters_of_a_run_are_found_by_the_name_of_their_one_job(printer: Printer) -> None:
    printer.cut = True
    run = replace(a_letter(), joined=3)
    receipt = CHANNEL.deliver(site_of(printer.url), run, Intent())
    letters = [replace(handed(receipt), id=str(number), state=UNKNOWN) for number in range(3)]
    told = CHANNEL.follow(site_of(printer.url), letters)
    assert {key: one.state for key, one in told.items()} == {"0": SENT, "1": SENT, "2": SENT}


def test_the_name_of_a_job_tells_nobody_what_is_owed(printer: Printer) -> None:
    printed(printer.url)
    (name,) = printer.names
    assert re.fullmatch(r"estratto-conto-C0001-2026-11-24\.pdf \[[0-9a-f]{12}\]", name)


@pytest.mark.parametrize(
    ("status", "state", "sentence"),
    [
        (0x0406, FAILED, "check its name"),
        (0x040A, FAILED, "takes no PDF"),
        (0x0401, FAILED, "refuses the letter"),
        (0x0506, RETRY, "takes nothing for now"),
        (0x0507, RETRY, "takes nothing for now"),
    ],
)
def test_a_refusal_says_why(
    printer: Printer, status: int, state: DispatchState, sentence: str
) -> None:
    printer.status = status
    receipt, _ = printed(printer.url)
    assert receipt.state is state
    assert sentence in str(receipt.fault)


def test_a_server_that_lets_nobody_in_is_a_refusal(printer: Printer) -> None:
    printer.http = 403
    receipt, _ = printed(printer.url)
    assert (receipt.state, receipt.text) == (FAILED, "HTTP 403 Forbidden")


def test_a_printer_that_is_off_is_tried_again_and_nothing_has_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    receipt, intent = printed(f"ipp://127.0.0.1:{port}/printers/Office")
    assert receipt.state is RETRY
    assert "cannot be reached" in str(receipt.fault)
    assert intent.times == 0


def test_a_printer_that_hangs_up_after_the_letter_leaves_it_unclear(printer: Printer) -> None:
    printer.cut = True
    receipt, intent = printed(printer.url)
    assert (receipt.state, intent.times) == (UNKNOWN, 1)


def test_a_printer_that_never_answers_leaves_it_unclear() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        receipt, _ = printed(f"ipp://127.0.0.1:{server.getsockname()[1]}/printers/Office")
    assert receipt.state is UNKNOWN
    assert "did not answer" in str(receipt.fault)


@pytest.mark.parametrize("pdf", [b"Gentile cliente,\n", b"%PDF-1.7\nbroken", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_pdf_is_not_printed(printer: Printer, pdf: bytes) -> None:
    receipt, intent = printed(printer.url, pdf)
    assert receipt.state is FAILED
    assert "is no PDF" in str(receipt.fault)
    assert (intent.times, printer.documents) == (0, [])


def test_a_power_cut_at_the_hand_over_prints_nothing(printer: Printer) -> None:
    with pytest.raises(RuntimeError):
        CHANNEL.deliver(site_of(printer.url), a_letter(), Intent(then=RuntimeError("cut")))
    assert printer.documents == []


@pytest.fixture
def waiting(printer: Printer, monkeypatch: pytest.MonkeyPatch) -> Dispatch:
    """A letter that the printer has, and has not printed yet."""
    monkeypatch.setattr("plugins.channels.printer.PATIENCE", 0.0)
    printer.states = [JobState.PENDING]
    return handed(printed(printer.url)[0])


@pytest.mark.parametrize(
    ("state", "undone"), [(JobState.PENDING, True), (JobState.COMPLETED, False)]
)
def test_a_letter_can_be_taken_back_until_it_is_printed(
    printer: Printer, waiting: Dispatch, state: JobState, undone: bool
) -> None:
    printer.states = [state]
    assert (CHANNEL.undo(site_of(printer.url), waiting) is None) is undone


@pytest.mark.parametrize("state", [JobState.PENDING, JobState.COMPLETED, JobState.STOPPED])
def test_a_job_of_somebody_else_that_has_the_number_by_now_is_let_be(
    printer: Printer, waiting: Dispatch, state: JobState
) -> None:
    printer.other, printer.states = "Geburtstagskarte.odt", [state]
    told = CHANNEL.follow(site_of(printer.url), [waiting])["1"]
    assert "no longer tells how it ended" in str(told.note)
    assert CHANNEL.undo(site_of(printer.url), waiting) is not None
    assert printer.cancelled == 0


def test_one_letter_of_a_joined_run_is_not_taken_back_with_the_others(
    printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.channels.printer.PATIENCE", 0.0)
    printer.states = [JobState.PENDING]
    run = replace(a_letter(), joined=3)
    receipt = CHANNEL.deliver(site_of(printer.url), run, Intent())
    assert "together with others" in str(CHANNEL.undo(site_of(printer.url), handed(receipt)))
    assert printer.cancelled == 0
    assert CHANNEL.follow(site_of(printer.url), [handed(receipt)]) == {}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "No printer is set"),
        ("Office", "no printer’s address"),
        ("ftp://server/printers/Office", "no printer’s address"),
        ("ipp:///printers/Office", "no printer’s address"),
        ("ipp://server:port/printers/Office", "no printer’s address"),
    ],
)
def test_without_a_printer_the_channel_says_what_is_missing(url: str, sentence: str) -> None:
    fault = CHANNEL.validate_environment(site_of(url))
    assert sentence in str(fault)
    receipt, intent = printed(url)
    assert (receipt.state, intent.times) == (FAILED, 0)


@pytest.mark.parametrize("url", ["ipp://server/printers/Office", "http://10.0.0.5:631/ipp/print"])
def test_an_address_is_enough(url: str) -> None:
    assert CHANNEL.validate_environment(site_of(url)) is None


@pytest.mark.parametrize("content", [b"", b"\x01\x01\x00\x00\x00\x00\x00\x01\x01", b"x" * 30])
def test_an_answer_that_is_no_ipp_is_told_apart(content: bytes) -> None:
    with pytest.raises(Malformed):
        decode(content)


def test_joined_letters_have_the_pages_of_all() -> None:
    joined = join_documents([a_pdf(1), a_pdf(3)])
    assert joined.pages == 4
