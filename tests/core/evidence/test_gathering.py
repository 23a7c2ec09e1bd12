"""Evidence holds what was sent, as it was sent, and says what is no longer so."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path

import pytest

from core.domain.dispatches import DispatchState, KeptProof, Proof, Signature
from core.domain.replies import Reply
from core.engine.gathering import gather_evidence
from core.engine.proofs import with_proofs
from core.errors import FileUnwritable
from core.evidence.gathering import EVENTS, LIST, PAGE, SUMS, Evidence, Known, build_evidence
from core.evidence.pieces import receipt_prefix
from core.evidence.writing import write_evidence
from tests.firms import Firm, make_firm_of
from tests.invoices import put, the_invoice
from tests.servers.scripted_smtp import ScriptedSmtp

CODE = "ROSSI"


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path / "firm")
    firm.set(email__via="outbox", statement__language="en")
    firm.run()
    firm.clock.pass_days(10)
    firm.run()
    return firm


def gather(firm: Firm) -> Evidence:
    return gather_evidence(firm.engine.firm, CODE)


def rows(evidence: Evidence) -> list[dict[str, str]]:
    text = evidence.files[LIST].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def archived(firm: Firm) -> Path:
    return firm.folder / firm.engine.history(CODE)[-1].document


def test_statements_and_messages_stand_in_order_with_their_hashes(firm: Firm) -> None:
    evidence = gather(firm)
    listed = rows(evidence)
    assert [(row["number"], row["kind"]) for row in listed] == [
        ("1", "statement"), ("1", "message"), ("2", "statement"), ("2", "message"),
    ]  # fmt: skip
    assert evidence.whole
    assert {row["check"] for row in listed} == {"as it was sent"}
    for row in listed:
        assert row["SHA-256"] == sha256(evidence.files[row["file"]]).hexdigest()
    assert evidence.files[listed[0]["file"]] == archived(firm).read_bytes()


def test_each_file_but_the_sums_is_in_the_sums(firm: Firm) -> None:
    files = gather(firm).files
    sums = dict(line.split("  ", 1)[::-1] for line in files[SUMS].decode().splitlines())
    assert sums == {n: sha256(c).hexdigest() for n, c in files.items() if n != SUMS}


def test_office_gives_the_same_files_as_a_zip(firm: Firm) -> None:
    with zipfile.ZipFile(io.BytesIO(firm.engine.evidence(CODE))) as archive:
        assert {n: archive.read(n) for n in archive.namelist()} == gather(firm).files


def test_no_other_customers_file_is_among_them(firm: Firm) -> None:
    assert not any("BIANCHI" in name or "VERDI" in name for name in gather(firm).files)


def test_a_statement_that_was_changed_or_removed_is_named(firm: Firm) -> None:
    archived(firm).write_bytes(b"%PDF-1.7 other")
    changed = gather(firm)
    assert rows(changed)[0]["check"] == "CHANGED since it was sent"
    archived(firm).unlink()
    missing = gather(firm)
    assert rows(missing)[0]["check"] == "MISSING from the archive"
    assert (changed.whole, missing.whole) == (False, False)
    assert "MISSING from the archive" in missing.files[PAGE].decode()


def test_receipts_beside_the_pdf_belong_to_their_own_sending(firm: Firm) -> None:
    first = firm.engine.history(CODE)[-1]
    receipt = archived(firm).parent / f"{receipt_prefix(first)}accettazione.eml"
    receipt.write_bytes(b"X-Ricevuta: accettazione\r\n\r\n")
    found = [row for row in rows(gather(firm)) if row["kind"] == "receipt"]
    assert [(row["number"], row["check"]) for row in found] == [("1", "as it came")]


def test_report_of_a_mail_server_is_there_as_it_came_with_its_moment(firm: Firm) -> None:
    first = firm.engine.history(CODE)[-1]
    at = first.created_at + timedelta(days=2)
    came = with_proofs(firm.folder, first, (Proof("bounce", at, b"5.1.1"),))
    evidence = build_evidence(firm.folder, Known("R", {}, {}), [came], "en")
    (row,) = [row for row in rows(evidence) if row["kind"] == "report of the mail server"]
    assert (evidence.files[row["file"]], row["check"]) == (b"5.1.1", "as it came")
    assert row["SHA-256"] == sha256(b"5.1.1").hexdigest()
    assert [at.isoformat(), "It came back"] in [[line[0], line[2]] for line in events(evidence)]


@pytest.mark.parametrize("path", ["sollecito.toml", "../secret.eml", "/etc/hostname"])
def test_no_file_from_elsewhere_gets_in(firm: Firm, path: str) -> None:
    dispatch = replace(firm.engine.history(CODE)[-1], receipt=f"{path}.eml", document=path)
    evidence = build_evidence(firm.folder, Known("R", {}, {}), [dispatch], "en")
    assert sorted(evidence.files) == sorted([EVENTS, LIST, PAGE, SUMS])


def test_names_cannot_become_html_and_words_no_formula(firm: Firm) -> None:
    dispatch = replace(firm.engine.history(CODE)[-1], error="=cmd()|<b>", name="<script>")
    evidence = build_evidence(firm.folder, Known("Ferramenta <Rossi>", {}, {}), [dispatch], "en")
    page = evidence.files[PAGE].decode()
    assert "<script>" not in page
    assert "&lt;Rossi&gt;" in page
    assert rows(evidence)[0]["what went wrong"] == "'=cmd()|<b>"


def events(evidence: Evidence) -> list[list[str]]:
    text = evidence.files[EVENTS].decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture
def mailed(tmp_path: Path) -> Iterator[tuple[Firm, ScriptedSmtp]]:
    with ScriptedSmtp() as server:
        firm = make_firm_of(tmp_path / "firm", [CODE])
        firm.set(
            email__via="smtp",
            smtp__port=server.port,
            smtp__security="none",
            statement__language="en",
            attachments__invoices=True,
        )
        day = firm.clock.today() - timedelta(days=50)
        pdf = the_invoice("1/26", "Rossi S.r.l.", f"{day:%d/%m/%Y}")
        put(firm.folder, "FT 1-26 Rossi.pdf", pdf, firm.clock.now())
        firm.run()
        yield firm, server


def message_of(evidence: Evidence) -> tuple[str, str, bytes]:
    (row,) = (row for row in rows(evidence) if row["kind"] == "message")
    return row["file"], row["check"], evidence.files.get(row["file"], b"")


def test_message_is_there_byte_for_byte_as_it_left(mailed: tuple[Firm, ScriptedSmtp]) -> None:
    firm, server = mailed
    evidence = gather(firm)
    name, check, content = message_of(evidence)
    assert (name.endswith("message.eml"), check) == (True, "as it was sent")
    (received,) = server.received
    assert content == received.content
    assert message_from_bytes(content)["To"] == "conti@rossi.example"
    assert evidence.whole


def test_message_whose_invoice_is_gone_is_there_without_what_was_attached(
    mailed: tuple[Firm, ScriptedSmtp],
) -> None:
    firm, server = mailed
    next(firm.folder.rglob("FT 1-26 Rossi.pdf")).unlink()
    name, check, content = message_of(gather(firm))
    assert (name.endswith(".txt"), check) == (True, "as it was sent, without its attachments")
    assert server.received[0].content.startswith(content)


@pytest.mark.parametrize(
    ("change", "check"),
    [(b"From: other", "CHANGED since it was sent"), (None, "MISSING from the archive")],
)
def test_message_that_somebody_has_changed_is_named(
    mailed: tuple[Firm, ScriptedSmtp], change: bytes | None, check: str
) -> None:
    firm, _ = mailed
    kept = firm.folder / firm.dispatches[-1].message
    kept.unlink()
    if change:
        kept.write_bytes(change)
    evidence = gather(firm)
    assert (message_of(evidence)[1], evidence.whole) == (check, False)


def test_what_happened_stands_in_order_of_time(mailed: tuple[Firm, ScriptedSmtp]) -> None:
    firm, _ = mailed
    sent = firm.dispatches[-1]
    assert sent.left_at is not None
    proof = KeptProof("accettazione", sent.left_at + timedelta(minutes=1), "archive/x", "")
    came_back = sent.left_at + timedelta(days=3)
    failed = replace(sent, state=DispatchState.FAILED, updated_at=came_back, proofs=(proof,))
    at = sent.left_at + timedelta(days=2)
    reply = Reply(sent.id, CODE, "Rossi", "io@rossi.example", "Re:", "I pay tomorrow", at)
    known = Known("Rossi", {}, {sent.id: (reply,)})
    head, *told = events(build_evidence(firm.folder, known, [failed], "en"))
    assert head[:3] == ["moment", "number", "event"]
    assert [row[2] for row in told] == [
        "Planned", "Handed over", "Accepted by the provider", "An answer was found", "Failed",
    ]  # fmt: skip
    assert told[3][3] == "io@rossi.example: I pay tomorrow"
    assert [row[0] for row in told] == sorted(row[0] for row in told)
    assert told[-1][0] == came_back.isoformat()


def test_for_an_italian_lawyer_it_is_in_italian(mailed: tuple[Firm, ScriptedSmtp]) -> None:
    firm, _ = mailed
    firm.set(statement__language="it")
    text = gather(firm).files[LIST].decode("utf-8-sig")
    assert text.splitlines()[0].startswith("numero;previsto il;affidato il;esito;canale;")
    assert ";estratto conto;come è stato inviato;" in text
    assert ";smtp;" not in text


def test_a_zip_that_is_there_is_not_replaced(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "rossi.zip"
    write_evidence(gather(firm).files, path)
    before = path.read_bytes()
    with pytest.raises(FileUnwritable, match="is there already"):
        write_evidence({}, path)
    assert path.read_bytes() == before


def test_same_history_gives_the_same_zip(firm: Firm, tmp_path: Path) -> None:
    write_evidence(gather(firm).files, tmp_path / "one.zip")
    write_evidence(gather(firm).files, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {n: archive.read(n) for n in archive.namelist()} == gather(firm).files


def test_a_folder_is_written_only_where_nothing_is(firm: Firm, tmp_path: Path) -> None:
    write_evidence(gather(firm).files, tmp_path / "rossi")
    assert {path.name for path in (tmp_path / "rossi").iterdir()} == set(gather(firm).files)
    with pytest.raises(FileUnwritable):
        write_evidence(gather(firm).files, tmp_path / "rossi")


def test_invoices_that_went_along_are_there_if_they_are_still_the_same(tmp_path: Path) -> None:
    firm = make_firm_of(tmp_path / "firm")
    firm.set(email__via="outbox", attachments__invoices=True, statement__language="en")
    day = firm.clock.today() - timedelta(days=50)
    pdf = the_invoice("1/26", "Rossi S.r.l.", f"{day:%d/%m/%Y}")
    path = put(firm.folder, "FT 1-26 Rossi.pdf", pdf, firm.clock.now())
    firm.run()
    evidence = gather(firm)
    (row,) = (row for row in rows(evidence) if row["kind"] == "invoice")
    assert (row["file"], row["check"]) == ("0001 FT 1-26 Rossi.pdf", "as it was sent")
    assert (evidence.files[row["file"]], evidence.whole) == (pdf, True)

    path.write_bytes(the_invoice("1/26", "Verdi S.p.A.", "05/10/2026"))
    changed = gather(firm)
    (row,) = (row for row in rows(changed) if row["kind"] == "invoice")
    assert (row["check"], row["file"] in changed.files) == ("CHANGED since it was sent", False)
    path.unlink()
    (row,) = (row for row in rows(gather(firm)) if row["kind"] == "invoice")
    assert row["check"] == "NO LONGER where it was found"


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        (Signature.INTACT, "signature intact: signer Gestore"),
        (Signature.BROKEN, "signature does not match: signer Gestore"),
        (Signature.UNREADABLE, "signature cannot be checked"),
    ],
)
def test_receipt_says_how_its_signature_stands(
    firm: Firm, signature: Signature, words: str
) -> None:
    first = firm.engine.history(CODE)[-1]
    proof = Proof("accettazione", first.created_at, b"receipt", signature, "Gestore")
    came = with_proofs(firm.folder, first, (proof,))
    firm.engine.firm.parts.history.record(came)
    evidence = gather(firm)
    (row,) = [row for row in rows(evidence) if row["kind"] == "receipt"]
    assert row["check"] == f"as it came, {words}"
    assert words in [line[3] for line in events(evidence)]
    assert words in evidence.files[PAGE].decode()
