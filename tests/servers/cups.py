"""A private print server (CUPS) on loopback, whose printers write files."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.mail import _free_ports, _wait_until_open

PRINTER = "Ufficio"
"""Prints into PDF files."""
HELD = "Fermo"
"""Takes letters and prints none of them: it is stopped."""
_PPD = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd")
_CONFIGURATION = Path(__file__).parent / "cups_conf"
_CUPS_PDF = Path("/etc/cups")
_WAIT = 60.0


@dataclass(frozen=True)
class PrintServer:
    """Where it listens and where the pages come out."""

    folder: Path
    port: int

    def url(self, printer: str = PRINTER) -> str:
        """Return a printer's address."""
        return f"ipp://127.0.0.1:{self.port}/printers/{printer}"

    def wait_for_pages(self, job: int) -> bytes:
        """Return the PDF that came out of a job as soon as it is there, whole."""
        deadline = time.monotonic() + _WAIT
        while time.monotonic() < deadline:
            for path in (self.folder / "pdf").glob(f"*job_{job}*.pdf"):
                content = path.read_bytes()
                if content.rstrip().endswith(b"%%EOF"):
                    return content
            time.sleep(0.1)
        raise AssertionError(f"job {job} came out nowhere")

    def queue(self) -> str:
        """Return what still lies in the queues."""
        return self._run("lpstat", "-o")

    def start(self, printer: str) -> None:
        """Let a stopped printer go on."""
        self._run("cupsenable", printer)

    def _run(self, *command: str) -> str:
        env = {**os.environ, "CUPS_SERVER": f"127.0.0.1:{self.port}", "PATH": _path()}
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout


def missing() -> str:
    """Return what is missing on this machine to run the server, or nothing."""
    programs = ("cupsd", "lpadmin", "lpstat", "cupsenable")
    absent = [name for name in programs if not shutil.which(name, path=_path())]
    if not _PPD.exists():
        absent.append("printer-driver-cups-pdf")
    if not absent and (not hasattr(os, "geteuid") or os.geteuid() != 0):
        absent = ["root"]
    return ", ".join(absent)


@contextmanager
def print_server() -> Iterator[PrintServer]:
    """Start a server in a folder of its own, and end it by its process id."""
    folder = Path(tempfile.mkdtemp(prefix="sc-", dir="/tmp"))
    server = PrintServer(folder, *_free_ports(1))
    own = _CUPS_PDF / f"cups-pdf-{PRINTER}-{server.port}.conf"
    queue = f"{PRINTER}-{server.port}"
    process = None
    try:
        _configure(server, own)
        command = ("cupsd", "-f", "-c", folder / "etc/cupsd.conf", "-s", folder / "etc/files.conf")
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PATH": _path()},
            start_new_session=True,
        )
        _wait_until_open(server.port)
        for name, device in ((PRINTER, f"cups-pdf:/{queue}"), (HELD, f"cups-pdf:/{queue}")):
            server._run(
                *("lpadmin", "-p", name, "-E", "-v", device, "-P", str(_PPD)),
                *("-o", "printer-error-policy=abort-job"),
            )
        server._run("cupsdisable", HELD)
        yield server
    finally:
        if process is not None:
            process.send_signal(signal.SIGTERM)
            process.wait(_WAIT)
        own.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def _configure(server: PrintServer, own: Path) -> None:
    folder = server.folder
    folder.chmod(0o755)
    for part in ("etc/ppd", "spool/tmp", "cache", "run", "log", "pdf", "work"):
        (folder / part).mkdir(parents=True)
    for part in ("pdf", "spool/tmp", "work"):
        (folder / part).chmod(0o1777)
    for part in ("etc", "spool", "cache", "run", "etc/ppd", "spool/tmp"):
        shutil.chown(folder / part, group="lp")
    for part in ("cache", "spool"):
        (folder / part).chmod(0o770)
    (folder / "spool").chmod(0o711)
    places = ((folder / "etc/cupsd.conf", "cupsd.conf"), (folder / "etc/files.conf", "files.conf"))
    for path, name in (*places, (own, "cups-pdf.conf")):
        text = (_CONFIGURATION / name).read_text("utf-8")
        text = text.replace("{folder}", str(folder)).replace("{port}", str(server.port))
        path.write_text(text, "utf-8")


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
