"""Commands of the open pages: each given once, none remembered for ever."""

import asyncio
from concurrent.futures import Future
from typing import Any

import pytest

from core.domain.commands import Command, KeepLogo, PutTable, ReloadLedger
from core.domain.wording import say
from core.errors import SollecitoError, UnknownName
from tests.fake_office import FakeOffice
from tray.pages.errands import Errand, Errands

REFUSED = say("No.")


class HandTime:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class BusyOffice(FakeOffice):
    """An office whose engine is at work on something else."""

    def post(self, command: Command) -> Future[Any]:
        self.posted.append(command)
        return Future()


def start(errands: Errands, key: str, command: Command) -> Errand:
    # Patience is for pages; a test knows whether there is an answer.
    return errands._given(key, command, "/")


@pytest.mark.parametrize("command", [PutTable("a.csv", b"x" * 1000), KeepLogo(b"x" * 1000)])
def test_a_dropped_file_is_handed_on_and_not_kept(command: Command) -> None:
    office = FakeOffice()
    errands = Errands(office)
    start(errands, "k", command)
    assert office.posted == [command]
    assert b"x" not in repr(errands.find("k").command).encode()
    assert errands.find("k").weight == 1000


def test_only_so_much_waits_for_an_engine_that_is_busy() -> None:
    office = BusyOffice()
    errands = Errands(office)
    for key in ("a", "b"):
        start(errands, key, PutTable(f"{key}.csv", b"x" * 40_000_000))
    with pytest.raises(SollecitoError, match="still being read"):
        start(errands, "c", PutTable("c.csv", b"x" * 40_000_000))
    start(errands, "d", ReloadLedger())
    assert len(office.posted) == 3


def test_an_outcome_is_forgotten_after_an_hour() -> None:
    time = HandTime()
    errands = Errands(FakeOffice(), time)
    start(errands, "old", ReloadLedger())
    time.now = 3601.0
    start(errands, "new", ReloadLedger())
    assert not errands.knows("old")
    with pytest.raises(UnknownName):
        errands.find("old")


def test_only_the_last_ones_are_remembered() -> None:
    errands = Errands(FakeOffice())
    for number in range(200):
        start(errands, str(number), ReloadLedger())
    assert sum(errands.knows(str(number)) for number in range(200)) == 64
    assert errands.knows("199")


def test_an_error_is_told_by_the_outcome_and_by_no_other_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class LaterOffice(FakeOffice):
        def post(self, command: Command) -> Future[Any]:
            answer: Future[Any] = Future()
            loop.call_later(0.01, answer.set_exception, SollecitoError(REFUSED))
            return answer

    async def give() -> None:
        await Errands(LaterOffice()).start("k", ReloadLedger(), "/")

    loop = asyncio.new_event_loop()
    loop.run_until_complete(give())
    loop.close()
    assert "never retrieved" not in caplog.text
