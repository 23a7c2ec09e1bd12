"""A HylaFAX server, spoken to through its own programs `sendfax`, `faxstat` and `faxrm`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from core.domain.wording import say
from core.errors import SollecitoError

PROGRAMS = ("sendfax", "faxstat", "faxrm")
_FORMAT = r'JobFmt: "%j\t%a\t%P\t%J\t%s"'
"""Our own, whatever the user's or the system's files say: id, state, pages, tag, words."""
_REQUEST = re.compile(r"request id is (\d+)")
_PAGES = re.compile(r"\s*(\d+)\s*:\s*(\d+)\s*")
_CUT_OFF = re.compile(
    r"\b421\b|not available|connection|lost|reset|broken pipe|timed? ?out", re.IGNORECASE
)
"""The conversation ended in the middle: the server may have the fax all the same."""
_NOT_LET_IN = re.compile(r"\b530\b|denied|password|login", re.IGNORECASE)


class FaxServerAway(SollecitoError):
    """The server cannot be asked; nothing was handed over."""


class FaxServerSilent(SollecitoError):
    """The fax was being handed over when the server fell silent: it may be sent."""


class FaxRefused(SollecitoError):
    """The server did not take the fax."""


@dataclass(frozen=True, slots=True)
class FaxJob:
    """A fax as the server tells of it."""

    number: int
    state: str
    """D: done, F: failed; everything else is under way."""
    sent: int
    pages: int
    tag: str
    words: str
    """Why the last attempt did not get through, in the server's words."""


@dataclass(frozen=True, slots=True)
class Fax:
    """What is to be sent."""

    pdf: bytes
    number: str
    tag: str
    """By which its job is found again, even if the server's answer was lost."""
    sender: str = ""
    """On the cover page; without one there is none."""


@dataclass(frozen=True, slots=True)
class FaxServer:
    """Where the server is, and how patient one is with it."""

    host: str
    port: int = 4559
    attempts: int = 3
    timeout: float = 30.0

    def submit(self, fax: Fax, hand_over: Callable[[], None]) -> int:
        """Hand a fax to the server's queue and return the number of its job."""
        with TemporaryDirectory(prefix="sollecito-") as folder:
            file = Path(folder) / "fax.pdf"
            file.write_bytes(fax.pdf)
            hand_over()
            try:
                ran = self._run(folder, "sendfax", *self._options(fax), str(file))
            except subprocess.TimeoutExpired as error:
                raise self._silent() from error
        request = _REQUEST.search(ran.stdout)
        if request is not None:
            return int(request[1])
        raise self._refusal(ran)

    def jobs(self) -> Mapping[int, FaxJob]:
        """Return the jobs under way and those that ended lately."""
        with TemporaryDirectory(prefix="sollecito-") as folder:
            try:
                ran = self._run(folder, "faxstat", "-s", "-d", "-h", self._address())
            except subprocess.TimeoutExpired as error:
                raise self._away() from error
        # It ends with 0 whether it reached the server or not.
        if not ran.stdout:
            raise self._away()
        read = (_job(line) for line in ran.stdout.splitlines())
        return {job.number: job for job in read if job is not None}

    def remove(self, number: int) -> bool:
        """Take a job out of the queue; return whether it was still to be had."""
        with TemporaryDirectory(prefix="sollecito-") as folder:
            try:
                ran = self._run(folder, "faxrm", "-h", self._address(), str(number))
            except subprocess.TimeoutExpired as error:
                raise self._away() from error
        return ran.returncode == 0 and f"{number} removed" in ran.stdout

    def _address(self) -> str:
        return f"{self.host}:{self.port}"

    def _options(self, fax: Fax) -> tuple[str | bytes, ...]:
        # The cover's PostScript knows Latin-1 only.
        cover = ("-f", fax.sender.encode("latin-1", "replace")) if fax.sender else ("-n",)
        times = str(self.attempts)
        # Fine resolution: small print and the QR code stay legible. Order counts: the number last.
        return (
            *cover,
            *("-N", "-m", "-s", "a4", "-h", self._address(), "-i", fax.tag),
            *("-t", times, "-T", times, "-d", fax.number),
        )

    def _run(
        self, folder: str, program: str, *options: str | bytes
    ) -> subprocess.CompletedProcess[str]:
        """Run a program of the server's, in a home of its own and without a terminal."""
        path = shutil.which(program)
        if path is None:
            raise FaxServerAway(
                say("The program {program} is not installed here.", program=program),
                say("Install the package hylafax-client."),
            )
        (Path(folder) / ".hylarc").write_text(f"{_FORMAT}\n", "utf-8")
        return subprocess.run(  # noqa: S603 - a list of arguments, never a shell
            (path, *options),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=self.timeout,
            env={**os.environ, "HOME": folder, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
            check=False,
        )

    def _refusal(self, ran: subprocess.CompletedProcess[str]) -> SollecitoError:
        words = ran.stderr
        if "Can not reach" in words:
            return self._away()
        if _NOT_LET_IN.search(words):
            return FaxServerAway(
                say("The fax server {host} does not let this PC in.", host=self.host),
                say("Add it to hosts.hfaxd on the server."),
            )
        # With a success and no number, or ended by a signal, it has told nothing.
        if ran.returncode <= 0 or _CUT_OFF.search(words):
            return self._silent()
        return FaxRefused(
            say(
                "The fax server {host} did not take the fax: {words}",
                host=self.host,
                words=" ".join(words.split()),
            )
        )

    def _away(self) -> FaxServerAway:
        return FaxServerAway(
            say(
                "The fax server {host} cannot be reached on port {port}.",
                host=self.host,
                port=self.port,
            ),
            say("Is it on? Is the name right under [fax] host?"),
        )

    def _silent(self) -> FaxServerSilent:
        return FaxServerSilent(say("The fax server {host} did not answer.", host=self.host))


def _job(line: str) -> FaxJob | None:
    fields = line.rstrip("\r").split("\t")
    if len(fields) != len(("id", "state", "pages", "tag", "words")) or not fields[0].isdecimal():
        return None
    pages = _PAGES.fullmatch(fields[2])
    sent, total = (int(pages[1]), int(pages[2])) if pages else (0, 0)
    return FaxJob(int(fields[0]), fields[1].strip(), sent, total, fields[3], fields[4].strip())
