"""Letters drawn by a Windows Python on a printer that Wine knows from a real print server."""

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from tests.conftest import need
from tests.plugins.channels.sheets_of_paper import pages_of
from tests.servers import cups
from tests.windows.conftest import deliver
from tests.windows.windows_python import WindowsPython

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows")]

SITE = {"settings": {"printer": cups.HELD}}


@pytest.fixture(scope="module")
def server() -> Iterator[cups.PrintServer]:
    absent = cups.missing()
    need(present=not absent, what=absent)
    with cups.print_server() as server:
        yield server


def env(server: cups.PrintServer) -> dict[str, str]:
    return {"CUPS_SERVER": f"127.0.0.1:{server.port}"}


def pictures(pdf: bytes) -> list[Image.Image]:
    file = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=1).to_pil().convert("L") for page in file]


def test_each_page_of_the_letter_is_a_sheet_of_the_job_as_large_as_on_paper(
    windows: WindowsPython, server: cups.PrintServer, tmp_path: Path
) -> None:
    letter = pages_of(2)
    written = {"pdf64": base64.b64encode(letter).decode()}
    answer = deliver(windows, "windows_printer", env(server), site=SITE, delivery=written)
    (receipt,) = answer["receipts"]
    assert (receipt["state"], receipt["note"]) == ("sent", "Handed to the printer")
    # The printer is stopped, so that the job lies in the queue as Wine wrote it.
    (job,) = (server.folder / "spool").glob("d*-001")
    pages = zip(pictures(letter), sheets_of(job, tmp_path), strict=True)
    assert [differing(*page) for page in pages] == [0, 0]


def sheets_of(job: Path, folder: Path) -> list[Image.Image]:
    """Draw the sheets of a PostScript job."""
    words = ("gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pnggray", "-r72")
    subprocess.run([*words, f"-sOutputFile={folder}/%d.png", str(job)], check=True)
    return [Image.open(path) for path in sorted(folder.glob("*.png"))]


def differing(one: Image.Image, other: Image.Image) -> int:
    """Count the dots of a coarse picture that are dark on one and light on the other."""
    size = (70, 99)
    pairs = zip(one.resize(size).tobytes(), other.resize(size).tobytes(), strict=True)
    return sum(abs(a - b) > 100 for a, b in pairs)


def test_printer_that_is_not_there_is_told_with_those_that_are(
    windows: WindowsPython, server: cups.PrintServer
) -> None:
    site = {"settings": {"printer": "Altra"}}
    fault = deliver(windows, "windows_printer", env(server), site=site, times=0)["fault"]
    assert fault == "This PC has no printer Altra; it has Fermo, Ufficio."


def test_pc_without_printers_is_told(windows: WindowsPython) -> None:
    nowhere = {"CUPS_SERVER": "127.0.0.1:9"}
    fault = deliver(windows, "windows_printer", nowhere, times=0)["fault"]
    assert fault == "No printer is set up on this PC."


def test_what_is_no_pdf_is_not_printed(windows: WindowsPython, server: cups.PrintServer) -> None:
    before = server.queue()
    (receipt,) = deliver(
        windows, "windows_printer", env(server), site=SITE, delivery={"pdf64": "Y2lhbw=="}
    )["receipts"]
    assert (receipt["state"], receipt["intents"]) == ("failed", 0)
    assert server.queue() == before
