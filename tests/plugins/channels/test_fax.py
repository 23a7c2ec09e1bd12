"""Faxes go into the server's queue, and what became of them is told apart."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.channels import Delivery, Site
from core.domain.dispatches import Dispatch, DispatchState, Receipt
from core.domain.parties import Customer
from plugins.channels.fax import FaxChannel
from tests.deliveries import Intent, a_delivery, a_site
from tests.pdfs import a_pdf
from tests.plugins.channels.scripted_hylafax import ScriptedHylafax

pytestmark = pytest.mark.only_on("unix", "HylaFAX has no programs for Windows")

SENT, FAILED = DispatchState.SENT, DispatchState.FAILED
RETRY, UNKNOWN = DispatchState.RETRY, DispatchState.UNKNOWN
CHANNEL = FaxChannel()
NUMBER = "+390255512345"


@pytest.fixture
def hylafax(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedHylafax:
    hylafax = ScriptedHylafax(tmp_path)
    monkeypatch.setenv("PATH", hylafax.path)
    return hylafax


def site_of(**others: object) -> Site:
    return a_site(Path(), {"host": "fax.local", "attempts": 2, "timeout": 20, **others})


def a_fax(number: str = NUMBER, pdf: bytes | None = None) -> Delivery:
    delivery = a_delivery(recipients=(number,), pdf=pdf or a_pdf())
    return replace(delivery, dispatch=replace(delivery.dispatch, id="2026/PC1:7"))


def sent(number: str = NUMBER, pdf: bytes | None = None, **others: object) -> Receipt:
    return CHANNEL.deliver(site_of(**others), a_fax(number, pdf), Intent())


def handed(ticket: str = "1") -> Dispatch:
    return replace(a_fax().dispatch, state=SENT, ticket=ticket)


def followed(ticket: str = "1") -> Receipt | None:
    return CHANNEL.follow(site_of(), [handed(ticket)]).get("2026/PC1:7")


def test_a_fax_goes_into_the_queue_of_the_server(hylafax: ScriptedHylafax) -> None:
    intent = Intent()
    receipt = CHANNEL.deliver(site_of(), a_fax(), intent)
    assert (receipt.state, receipt.text, receipt.ticket) == (SENT, "job 1", "1")
    assert str(receipt.note) == "Handed to the fax server"
    assert intent.times == 1
    (options,) = hylafax.calls("sendfax")
    assert options[:8] == ["-n", "-N", "-m", "-s", "a4", "-h", "fax.local:4559", "-i"]
    assert options[9:-1] == ["-t", "2", "-T", "2", "-d", NUMBER]
    assert (hylafax.folder / "received.pdf").read_bytes() == a_pdf()
    assert not Path(options[-1]).exists()


def test_a_queue_that_others_read_names_no_customer(hylafax: ScriptedHylafax) -> None:
    sent()
    (options,) = hylafax.calls("sendfax")
    assert not any("Duomo" in one or "C0001" in one or "estratto" in one for one in options)


def test_a_cover_page_says_who_sends_and_nothing_of_the_debt(hylafax: ScriptedHylafax) -> None:
    sent(cover=True)
    (options,) = hylafax.calls("sendfax")
    assert options[:2] == ["-f", "Ferramenta Rossi S.r.l."]
    assert not {"-c", "-r", "-n"} & set(options)


@pytest.mark.parametrize(
    ("state", "pages", "words", "outcome", "sentence"),
    [
        ("D", "2:2", "", SENT, ""),
        ("F", "0:2", "Busy signal detected; too many attempts to dial", FAILED, "line was busy"),
        ("F", "0:2", "No answer from remote; too many", FAILED, "Nobody answered"),
        ("F", "0:2", "Ringback detected, no answer without CED", FAILED, "Nobody answered"),
        ("F", "0:2", "No carrier detected", FAILED, "is the number right?"),
        ("F", "0:2", "No local dialtone", FAILED, "has no line"),
        ("F", "0:2", "Job killed by user", FAILED, "cancelled at the server"),
        ("F", "0:2", "Something else", FAILED, "did not get through"),
        ("F", "1:2", "Remote disconnected", FAILED, "Only 1 of 2 pages"),
        ("D", "1:2", "", FAILED, "Only 1 of 2 pages"),
    ],
)
def test_how_a_fax_ended_is_told_with_its_reason(
    hylafax: ScriptedHylafax,
    state: str,
    pages: str,
    words: str,
    outcome: DispatchState,
    sentence: str,
) -> None:
    sent()
    hylafax.end(state, pages, words)
    receipt = followed()
    assert receipt is not None
    assert receipt.state is outcome
    assert sentence in str(receipt.fault or "")
    assert words in receipt.text
    assert receipt.ticket == ""


@pytest.mark.parametrize("state", ["S", "W", "R", "B", "P"])
def test_a_fax_that_is_under_way_is_not_told_of(hylafax: ScriptedHylafax, state: str) -> None:
    sent()
    hylafax.end(state, "0:2", "Busy signal detected")
    assert followed() is None


def test_the_pages_that_arrived_are_in_the_receipt(hylafax: ScriptedHylafax) -> None:
    sent()
    hylafax.end("D", "2:2")
    receipt = followed()
    assert receipt is not None
    assert str(receipt.note) == "Received, pages: 2"


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("02 5551 2345", NUMBER),
        ("(02) 5551-2345", NUMBER),
        ("0039 02 55512345", NUMBER),
        ("+41 44 668 18 00", "+41446681800"),
    ],
)
def test_numbers_are_dialled_however_they_are_written(
    hylafax: ScriptedHylafax, number: str, dialled: str
) -> None:
    sent(number)
    assert hylafax.calls("sendfax")[0][-2] == dialled


@pytest.mark.parametrize("number", ["02 555", "113", "899 123 456", "Rossi", "02 5551 2345 int. 3"])
def test_what_is_no_number_is_not_dialled(hylafax: ScriptedHylafax, number: str) -> None:
    receipt = sent(number)
    assert receipt.state is FAILED
    assert str(receipt.fault) == f"“{number}” is not a number that can be dialled."
    assert hylafax.calls("sendfax") == []


@pytest.mark.parametrize("pdf", [b"Gentile cliente,\n", b"%PDF-1.7\nbroken", b"GIF89a"])
def test_what_is_no_pdf_is_not_sent(hylafax: ScriptedHylafax, pdf: bytes) -> None:
    receipt = sent(pdf=pdf)
    assert receipt.state is FAILED
    assert "is no PDF" in str(receipt.fault)
    assert hylafax.calls("sendfax") == []


@pytest.mark.parametrize(
    ("error", "state", "sentence"),
    [
        ("530 User root access denied.", RETRY, "does not let this PC in"),
        ("No document converter for this type", FAILED, "did not take the fax"),
    ],
)
def test_a_refusal_says_why(
    hylafax: ScriptedHylafax, error: str, state: DispatchState, sentence: str
) -> None:
    hylafax.set(error=error, queues=False)
    receipt = sent()
    assert receipt.state is state
    assert sentence in str(receipt.fault)


def test_a_server_that_is_down_is_tried_again(hylafax: ScriptedHylafax) -> None:
    hylafax.set(away=True)
    receipt = sent()
    assert receipt.state is RETRY
    assert "cannot be reached on port 4559" in str(receipt.fault)


def test_a_server_that_falls_silent_may_have_the_fax_all_the_same(
    hylafax: ScriptedHylafax,
) -> None:
    hylafax.set(sleeps=30)
    receipt = sent(timeout=1)
    assert (receipt.state, receipt.ticket) == (SENT, "1")


@pytest.mark.parametrize("script", [{"sleeps": 30}, {"says": False}])
def test_a_fax_that_is_not_in_the_queue_of_a_silent_server_is_unclear(
    hylafax: ScriptedHylafax, script: dict[str, object]
) -> None:
    hylafax.set(queues=False, **script)
    receipt = sent(timeout=1)
    assert receipt.state is UNKNOWN
    assert "did not answer" in str(receipt.fault)


LOST = "Service not available, remote server closed connection"


@pytest.mark.parametrize("script", [{"error": LOST}, {"error": "Invalid state"}, {"signal": 9}])
def test_a_fax_that_is_in_the_queue_is_sent_whatever_the_program_says(
    hylafax: ScriptedHylafax, script: dict[str, object]
) -> None:
    hylafax.set(**script)
    receipt = sent()
    assert (receipt.state, receipt.ticket) == (SENT, "1")


@pytest.mark.parametrize(
    "script",
    [{"error": LOST}, {"error": "421 Idle"}, {"error": "Connection reset by peer"}, {"signal": 9}],
)
def test_a_conversation_that_ended_in_the_middle_is_no_refusal(
    hylafax: ScriptedHylafax, script: dict[str, object]
) -> None:
    hylafax.set(queues=False, **script)
    assert sent().state is UNKNOWN


def test_a_power_cut_at_the_hand_over_sends_nothing(hylafax: ScriptedHylafax) -> None:
    with pytest.raises(RuntimeError):
        CHANNEL.deliver(site_of(), a_fax(), Intent(then=RuntimeError("cut")))
    assert hylafax.calls("sendfax") == []


def test_an_unclear_fax_is_found_in_the_queue_by_its_tag(hylafax: ScriptedHylafax) -> None:
    sent()
    receipt = followed(ticket="")
    assert receipt is not None
    assert (receipt.state, receipt.ticket) == (SENT, "1")


def test_a_fax_that_the_server_has_forgotten_asks_for_a_person(hylafax: ScriptedHylafax) -> None:
    hylafax.set(jobs=[[9, "S", "0:1", "sollecito-another", ""]])
    told = followed()
    assert told is not None
    assert (told.state, told.ticket) == (UNKNOWN, "")
    assert "no longer knows job 1" in str(told.fault)
    assert len(hylafax.calls("faxstat")) == 2, "it may have been on its way between two queues"


def test_a_fax_that_moves_between_the_queues_is_not_forgotten(hylafax: ScriptedHylafax) -> None:
    sent()
    hylafax.end("S", "0:1")
    assert followed() is None
    assert len(hylafax.calls("faxstat")) == 1


@pytest.mark.parametrize(
    ("words", "gone"), [("No carrier detected", True), ("Busy signal detected", False)]
)
def test_a_number_at_which_there_is_no_fax_is_in_doubt(
    hylafax: ScriptedHylafax, words: str, gone: bool
) -> None:
    sent()
    hylafax.end("F", "0:1", words)
    told = followed()
    assert told is not None
    assert (told.state, told.nobody_there) == (FAILED, gone)


@pytest.mark.parametrize(("ticket", "undone"), [("1", True), ("", False)])
def test_a_fax_is_taken_back_as_long_as_it_waits(
    hylafax: ScriptedHylafax, ticket: str, undone: bool
) -> None:
    sent()
    assert (CHANNEL.undo(site_of(), handed(ticket)) is None) is undone


def test_a_fax_of_somebody_else_under_the_same_number_stays(hylafax: ScriptedHylafax) -> None:
    hylafax.set(jobs=[[1, "S", "0:1", "sollecito-another", ""]])
    assert CHANNEL.undo(site_of(), handed("1")) is not None
    assert hylafax.calls("faxrm") == []


def test_without_a_server_the_channel_says_what_is_missing(
    hylafax: ScriptedHylafax, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No fax server is set" in str(CHANNEL.validate_environment(site_of(host="")))
    assert CHANNEL.validate_environment(site_of()) is None
    monkeypatch.setenv("PATH", "")
    fault = str(CHANNEL.validate_environment(site_of()))
    assert fault == "The program sendfax is missing: install the package hylafax-client."
    assert sent().state is RETRY


@pytest.mark.parametrize(
    ("fax", "country", "address"),
    [
        ("02 5551 2345", "", (NUMBER,)),
        ("044 668 18 00", "Svizzera", ("+41446681800",)),
        ("044 668 18 00", "CH", ("+41446681800",)),
        ("12", "", ("12",)),
        ("", "", ()),
    ],
)
def test_a_customers_number_is_of_its_country(
    fax: str, country: str, address: tuple[str, ...]
) -> None:
    assert CHANNEL.address(Customer("C1", "Rossi", fax=fax, country=country)) == address
