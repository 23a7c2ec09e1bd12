import logging
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core.domain.events import RunFinished
from tests.fake_office import FakeOffice
from tests.fakes import TODAY
from tray.headless import on_end_signal, run_headless

ROOT = Path(__file__).parents[2]

PROGRAM = """
import threading
from tests.fake_office import FakeOffice
from tray.headless import run_headless

class Office(FakeOffice):
    def subscribe(self, listener):
        print("listening", flush=True)

run_headless(Office(), threading.Event())
"""


@pytest.mark.only_on("unix", "sends signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_well_when_asked_and_prints_nothing(number: signal.Signals) -> None:
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, cwd=ROOT, stdout=-1, stderr=-1, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "listening\n"
        program.send_signal(number)
        assert program.communicate(timeout=60) == ("", "")
    assert program.returncode == 0


PRESS_CTRL_C = """
import ctypes, signal, subprocess, sys
signal.signal(signal.SIGINT, lambda *_: None)
program = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=-1, text=True)
assert program.stdout.readline() == "listening\\n"
assert ctypes.windll.kernel32.GenerateConsoleCtrlEvent(0, 0)
assert program.communicate(timeout=60) == ("", None)
sys.exit(program.returncode)
"""
"""All programs of a console hear it, the one that presses too."""


@pytest.mark.only_on("windows", "Ctrl-C comes from the console there, not as a signal")
def test_it_ends_well_at_ctrl_c_in_its_console() -> None:
    command = [sys.executable, "-c", PRESS_CTRL_C, PROGRAM]
    a_console_unseen = 0x08000000
    subprocess.run(command, cwd=ROOT, creationflags=a_console_unseen, check=True, timeout=120)


def test_it_returns_once_the_event_is_set() -> None:
    stop = threading.Event()
    stop.set()
    run_headless(FakeOffice(), stop)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_an_icon_would_say_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    stop = threading.Event()
    stop.set()
    office = FakeOffice()
    run_headless(office, stop)
    with caplog.at_level(logging.INFO):
        office.publish(RunFinished(TODAY, sent=3, failed=1))
    assert caplog.messages == ["Statements of 2026-11-24. Sent: 3. Failed: 1."]


def test_handlers_are_put_back_afterwards() -> None:
    ended: list[int] = []
    # What Windows sends at Ctrl-Break and when the console is closed.
    signals = [signal.SIGINT, getattr(signal, "SIGBREAK", signal.SIGTERM)]
    with on_end_signal(lambda: ended.append(1)):
        for number in signals:
            signal.raise_signal(number)
    assert ended == [1, 1]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
