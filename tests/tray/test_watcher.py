import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.open_elsewhere import open_elsewhere
from tests.tray.eventually import eventually
from tray.folder_look import (
    FIRM,
    PLUGINS,
    Layout,
    all_open,
    concerns,
    file_system,
    is_ignored,
    look,
)
from tray.native_events import NativeEvents
from tray.watcher import Changed, Pace, Watcher, _Pending

LEDGER = Changed(ledger=True)
NATIVE = Pace(settle=0.1, poll=60, poll_unannounced=0.05, locked=1, announced=True)
POLLING = Pace(settle=0.1, poll=60, poll_unannounced=0.05, locked=1, announced=False)
BOTH = Pace(settle=0.1, poll=0.05, poll_unannounced=0.05, locked=1, announced=True)


class Watched:
    """A watcher and everything that it has told."""

    def __init__(self, folder: Path, pace: Pace, layout: Layout = FIRM) -> None:
        self.told: list[Changed | str] = []
        self.watcher = Watcher(
            folder,
            self.told.append,
            lambda: self.told.append("away"),
            lambda: self.told.append("back"),
            layout=layout,
            pace=pace,
        )
        self.watcher.start()

    def tells(self, *expected: Changed | str) -> None:
        """Wait until this has been told, and nothing else."""
        eventually(lambda: len(self.told) >= len(expected), f"{expected}, but: {self.told}")
        assert self.told == list(expected)


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    folder = tmp_path / "firm"
    for name in ("ledger", "designs", "history", "archive", "outbox"):
        (folder / name).mkdir(parents=True)
    (folder / ".sollecito").touch()
    (folder / "sollecito.toml").write_text("[company]\n")
    (folder / "ledger" / "items.csv").write_text("code;amount\n")
    return folder


@pytest.fixture
def watch() -> Iterator[Callable[..., Watched]]:
    watched: list[Watched] = []

    def begin(*args: Any) -> Watched:
        watched.append(Watched(*args))
        return watched[-1]

    yield begin
    for one in watched:
        one.watcher.stop()


Watch = Callable[..., Watched]


@pytest.mark.parametrize("pace", [NATIVE, POLLING], ids=["announced", "polled"])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("ledger/new.csv", LEDGER),
        ("ledger/2026/november/new.xlsx", LEDGER),
        ("sollecito.toml", Changed(settings=True)),
        ("mappings.toml", Changed(ledger=True)),
        ("designs/modern/design.toml", Changed(designs=True)),
    ],
)
def test_dropped_file_is_reported_by_its_part(
    firm: Path, watch: Watch, pace: Pace, path: str, expected: Changed
) -> None:
    watched = watch(firm, pace)
    (firm / path).parent.mkdir(parents=True, exist_ok=True)
    (firm / path).write_text("something")
    watched.tells(expected)


def test_excel_saves_through_a_temporary_file_and_is_reported_once(
    firm: Path, watch: Watch
) -> None:
    watched = watch(firm, BOTH)
    book, new, old = (firm / "ledger" / n for n in ("items.csv", "9A3F1200.tmp", "4B.tmp"))
    (firm / "ledger" / "~$items.csv").write_text("anna")
    new.write_text("code;amount\nC1;10\n")
    book.rename(old)
    new.rename(book)
    old.unlink()
    (firm / "ledger" / "~$items.csv").unlink()
    watched.tells(LEDGER)


def next_look(watched: Watched) -> None:
    seen = watched.watcher.looks
    eventually(lambda: watched.watcher.looks > seen)


def test_file_copied_in_chunks_is_waited_for(firm: Path, watch: Watch) -> None:
    watched = watch(firm, Pace(settle=0.5, poll=0.05, announced=True))
    path = firm / "ledger" / "slow.csv"
    watched.told.append("copied")
    with path.open("w") as file:
        for _ in range(8):
            file.write("x" * 1000)
            file.flush()
            next_look(watched)
    watched.tells("copied", LEDGER)
    assert look(firm, FIRM)[str(path)][1] == 8_000


def test_download_counts_once_it_is_renamed_into_place(firm: Path, watch: Watch) -> None:
    watched = watch(firm, NATIVE)
    part = firm / "ledger" / "items.csv.part"
    part.write_text("half")
    part.rename(firm / "ledger" / "second.csv")
    watched.tells(LEDGER)


def test_removed_file_is_a_change(firm: Path, watch: Watch) -> None:
    watched = watch(firm, NATIVE)
    (firm / "ledger" / "items.csv").unlink()
    watched.tells(LEDGER)


