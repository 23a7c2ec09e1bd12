import os
from datetime import datetime
from pathlib import Path

import pytest

from core.domain.document_names import tokens_of
from core.domain.register import place_of
from core.store.invoice_folder import InvoiceFolder, Look
from tests.invoices import SCAN, invoice_pdf, put, the_invoice

NOW = datetime.fromisoformat("2026-11-24T08:00:00+01:00")
MOST = 1_000_000


def looked_at(folder: Path, name: str, most: int = MOST) -> Look:
    return InvoiceFolder(folder, "invoices").look(place_of(name), NOW, most)


def fault(folder: Path, name: str, most: int = MOST) -> str:
    look = looked_at(folder, name, most)
    assert (look.content, look.text) == (b"", "")
    return str(look.fault)


def paths(folder: InvoiceFolder, number: str) -> list[str]:
    return [place.path for place in folder.files(tokens_of(number), NOW)]


def test_a_file_is_read_whole_with_its_text_and_its_hash(tmp_path: Path) -> None:
    pdf = the_invoice()
    put(tmp_path, "1-26.pdf", pdf, NOW)
    look = looked_at(tmp_path, "1-26.pdf")
    assert (look.content, look.size, look.fault) == (pdf, len(pdf), None)
    assert "Fattura n. 1/26 del 05/10/2026" in look.text
    assert len(look.sha256) == 64


def test_the_text_of_every_page_is_read(tmp_path: Path) -> None:
    put(tmp_path, "1.pdf", invoice_pdf("one", pages=[["two"], ["three"]]), NOW)
    assert {"one", "two", "three"} <= set(looked_at(tmp_path, "1.pdf").text.split())


def test_a_page_that_is_a_picture_among_pages_with_text_may_be_another_document(
    tmp_path: Path,
) -> None:
    put(tmp_path, "1.pdf", invoice_pdf("one", pages=[[]]), NOW)
    assert "picture without text" in str(looked_at(tmp_path, "1.pdf").fault)


def test_a_scan_has_no_text(tmp_path: Path) -> None:
    put(tmp_path, "1.pdf", SCAN, NOW)
    look = looked_at(tmp_path, "1.pdf")
    assert (look.text.strip(), look.fault) == ("", None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no PDF"),
        (b"<html>Fattura</html>", "no PDF"),
        (b"MZ\x90 %PDF-1.4 %%EOF", "no PDF"),
        (the_invoice()[:-40], "cut off"),
        (b"%PDF-1.4\n" + bytes(3000) + b"%%EOF", "broken"),
        (invoice_pdf("secret", password="segreta"), "password"),
    ],
)
def test_what_is_not_what_its_name_says_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    put(tmp_path, "1.pdf", content, NOW)
    assert said in fault(tmp_path, "1.pdf")


def test_a_file_too_large_is_not_even_read(tmp_path: Path) -> None:
    put(tmp_path, "1.pdf", b"%PDF-" + bytes(MOST), NOW)
    assert "larger than 1 MB" in fault(tmp_path, "1.pdf")


@pytest.mark.parametrize("age", [0, 9, -5])
def test_a_file_that_was_just_written_is_waited_for(tmp_path: Path, age: int) -> None:
    path = put(tmp_path, "1.pdf", the_invoice(), NOW)
    os.utime(path, (NOW.timestamp() - age,) * 2)
    assert "still being written" in fault(tmp_path, "1.pdf")


def test_a_glance_reads_a_file_anew_only_when_it_has_changed(tmp_path: Path) -> None:
    path = put(tmp_path, "1.pdf", the_invoice(), NOW)
    folder, place = InvoiceFolder(tmp_path, "invoices"), place_of("1.pdf")
    first = folder.glance(place, NOW, MOST)
    assert (first.content, first.fault) == (b"", None)
    assert folder.glance(place, NOW, MOST) is first
    put(tmp_path, "1.pdf", b"spoilt", NOW)
    assert folder.glance(place, NOW, MOST).fault is not None
    path.unlink()
    assert folder.glance(place, NOW, MOST).fault is not None


LINKED = pytest.mark.only_on("unix", "Windows makes links for administrators, and Wine none")


@LINKED
def test_links_lead_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "1.pdf").write_bytes(the_invoice())
    put(tmp_path, "2.pdf", the_invoice(), NOW)
    (tmp_path / "invoices" / "1.pdf").symlink_to(outside / "1.pdf")
    (tmp_path / "invoices" / "more").symlink_to(outside, target_is_directory=True)
    folder = InvoiceFolder(tmp_path, "invoices")
    assert paths(folder, "1") == []
    for name in ("1.pdf", "more/1.pdf", "../elsewhere/1.pdf"):
        assert "leads out" in fault(tmp_path, name)


@LINKED
def test_a_folder_that_is_a_link_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "invoices").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert "leads out" in str(InvoiceFolder(tmp_path, "invoices").fault())


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "no folder “invoices”" in str(InvoiceFolder(tmp_path, "invoices").fault())


def test_pdfs_are_found_at_any_depth_and_nothing_else(tmp_path: Path) -> None:
    for name in ("2026/10/FT 7.pdf", "7.PDF", "7.txt", ".7.pdf", "~7.pdf", "7.pdf.part"):
        put(tmp_path, name, SCAN, NOW)
    (tmp_path / "invoices" / "7 folder.pdf").mkdir()
    assert paths(InvoiceFolder(tmp_path, "invoices"), "7") == ["2026/10/FT 7.pdf", "7.PDF"]


def test_what_comes_later_is_found(tmp_path: Path) -> None:
    put(tmp_path, "2026/7.pdf", SCAN, NOW)
    folder = InvoiceFolder(tmp_path, "invoices")
    assert paths(folder, "7") == ["2026/7.pdf"]
    put(tmp_path, "2026/Fattura 7.pdf", SCAN, NOW)
    os.utime(tmp_path / "invoices" / "2026", (1, 1))
    assert paths(folder, "7") == ["2026/7.pdf", "2026/Fattura 7.pdf"]
