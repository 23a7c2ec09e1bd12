"""Evidence holds what was sent, as it was sent, and says what is no longer so."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from core.errors import FileUnwritable
from core.evidence import LIST, PAGE, SUMS, Evidence, build_evidence, receipt_prefix
from core.evidence_file import write_evidence
from tests.firms import Firm, make_firm_of
from tests.invoices import put, the_invoice

CODE = "ROSSI"


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path / "firm")
    firm.set(email__via="outbox")
    firm.run()
    firm.clock.pass_days(10)
    firm.run()
    return firm


def gather(firm: Firm) -> Evidence:
    dispatches = firm.engine.history(CODE)
    return build_evidence(firm.folder, "Ferramenta <Rossi>", dispatches, "en")


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
        assert row["sha256"] == sha256(evidence.files[row["file"]]).hexdigest()
    assert evidence.files[listed[0]["file"]] == archived(firm).read_bytes()


def test_each_file_but_the_sums_is_in_the_sums(firm: Firm) -> None:
    files = gather(firm).files
    sums = dict(line.split("  ", 1)[::-1] for line in files[SUMS].decode().splitlines())
    assert sums == {n: sha256(c).hexdigest() for n, c in files.items() if n != SUMS}


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


@pytest.mark.parametrize("path", ["sollecito.toml", "../secret.eml", "/etc/hostname"])
def test_no_file_from_elsewhere_gets_in(firm: Firm, path: str) -> None:
    dispatch = replace(firm.engine.history(CODE)[-1], receipt=f"{path}.eml", document=path)
    evidence = build_evidence(firm.folder, "R", [dispatch], "en")
    assert sorted(evidence.files) == sorted([LIST, PAGE, SUMS])


def test_names_cannot_become_html_and_words_no_formula(firm: Firm) -> None:
    dispatch = replace(firm.engine.history(CODE)[-1], error="=cmd()|<b>", name="<script>")
    evidence = build_evidence(firm.folder, "Ferramenta <Rossi>", [dispatch], "en")
    page = evidence.files[PAGE].decode()
    assert "<script>" not in page
    assert "&lt;Rossi&gt;" in page
    assert rows(evidence)[0]["error"] == "'=cmd()|<b>"


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
    firm.set(email__via="outbox", attachments__invoices=True)
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