@pytest.mark.parametrize("pace", [NATIVE, POLLING], ids=["announced", "polled"])
def test_storm_of_2000_files_is_one_change(firm: Path, watch: Watch, pace: Pace) -> None:
    watched = watch(firm, Pace(1.0, pace.poll, pace.poll_unannounced, announced=pace.announced))
    for number in range(2000):
        (firm / "ledger" / f"invoice-{number}.xml").write_text("<xml/>")
    watched.tells(LEDGER)


def test_what_changed_while_the_files_were_read_is_reported(firm: Path) -> None:
    told: list[Changed] = []
    watcher = Watcher(firm, told.append, pace=NATIVE)
    (firm / "ledger" / "late.csv").write_text("code\n")
    watcher.start()
    eventually(lambda: told == [LEDGER])
    watcher.stop()


@pytest.mark.parametrize(
    "path",
    [
        "history/dispatches.jsonl",
        "archive/C1/2026-11-24.pdf",
        "outbox/1.eml",
        "ledger/~$items.xlsx",
        "ledger/.~lock.items.ods#",
        "ledger/.hidden",
        "ledger/copy.tmp",
        "ledger/Thumbs.db",
        "designs/.git/index",
    ],
)
def test_own_and_passing_files_are_no_change(firm: Path, watch: Watch, path: str) -> None:
    watched = watch(firm, BOTH)
    (firm / path).parent.mkdir(parents=True, exist_ok=True)
    (firm / path).write_text("not meant")
    # The settings are written after it; had the first counted, it would be told too.
    (firm / "sollecito.toml").write_text("[company]\nname = 'Rossi'\n")
    watched.tells(Changed(settings=True))


@pytest.mark.parametrize(
    ("path", "wakes"),
    [
        ("ledger/items.csv", True),
        ("ledger", True),
        ("designs/modern/design.toml", True),
        ("sollecito.toml", True),
        ("sollecito.toml.tmp", False),
        ("ledger/~$items.xlsx", False),
        ("ledgers/items.csv", False),
        ("history/dispatches.jsonl", False),
        ("archive/C1/2026-11-24.pdf", False),
        ("outbox/1.eml", False),
        ("", False),
    ],
)
def test_own_writing_does_not_wake_the_watcher(firm: Path, path: str, wakes: bool) -> None:
    assert concerns(str(firm / path), firm, FIRM) is wakes


def test_archive_and_history_are_not_listened_to(firm: Path) -> None:
    native = NativeEvents(firm, FIRM, threading.Event())
    native.refresh()
    assert native._observer is not None
    watches = {(Path(e.watch.path), e.watch.is_recursive) for e in native._observer.emitters}
    native.stop()
    assert watches == {(firm, False), (firm / "ledger", True), (firm / "designs", True)}


def test_folder_that_is_away_is_not_an_empty_ledger(firm: Path, watch: Watch) -> None:
    watched = watch(firm, BOTH)
    firm.rename(firm.with_name("elsewhere"))
    watched.tells("away")
    firm.with_name("elsewhere").rename(firm)
    watched.tells("away", "back")
    (firm / "ledger" / "new.csv").write_text("code\n")
    watched.tells("away", "back", LEDGER)


def test_mount_point_without_the_marker_is_away(firm: Path, watch: Watch) -> None:
    watched = watch(firm, BOTH)
    (firm / ".sollecito").unlink()
    watched.tells("away")


def test_change_made_while_the_folder_was_away_is_reported(firm: Path, watch: Watch) -> None:
    watched = watch(firm, BOTH)
    elsewhere = firm.with_name("elsewhere")
    firm.rename(elsewhere)
    watched.tells("away")
    (elsewhere / "ledger" / "items.csv").write_text("code;amount\nC1;1\n")
    elsewhere.rename(firm)
    watched.tells("away", "back", LEDGER)


def test_folder_away_from_the_start_comes_with_all_its_parts(firm: Path, watch: Watch) -> None:
    elsewhere = firm.with_name("elsewhere")
    firm.rename(elsewhere)
    watched = watch(firm, BOTH)
    watched.tells("away")
    elsewhere.rename(firm)
    watched.tells("away", "back", Changed(ledger=True, settings=True))


@pytest.mark.only_on("unix", "Windows removes no folder that is watched")
def test_ledger_folder_put_in_another_place_is_listened_to(firm: Path, watch: Watch) -> None:
    watched = watch(firm, Pace(settle=0.1, poll=0.3, announced=True))
    shutil.rmtree(firm / "ledger")
    (firm / "ledger").mkdir()
    watched.tells(LEDGER)
    (firm / "ledger" / "items.csv").write_text("code\n")
    watched.tells(LEDGER, LEDGER)


def test_dead_observer_costs_time_and_no_change(firm: Path, watch: Watch) -> None:
    watched = watch(firm, BOTH)
    native = watched.watcher._native
    assert native is not None
    eventually(lambda: native.alive)
    first = native._observer
    assert first is not None
    for emitter in tuple(first.emitters):
        emitter.stop()
        emitter.join()
    (firm / "ledger" / "new.csv").write_text("code\n")
    watched.tells(LEDGER)
    eventually(lambda: native._observer is not first and native.alive)


