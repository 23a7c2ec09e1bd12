"""Counts what came of each test, for the run that started this one. Runs on Windows Python.

It writes JSON to the file %SOLLECITO_COUNTED%: how many passed, which failed, and how many
were left out for each reason.
"""

import json
import os
from collections import Counter
from pathlib import Path

import pytest


class Counted:
    """Hears of every test."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._passed = 0
        self._failed: list[str] = []
        self._left_out: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.append(report.nodeid)
        elif report.skipped:
            assert isinstance(report.longrepr, tuple)
            self._left_out[report.longrepr[2].removeprefix("Skipped: ")] += 1
        elif report.when == "call":
            self._passed += 1

    def pytest_sessionfinish(self) -> None:
        counted = {"passed": self._passed, "failed": self._failed, "left_out": self._left_out}
        self._file.write_text(json.dumps(counted), "utf-8")


def pytest_configure(config: pytest.Config) -> None:
    file = os.environ.get("SOLLECITO_COUNTED")
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Counted(Path(file)))
