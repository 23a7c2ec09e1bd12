"""The open invoices' own files go with a statement: never another customer's, each doubt named."""

import email
import hashlib
from email.message import Message
from pathlib import Path

import pytest

from core.domain.commands import SendStatement, SetPreferences
from core.domain.dispatches import Dispatch
from core.domain.parties import SendingPreferences
from tests.firms import Firm, make_firm_of
from tests.invoices import SCAN, put, the_invoice

CUSTOMERS = ("ROSSI", "BIANCHI")
ITEMS = """Codice cliente;Numero documento;Data documento;Data scadenza;Importo;Residuo
ROSSI;2026/1;05/10/2026;04/11/2026;100,00;100,00
ROSSI;2026/2;10/10/2026;01/11/2026;100,00;100,00
BIANCHI;2026/3;05/10/2026;04/11/2026;100,00;100,00
"""
ONE = the_invoice("2026/1", "Rossi S.r.l.", "05/10/2026")
TWO = the_invoice("2026/2", "Rossi S.r.l.", "10/10/2026")
STATEMENT = "estratto-conto-ROSSI-2026-11-24.pdf"


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path, CUSTOMERS)
    firm.write("partite.csv", ITEMS)
    firm.set(email__via="outbox", attachments__invoices=True)
    return firm


def lie(firm: Firm, **files: bytes) -> None:
    """Leave files in the folder of the invoices, by names without `.pdf`."""
    for name, content in files.items():
        put(firm.folder, f"{name}.pdf", content, firm.clock.now())


def sent_to(firm: Firm, customer: str = "ROSSI") -> tuple[Dispatch, dict[str, bytes]]:
    """Send today's statements; return a customer's dispatch and the PDFs of its message."""
    firm.run()
    dispatch = next(one for one in firm.dispatches if one.customer == customer)
    message = email.message_from_bytes((firm.folder / dispatch.receipt).read_bytes())
    return dispatch, attached(message)


def attached(message: Message) -> dict[str, bytes]:
    parts = (part for part in message.walk() if part.get_filename())
    return {part.get_filename() or "": part.get_payload(decode=True) for part in parts}  # type: ignore[misc]  # bytes, since decoded


def test_unless_the_firm_wishes_so_the_statement_goes_alone(firm: Firm) -> None:
    firm.set(attachments__invoices=False)
    lie(firm, **{"2026-1": ONE})
    dispatch, pdfs = sent_to(firm)
    assert (list(pdfs), dispatch.attached, dispatch.remarks) == ([STATEMENT], (), ())


def test_the_oldest_due_goes_first_after_the_statement(firm: Firm) -> None:
    lie(firm, **{"2026-1": ONE, "Fattura 2026-2": TWO})
    dispatch, pdfs = sent_to(firm)
    assert list(pdfs) == [STATEMENT, "Fattura 2026-2.pdf", "2026-1.pdf"]
    assert (pdfs["2026-1.pdf"], pdfs["Fattura 2026-2.pdf"]) == (ONE, TWO)
    assert dispatch.remarks == ()


def test_the_history_names_each_file_with_its_hash(firm: Firm) -> None:
    lie(firm, **{"2026/2026-1": ONE})
    dispatch, _ = sent_to(firm)
    kept = firm.engine.dispatch(dispatch.id).attached
    assert [(one.number, one.name, one.file, one.size) for one in kept] == [
        ("2026/1", "2026-1.pdf", "invoices/2026/2026-1.pdf", len(ONE))
    ]
    assert kept[0].sha256 == hashlib.sha256(ONE).hexdigest()
    assert firm.engine.firm.parts.history.notes("ROSSI")[0].attached == kept


def test_what_is_withheld_is_named_with_its_reason_in_the_history(firm: Firm) -> None:
    lie(firm, **{"2026-1": the_invoice("2026/1", "Verdi S.p.A.", "05/10/2026")})
    dispatch, pdfs = sent_to(firm)
    assert list(pdfs) == [STATEMENT]
    assert dispatch.remarks == (
        "Not attached, 2026/2: There is no file of this number.",
        "Not attached, 2026/1: 2026-1.pdf: Its text names neither the customer nor its VAT number.",
    )


def test_nobody_gets_another_customers_file(firm: Firm) -> None:
    lie(firm, **{"2026-1": ONE, "2026-3": the_invoice("2026/3", "Bianchi S.r.l.", "05/10/2026")})
    for customer, number in (("ROSSI", "2026/1"), ("BIANCHI", "2026/3")):
        dispatch, pdfs = sent_to(firm, customer)
        assert [one.number for one in dispatch.attached] == [number]
        assert len(pdfs) == 2


def test_the_same_file_twice_is_no_doubt_and_another_is(firm: Firm) -> None:
    lie(firm, **{"2026-1": ONE, "copie/FT 2026-1": ONE, "2026-2": TWO})
    put(firm.folder, "bozze/2026-2.pdf", TWO + b"\n% bozza\n%%EOF\n", firm.clock.now())
    dispatch, pdfs = sent_to(firm)
    assert list(pdfs) == [STATEMENT, "2026-1.pdf"]
    assert "Two files have this number" in dispatch.remarks[0]