class NoEvents(NativeEvents):
    """A system without a watch to spare."""

    def refresh(self) -> bool:
        raise OSError(28, "inotify watch limit reached")


def test_without_native_events_the_folder_is_polled(firm: Path, watch: Watch) -> None:
    watched = watch(firm, NATIVE)
    eventually(lambda: watched.watcher.looks)
    watched.watcher._native = NoEvents(firm, FIRM, watched.watcher._wake)
    watched.watcher._wake.set()
    (firm / "ledger" / "new.csv").write_text("code\n")
    watched.tells(LEDGER)
    assert watched.watcher._native is None


def test_plugins_folder_needs_no_marker_and_may_be_missing(tmp_path: Path, watch: Watch) -> None:
    folder = tmp_path / "plugins"
    watched = watch(folder, BOTH, PLUGINS)
    folder.mkdir()
    (folder / "telegram.py").write_text("...")
    watched.tells(Changed(plugins=True))
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "telegram.cpython-311.pyc").write_bytes(b"")
    (folder / "telegram.py").unlink()
    watched.tells(Changed(plugins=True), Changed(plugins=True))


class StoppedWhileLooking(NativeEvents):
    """The program ends just as the watcher looks."""

    watcher: Watcher

    def refresh(self) -> bool:
        self.watcher._stopped.set()
        return False


def test_end_of_the_program_is_not_slept_over(firm: Path) -> None:
    watcher = Watcher(firm, lambda _: None, pace=Pace(poll=600, poll_unannounced=600))
    native = StoppedWhileLooking(firm, FIRM, watcher._wake)
    native.watcher = watcher
    watcher._native = native
    watcher.start()
    eventually(lambda: not watcher._thread.is_alive())


@pytest.mark.parametrize(("seconds", "told"), [(0, False), (59, False), (60, True)])
def test_locked_file_is_waited_for_a_minute(firm: Path, seconds: float, told: bool) -> None:
    watcher = Watcher(firm, lambda _: None, pace=Pace(settle=0, locked=60))
    # A folder can be opened as little as what Excel has locked.
    pending = _Pending({str(firm): (1, 1)}, since=0, began=0)
    assert watcher._at_rest(pending, now=seconds) is told


@pytest.mark.only_on("windows", "files that nobody else may read")
def test_table_that_excel_has_open_is_reported_when_it_is_closed(firm: Path, watch: Watch) -> None:
    table = firm / "ledger" / "items.csv"
    watched = watch(firm, Pace(settle=0.1, poll=0.05, locked=600, announced=True))
    table.write_text("code;amount\nC1;10\n")
    with open_elsewhere(table):
        eventually(lambda: watched.watcher._pending)
        next_look(watched)
        next_look(watched)
        watched.told.append("closed")
    watched.tells("closed", LEDGER)


def test_file_that_is_gone_again_is_not_waited_for(tmp_path: Path) -> None:
    assert all_open([str(tmp_path / "gone.csv")])
    assert not all_open([str(tmp_path)])


@pytest.mark.only_on("unix", "file modes")
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read everything")
def test_subfolder_without_permission_is_not_an_empty_one(firm: Path) -> None:
    (firm / "ledger" / "private").mkdir(mode=0)
    with pytest.raises(PermissionError):
        look(firm, FIRM)


@pytest.mark.parametrize(
    ("name", "ignored"),
    [
        ("items.csv", False),
        ("partite tilde~1.csv", False),
        ("~$items.xlsx", True),
        (".~lock.items.ods#", True),
        ("ITEMS.TMP", True),
        ("Partite.csv.crdownload", True),
        ("items.csv~", True),
        ("desktop.ini", True),
    ],
)
def test_only_files_a_person_means_count(name: str, ignored: bool) -> None:
    assert is_ignored(name) is ignored


MOUNTS = r"""sysfs /sys sysfs rw 0 0
/dev/sda1 / ext4 rw 0 0
//nas/firm /mnt/firm cifs rw 0 0
//nas/old /mnt/old\040firm nfs4 rw 0 0
/dev/sdb1 /mnt/firm/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/anna", "ext4"),
        ("/mnt/firm", "cifs"),
        ("/mnt/firm/ledger", "cifs"),
        ("/mnt/firmament", "ext4"),
        ("/mnt/firm/local/x", "ext4"),
        ("/mnt/old firm/ledger", "nfs4"),
    ],
)
def test_file_system_is_that_of_the_nearest_mount(folder: str, kind: str) -> None:
    assert file_system(Path(folder), MOUNTS) == kind
