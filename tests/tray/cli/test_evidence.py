"""The command that gathers evidence."""

from pathlib import Path

from tests.commands import Command


def test_evidence_is_written_and_its_hash_told(
    sollecito: Command, folder: Path, tmp_path: Path
) -> None:
    sollecito("send", "ROSSI", "--via", "outbox", "--data", folder)
    answer = sollecito("evidence", "ROSSI", "--data", folder, "-o", tmp_path / "rossi.zip")
    assert answer.code == 0
    assert "SHA-256 of SHA256SUMS: " in answer.err
    assert (tmp_path / "rossi.zip").read_bytes().startswith(b"PK")


def test_a_statement_that_is_gone_needs_a_person(
    sollecito: Command, folder: Path, tmp_path: Path
) -> None:
    sollecito("send", "ROSSI", "--via", "outbox", "--data", folder)
    next((folder / "archive").glob("*/*.pdf")).unlink()
    answer = sollecito("evidence", "ROSSI", "--data", folder, "-o", tmp_path / "rossi")
    assert answer.code == 1
    assert "missing or was changed" in answer.err


def test_who_got_nothing_has_no_evidence(sollecito: Command, folder: Path, tmp_path: Path) -> None:
    answer = sollecito("evidence", "ROSSI", "--data", folder, "-o", tmp_path / "rossi")
    assert answer.code == 2
    assert "Nothing was ever sent to ROSSI." in answer.err
