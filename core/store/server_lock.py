"""The right to send by itself: one PC of all, and one process on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from filelock import FileLock, Timeout

from core.causes import cause_of
from core.domain.wording import say
from core.errors import HistoryUnwritable

TTL_SECONDS = 120.0
_LEASE = "server.lease"


class ServerLock:
    """A lease on the share, aged by the file server's own clock, and a lock on this PC.

    The lease keeps two PCs apart that both think they are the server; the lock keeps two
    processes of one PC apart. Neither replaces the rule of the winner in the history.
    """

    def __init__(self, folder: Path, machine: str, ttl: float = TTL_SECONDS) -> None:
        """Use the history folder of a data folder."""
        self._folder = folder
        self._lease = folder / _LEASE
        self._machine = machine
        self._ttl = ttl
        self._token = ""
        own = "".join(c if c.isalnum() else "-" for c in machine)
        self._clock = folder / f".clock-{own}"
        self._local = FileLock(folder / f".server-{own}.lock", thread_local=False)

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """Hold the right for a run, if it is free; yield whether it is held."""
        held = self.acquire()
        try:
            yield held
        finally:
            if held:
                self.release()

    def acquire(self) -> bool:
        """Take the right, from nobody or from a holder that has not renewed it in time."""
        if self._token:
            return self.held()
        # The lock would make the folder, and a share that is away must not be made anew.
        if not self._folder.is_dir():
            raise HistoryUnwritable(
                say("The history folder “{folder}” is not there.", folder=str(self._folder)),
                say("Is the network drive connected? Bring the folder back from a backup."),
            )
        try:
            self._local.acquire(timeout=0)
        except Timeout:
            return False
        except OSError as error:
            raise _unwritable(error) from error
        self._token = f"{self._machine} {os.getpid()} {token_hex(8)}"
        taken = False
        try:
            taken = self._take_lease()
        except OSError as error:
            raise _unwritable(error) from error
        finally:
            if not taken:
                self._let_go()
        return taken

    def held(self) -> bool:
        """Return whether the right is still held; renew it when half its time is over."""
        if not self._token:
            return False
        try:
            if self._holder() != self._token:
                return False
            age = self._age()
            if age > self._ttl:
                # A laptop that slept: another may be taking it over this very moment.
                return False
            if age > self._ttl / 2:
                os.utime(self._lease)
        except OSError:
            return False
        return True

    def release(self) -> None:
        """Give the right back."""
        with suppress(OSError):
            if self._token and self._holder() == self._token:
                self._lease.unlink()
        self._let_go()

    def _let_go(self) -> None:
        self._token = ""
        self._local.release()

    def _take_lease(self) -> bool:
        if self._make_lease():
            return True
        left_over = self._left_over()
        if left_over is None:
            return False
        return self._remove(left_over) and self._make_lease()

    def _remove(self, left_over: str) -> bool:
        """Take a left-over lease away; of several that try, one can rename it."""
        old = self._lease.with_name(f".{_LEASE}.{token_hex(4)}")
        try:
            self._lease.rename(old)
        except FileNotFoundError:
            return True
        if old.read_text("utf-8") != left_over:
            # Another was faster, and this is its new one: back with it. Should a third have
            # come meanwhile, the rename replaces its lease, and it sees that before it sends.
            # Windows does not replace by a rename: the third one's lease stands, to the same end.
            with suppress(FileExistsError):
                old.rename(self._lease)
            old.unlink(missing_ok=True)
            return False
        old.unlink()
        return True

    def _make_lease(self) -> bool:
        try:
            file = self._lease.open("xb")
        except FileExistsError:
            return False
        try:
            with file:
                file.write(self._token.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            # An empty lease would look like another server's for as long as it lives.
            self._lease.unlink(missing_ok=True)
            raise
        return True

    def _left_over(self) -> str | None:
        """Return the lease if nobody holds it any more; empty if it is just gone."""
        try:
            holder = self._holder()
            # The local lock shows that no process of this PC is alive that could hold it.
            mine = holder.startswith(f"{self._machine} ")
            return holder if mine or self._age() > self._ttl else None
        except FileNotFoundError:
            return ""

    def _holder(self) -> str:
        return self._lease.read_text("utf-8")

    def _age(self) -> float:
        """Return the lease's age by the clock of the machine that keeps the files."""
        self._clock.write_bytes(b"")
        return self._clock.stat().st_mtime - self._lease.stat().st_mtime


def _unwritable(error: OSError) -> HistoryUnwritable:
    return HistoryUnwritable(
        say("The history folder cannot be written to: {cause}", cause=cause_of(error)),
        say("Free some space, or ask for the permission. Nothing was sent."),
    )
