"""A private fax server (HylaFAX) whose two soft modems call each other: real T.30 calls."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.mail import _free_ports, _path, _wait_until_open

NUMBERS = ("+39.02.5551.0000", "+39.02.5551.0001")
"""Of the modem that sends and of the one that receives, whatever number is dialled."""
_CONFIGURATION = Path(__file__).parent / "hylafax_conf"
_SYSTEM = Path("/etc/hylafax")
_SPOOL = Path("/var/spool/hylafax")
_PARTS = (
    *("archive", "client", "config", "dev", "docq", "doneq", "info"),
    *("log", "pollq", "recvq", "sendq", "status", "tmp"),
)
_IAXMODEM = Path("/etc/iaxmodem")
_WAIT = 60.0


@dataclass
class FaxMachines:
    """Where the server listens and where faxes come out."""

    folder: Path
    port: int
    modems: tuple[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, object]:
        """Return what `[fax]` says of this server."""
        return {"host": "127.0.0.1", "port": self.port, "attempts": 1, "timeout": 30}

    def received(self) -> list[Path]:
        """Return the faxes that came out, the oldest first."""
        return sorted((self.folder / "spool" / "recvq").glob("*.tif"))

    def stop(self, name: str) -> None:
        """End one of the programs, as if its machine was switched off."""
        process = self.processes.pop(name)
        # They have children: all are in a session of their own.
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(_WAIT)

    def clean(self) -> None:
        """Let the server forget the faxes that have ended."""
        command = ("faxqclean", "-q", str(self.folder / "spool"), "-j", "0")
        subprocess.run(command, check=True, env={**os.environ, "PATH": _path()})

    def start(self, name: str, *command: object) -> None:
        """Start a program in the spool."""
        log = (self.folder / f"{name}.log").open("wb")
        with log:
            self.processes[name] = subprocess.Popen(
                [str(part) for part in command],
                cwd=self.folder / "spool",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "PATH": _path()},
                start_new_session=True,
            )


def missing() -> str:
    """Return what is missing on this machine for a call, or nothing."""
    programs = (
        "sendfax",
        "faxstat",
        "faxq",
        "faxqclean",
        "hfaxd",
        "faxgetty",
        "iaxmodem",
        "gs",
        "tiffinfo",
    )
    absent = [name for name in programs if not shutil.which(name, path=_path())]
    if not absent and (not hasattr(os, "geteuid") or os.geteuid() != 0):
        absent = ["root"]
    return ", ".join(absent)


@contextmanager
def fax_machines() -> Iterator[FaxMachines]:
    """Start the server and both modems, and end them by their process ids."""
    folder = Path(tempfile.mkdtemp(prefix="sf-", dir="/tmp"))
    port = _free_ports(1)[0]
    machines = FaxMachines(folder, port, (f"ttyS{port}a", f"ttyS{port}b"))
    try:
        _configure(machines)
        _start(machines)
        yield machines
    finally:
        for name in reversed(list(machines.processes)):
            machines.stop(name)
        for modem in machines.modems:
            (_IAXMODEM / modem).unlink(missing_ok=True)
            Path("/dev", modem).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def _configure(machines: FaxMachines) -> None:
    folder, spool = machines.folder, machines.folder / "spool"
    folder.chmod(0o755)
    for part in _PARTS:
        (spool / part).mkdir(parents=True)
    shutil.copytree(_SPOOL / "bin", spool / "bin", symlinks=True)
    shutil.copytree(_SYSTEM, spool / "etc")
    cache = (spool / "etc" / "setup.cache").read_text("utf-8")
    (spool / "etc" / "setup.cache").write_text(cache.replace(str(_SPOOL), str(spool)), "utf-8")
    _write("config", spool / "etc" / "config", sender=machines.modems[0])
    (spool / "etc" / "hosts.hfaxd").write_text("localhost:21::\n127.0.0.1\n")
    ports = _free_ports(2)
    for number, modem in enumerate(machines.modems):
        _write("modem", spool / "etc" / f"config.{modem}", number=NUMBERS[number])
        here, there = ports[number], ports[1 - number]
        _write("iaxmodem", _IAXMODEM / modem, modem=modem, port=here, other=there)
    for path in (spool, *spool.rglob("*")):
        shutil.chown(path, "uucp", "uucp")
    (spool / "etc" / "hosts.hfaxd").chmod(0o600)
    (spool / "tmp").chmod(0o1777)


def _write(name: str, path: Path, **values: object) -> None:
    text = (_CONFIGURATION / name).read_text("utf-8")
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    path.write_text(text, "utf-8")


def _start(machines: FaxMachines) -> None:
    spool = machines.folder / "spool"
    modems = " ".join(f"iaxmodem {modem} &" for modem in machines.modems)
    # A soft modem listens on every address: the two get a network of their own, if one may.
    alone = ("unshare", "-n")
    may = subprocess.run((*alone, "true"), capture_output=True, check=False).returncode == 0
    own = alone if may else ()
    up = "ip link set lo up; " if may else ""
    machines.start("modems", *own, "sh", "-c", f"{up}{modems} wait")
    deadline = time.monotonic() + _WAIT
    while not all(Path("/dev", modem).exists() for modem in machines.modems):
        assert time.monotonic() < deadline, "the soft modems do not start"
        time.sleep(0.1)
    machines.start("faxq", "faxq", "-D", "-q", spool)
    while not _listens(spool / "FIFO"):
        assert time.monotonic() < deadline, "the scheduler does not start"
        time.sleep(0.1)
    machines.start("hfaxd", "hfaxd", "-d", "-q", spool, "-l", "127.0.0.1", "-i", machines.port)
    # Each tells the scheduler once that its modem is there: who is not heard is never dialled with.
    for modem in machines.modems:
        machines.start(modem, "faxgetty", "-q", spool, modem)
    _wait_until_open(machines.port)
    while _told(machines).count("Running and idle") < len(machines.modems):
        assert time.monotonic() < deadline, _told(machines)
        time.sleep(0.2)


def _listens(fifo: Path) -> bool:
    """Return whether somebody reads what is written there."""
    try:
        os.close(os.open(fifo, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)))
    except OSError:
        return False
    return True


def _told(machines: FaxMachines) -> str:
    command = ("faxstat", "-h", f"127.0.0.1:{machines.port}")
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
