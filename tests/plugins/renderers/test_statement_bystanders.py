"""What drawing leaves alone, and what it may be asked at the same time."""

import hashlib
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from plugins.renderers.borb_pdf import render_statement
from tests.conftest import ROOT
from tests.plugins.renderers.drawings import COMPANY, CUSTOMER, drawing, invoice, invoices

DRAW = """
import hashlib, signal, sys
from plugins.renderers.borb_pdf import render_statement
assert not {"borb", "fontTools", "PIL", "segno"} & set(sys.modules), "imported before the first"
from tests.plugins.renderers.drawings import drawing, invoices
before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
for number in range(70):
    drawn = render_statement(drawing(invoices(3), language="it" if number % 2 else "en"))
assert before == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
print(hashlib.sha256(drawn.pdf).hexdigest())
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What another process prints that draws seventy statements with an empty font cache."""
    cache = str(tmp_path_factory.mktemp("cache"))
    surroundings = os.environ | {
        "XDG_CACHE_HOME": cache,
        "LOCALAPPDATA": cache,
        "PYTHONHASHSEED": "7",
    }
    command = [sys.executable, "-c", DRAW]
    answer = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_same_drawing_is_the_same_bytes_in_every_process(elsewhere: str) -> None:
    here = render_statement(drawing(invoices(3)))
    assert elsewhere.strip() == hashlib.sha256(here.pdf).hexdigest()


def test_no_licence_notice_reaches_standard_output(elsewhere: str) -> None:
    assert len(elsewhere.splitlines()) == 1


def test_signal_handlers_are_left_alone() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    render_statement(drawing(invoices(2), company=replace(COMPANY, name="Mai vista S.r.l.")))
    assert before == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]


def test_threads_draw_what_one_draws_alone() -> None:
    wanted = [
        drawing(
            [invoice("1", f"{100 + number}.00", 5)],
            company=replace(COMPANY, phone=f"+39 02 {number % 3}"),
            customer=replace(CUSTOMER, name=f"Αθήνα {number}" if number % 4 else "Rossi"),
        )
        for number in range(24)
    ]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(render_statement, wanted))
    assert together == [render_statement(one) for one in wanted]


def test_document_says_title_author_language_and_keeps_the_producer() -> None:
    company = replace(COMPANY, name="Rossi (Čáp) \\")
    pdf = render_statement(drawing(invoices(2), company=company)).pdf
    document = pypdfium2.PdfDocument(pdf)
    facts = document.get_metadata_dict()
    document.close()
    assert facts["Title"] == "Estratto conto al 24/11/2026"
    assert facts["Author"] == "Rossi (Čáp) \\"
    assert facts["Producer"] == "borb"
    assert facts["CreationDate"] == "D:20261124000000Z"
    assert b"/Lang<FEFF00690074>" in pdf.replace(b"feff", b"FEFF")


def test_fonts_are_embedded_subsets() -> None:
    pdf = render_statement(drawing(invoices(2))).pdf
    assert set(re.findall(rb"/BaseFont /?(\S+?)[\s/>]", pdf)) == {
        b"SOLLEC+SourceSansProRegular",
        b"SOLLEC+SourceSansProSemibold",
    }
    assert pdf.count(b"/FontFile2") == 2
    assert pdf.count(b"/ToUnicode") == 2


def test_offsets_of_the_cross_reference_table_are_right() -> None:
    pdf = render_statement(drawing(invoices(60))).pdf
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split()[0])
    assert pdf[start:].startswith(b"xref\n")
    rows = pdf[start:].split(b"\r\n")
    count = int(rows[0].split()[2])
    for number, row in enumerate(rows[1:count], 1):
        assert pdf[int(row.split()[0]) :].startswith(b"%d 0 obj" % number)


@pytest.mark.only_on("unix", "Windows takes the cache’s place from no variable")
def test_first_statement_with_kept_fonts_needs_no_font_tools(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from plugins.renderers.borb_pdf import render_statement\n"
        "from tests.plugins.renderers.drawings import drawing, invoices\n"
        "render_statement(drawing(invoices(1)))\n"
        "print('fontTools.subset' in sys.modules)"
    )
    surroundings = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=surroundings,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for _ in range(2)
    ]
    assert runs == ["True", "False"]
