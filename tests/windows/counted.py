"""Counts what came of each test, for the run that started this one. Runs on Windows Python.

It writes JSON to the file %SOLLECITO_COUNTED%: how many were collected and passed, which failed,
how many were left out for each reason, and the slowest. The test that is under way stands in a
file beside it, for a run that does not end.
"""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

UNDER_WAY = "under way.txt"
MOST = 10
"""Of the slowest, so many are named."""


class Counted:
    """Hears of every test."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._collected = self._passed = 0
        self._failed: list[str] = []
        self._left_out: Counter[str] = Counter()
        self._took: Counter[str] = Counter()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._collected = len(session.items)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._file.with_name(UNDER_WAY).write_text(nodeid, "utf-8")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._took[report.nodeid] += round(report.duration * 1000)
        if report.failed:
            self._failed.append(report.nodeid)
        elif report.skipped:
            assert isinstance(report.longrepr, tuple)
            self._left_out[report.longrepr[2].removeprefix("Skipped: ")] += 1
        elif report.when == "call":
            self._passed += 1

    def pytest_sessionfinish(self) -> None:
        counted = {
            "collected": self._collected,
            "passed": self._passed,
            "failed": self._failed,
            "left_out": self._left_out,
            "slowest": dict(self._took.most_common(MOST)),
        }
        self._file.write_text(json.dumps(counted), "utf-8")


def pytest_configure(config: pytest.Config) -> None:
    file = os.environ.get("SOLLECITO_COUNTED")
    if file and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Counted(Path(file)))
