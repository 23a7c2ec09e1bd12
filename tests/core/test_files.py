import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.wording import say
from core.errors import FileUnwritable, HistoryUnwritable
from core.files import (
    MAX_NAME,
    keep_durably,
    safe_folder,
    safe_name,
    statement_file_name,
    write_durably,
)


@pytest.mark.parametrize("name", ["C0001", "00184", "Caffè Duomo", "a.b", "Rossi & C", "COM10"])
def test_name_that_every_system_takes_is_kept(name: str) -> None:
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("A/B", "A-B~"),
        ("../../etc", "..-..-etc~"),
        ('a<>:"\\|?*b', "a--------b~"),
        ("CON", "_CON~"),
        ("aux.pdf", "_aux~"),
        ("lpt1", "_lpt1~"),
        ("COM¹", "_COM¹~"),
        ("fine.", "fine~"),
        ("fine ", "fine~"),
        ("a\nb", "a-b~"),
        ("", "~"),
        ("..", "~"),
        ("X" * 300, "XXX"),
    ],
)
def test_name_that_had_to_change_is_marked(name: str, start: str) -> None:
    assert safe_name(name).startswith(start)
    assert len(safe_name(name)) <= MAX_NAME


@given(st.lists(st.text(), min_size=2, max_size=2, unique=True))
def test_different_codes_never_share_a_folder(codes: list[str]) -> None:
    one, other = (safe_name(code) for code in codes)
    assert one != other


@pytest.mark.parametrize(("one", "other"), [("A/B", "A:B"), ("a", "b"), ("AUX", "_AUX")])
def test_codes_that_look_alike_to_windows_stay_apart(tmp_path: Path, one: str, other: str) -> None:
    assert safe_folder(tmp_path, one) != safe_folder(tmp_path, other)


def test_a_code_s_folder_is_named_like_the_code(tmp_path: Path) -> None:
    assert safe_folder(tmp_path, "rossi") == tmp_path / "rossi"


def test_where_case_does_not_count_the_second_code_gets_a_mark(tmp_path: Path) -> None:
    # A folder that resolves to another name is what such a system shows.
    (tmp_path / "ABC").mkdir()
    (tmp_path / "abc").symlink_to(tmp_path / "ABC")
    assert safe_folder(tmp_path, "abc").name.startswith("abc~")


@given(st.text())
def test_safe_name_is_one_step_below_its_folder(text: str) -> None:
    assert Path("folder", safe_name(text)).parent == Path("folder")
    assert safe_name(text) not in ("", ".", "..")


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("C0001", "it", "estratto-conto-C0001-2026-11-24.pdf"),
        ("C0001", "en", "statement-C0001-2026-11-24.pdf"),
        ("C0001", "de", "statement-C0001-2026-11-24.pdf"),
    ],
)
def test_statement_is_named_after_customer_and_day(code: str, language: str, name: str) -> None:
    assert statement_file_name(code, date(2026, 11, 24), language) == name


def test_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_durably(path, b"old and longer")
    write_durably(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["x"]  # noqa: PTH208 - hidden files too


def test_same_bytes_are_kept_once_and_others_beside_them(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "x.pdf"
    kept = [keep_durably(path, content, root=tmp_path) for content in (b"1", b"2", b"1", b"2")]
    assert [one.name for one in kept] == ["x.pdf", "x (2).pdf", "x.pdf", "x (2).pdf"]
    assert sorted(one.name for one in path.parent.iterdir()) == ["x (2).pdf", "x.pdf"]


def test_nothing_is_left_when_the_intent_cannot_be_recorded(tmp_path: Path) -> None:
    def refuse() -> None:
        raise HistoryUnwritable(say("The disk is full."))

    with pytest.raises(HistoryUnwritable):
        keep_durably(tmp_path / "x.pdf", b"1", root=tmp_path, hand_over=refuse)
    assert not list(tmp_path.iterdir())


def test_folder_that_is_away_is_not_made(tmp_path: Path) -> None:
    root = tmp_path / "share"
    with pytest.raises(FileUnwritable, match="is not there"):
        keep_durably(root / "archive" / "x.pdf", b"1", root=root)
    assert not root.exists()


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    command = [mount or "", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if not mount or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only who may mount a file system has a full disk at hand")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.only_on("unix", "mounts a small disk")
def test_full_disk_is_named_and_nothing_half_is_left(tiny_disk: Path) -> None:
    write_durably(tiny_disk / "old.pdf", b"old")
    with pytest.raises(FileUnwritable, match="no room left"):
        keep_durably(tiny_disk / "new.pdf", bytes(200_000), root=tiny_disk)
    with pytest.raises(FileUnwritable, match="no room left"):
        write_durably(tiny_disk / "old.pdf", bytes(200_000))
    assert [path.name for path in tiny_disk.iterdir()] == ["old.pdf"]
    assert (tiny_disk / "old.pdf").read_bytes() == b"old"