def test_one_file_under_two_numbers_is_a_doubt(firm: Firm) -> None:
    both = the_invoice("2026/1", "Rossi S.r.l., 2026/2 del 10/10/2026", "05/10/2026")
    lie(firm, **{"2026-1": both, "2026-2": both})
    dispatch, pdfs = sent_to(firm)
    assert list(pdfs) == [STATEMENT, "2026-2.pdf"]
    assert "the same as the file of another invoice" in dispatch.remarks[0]


def test_a_scan_goes_only_from_a_folder_of_the_customers_own(firm: Firm) -> None:
    lie(firm, **{"2026-1": SCAN, "ROSSI/2026-2": SCAN})
    dispatch, pdfs = sent_to(firm)
    assert list(pdfs) == [STATEMENT, "2026-2.pdf"]
    assert "no folder says whose it is" in dispatch.remarks[0]


def test_what_does_not_fit_is_named_the_oldest_due_go_first(firm: Firm) -> None:
    firm.set(attachments__max_megabytes=1)
    padding = b"%" + bytes(600_000) + b"\n%%EOF\n"
    lie(firm, **{"2026-1": ONE + padding, "2026-2": TWO + padding})
    dispatch, pdfs = sent_to(firm)
    assert list(pdfs) == [STATEMENT, "2026-2.pdf"]
    assert dispatch.remarks == ("Not attached, 2026/1: The message would be larger than 1 MB.",)


def test_a_folder_that_is_missing_is_said_once(firm: Firm) -> None:
    dispatch, _ = sent_to(firm)
    assert dispatch.remarks == (
        "Not attached, 2026/2, 2026/1: There is no folder “invoices” in the data folder.",
    )


@pytest.mark.parametrize(("wish", "firms", "files"), [(True, False, 2), (False, True, 1)])
def test_a_customers_wish_counts_before_the_firms(
    firm: Firm, wish: bool, firms: bool, files: int
) -> None:
    firm.set(attachments__invoices=firms)
    lie(firm, **{"2026-1": ONE})
    firm.run()
    firm.engine.post(SetPreferences("ROSSI", SendingPreferences(invoices=wish))).result()
    sent = firm.engine.post(SendStatement(("ROSSI",), "outbox")).result()[0]
    message = email.message_from_bytes((firm.folder / sent.receipt).read_bytes())
    assert len(attached(message)) == files


@pytest.mark.parametrize("channel", ["letters", "archive", "disk"])
def test_a_channel_that_carries_no_files_says_so_if_it_reaches_the_customer(
    firm: Firm, tmp_path: Path, channel: str
) -> None:
    lie(firm, **{"2026-1": ONE, "2026-2": TWO})
    firm.run()
    address = str(tmp_path) if channel == "disk" else "Via Roma 1"
    sent = firm.engine.post(SendStatement(("ROSSI",), channel, address)).result()[0]
    said = "Not attached, 2026/2, 2026/1: By this channel only the statement goes."
    assert sent.remarks == ((said,) if channel == "letters" else ())
    assert sent.attached == ()


def test_what_would_go_is_told_before_it_goes(firm: Firm) -> None:
    lie(firm, **{"2026-1": ONE})
    firm.engine.firm.reload_ledger()
    told = firm.engine.enclosed("ROSSI", "outbox")
    assert [(one.number, one.name) for one in told.sent] == [("2026/1", "2026-1.pdf")]
    assert [one.number for one in told.withheld] == ["2026/2"]
    assert [one.content for one in told.files] == [b""], "only what they are, not they themselves"


def test_a_file_called_like_the_statement_gets_a_name_of_its_own(firm: Firm) -> None:
    firm.write("partite.csv", ITEMS.replace("2026/1;", "estratto-conto-ROSSI-2026-11-24;"))
    number = "estratto-conto-ROSSI-2026-11-24"
    lie(firm, **{number: the_invoice(number, "Rossi S.r.l.", "05/10/2026")})
    _, pdfs = sent_to(firm)
    assert list(pdfs) == [STATEMENT, "estratto-conto-ROSSI-2026-11-24 (2).pdf"]


def test_a_paid_invoice_does_not_go_along(firm: Firm) -> None:
    firm.write("partite.csv", ITEMS.replace("04/11/2026;100,00;100,00", "04/11/2026;100,00;0,00"))
    lie(firm, **{"2026-1": ONE, "2026-2": TWO})
    _, pdfs = sent_to(firm)
    assert list(pdfs) == [STATEMENT, "2026-2.pdf"]


def test_a_statement_sent_again_later_finds_the_files_anew(firm: Firm) -> None:
    lie(firm, **{"2026-1": ONE})
    sent_to(firm)
    lie(firm, **{"2026-2": TWO})
    put(firm.folder, "2026-1.pdf", b"spoilt", firm.clock.now())
    firm.clock.pass_days(10)
    firm.run()
    newest = [one for one in firm.dispatches if one.customer == "ROSSI"][-1]
    assert [one.number for one in newest.attached] == ["2026/2"]
    assert "no PDF" in newest.remarks[0]
