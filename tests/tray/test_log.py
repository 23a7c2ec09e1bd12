"""The log goes on whatever happens to its file."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.open_elsewhere import WRITING, open_elsewhere
from tray import log


@pytest.fixture
def logger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Logger]:
    monkeypatch.setenv("SOLLECITO_CONFIG_DIR", str(tmp_path))
    monkeypatch.setattr(log, "LARGEST", 1000)
    handler = log._file_handler()
    logger = logging.getLogger("test of the log")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield logger
    logger.removeHandler(handler)
    handler.close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_full_log_is_put_aside_and_the_oldest_goes(tmp_path: Path, logger: logging.Logger) -> None:
    for number in range(100):
        logger.info("record %s %s", number, "x" * 100)
    assert names(tmp_path) == ["sollecito.log", *(f"sollecito.log.{n}" for n in (1, 2, 3))]
    lines = [
        line for name in names(tmp_path) for line in (tmp_path / name).read_text().splitlines()
    ]
    assert sum("record 99 " in line for line in lines) == 1
    assert len(lines) == len(set(lines)) < 100


@pytest.mark.only_on("windows", "no open file is renamed")
def test_log_that_is_open_elsewhere_grows_on(
    tmp_path: Path, logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logger.info("the first")
    with open_elsewhere(tmp_path / "sollecito.log", WRITING):
        for number in range(100):
            logger.info("record %s %s", number, "x" * 100)
        assert names(tmp_path) == ["sollecito.log"]
    assert len((tmp_path / "sollecito.log").read_text("utf-8").splitlines()) == 101
    for number in range(20):
        logger.info("record %s %s", number, "x" * 100)
    assert len(names(tmp_path)) > 1
    assert capsys.readouterr().err == ""
