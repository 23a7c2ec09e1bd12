from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.commands import ReloadLedger, SendStatement
from core.domain.dispatches import DispatchState
from tests.firms import Firm, make_firm_of
from tests.servers.scripted_smtp import ScriptedSmtp


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as server:
        yield server


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def firm(tmp_path: Path, server: ScriptedSmtp, waited: list[float]) -> Firm:
    firms: list[Firm] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        firms[0].clock.moment += timedelta(seconds=seconds)

    firm = make_firm_of(tmp_path, wait=wait)
    firms.append(firm)
    firm.set(email__via="smtp", smtp__port=server.port, smtp__security="none")
    return firm


def test_without_a_limit_nobody_waits(firm: Firm, waited: list[float]) -> None:
    assert (firm.run().sent, waited) == (3, [])


def test_a_run_goes_no_faster_than_the_provider_allows(firm: Firm, waited: list[float]) -> None:
    firm.set(smtp__per_minute=6)
    assert firm.run().sent == 3
    assert sum(waited) == 20
    assert max(waited) <= 1


def test_a_stop_is_heard_while_a_run_waits(firm: Firm, waited: list[float]) -> None:
    def wait(seconds: float) -> None:
        waited.append(seconds)
        firm.engine.firm.stopping.set()

    firm.set(smtp__per_minute=1)
    firm.engine.firm.parts = replace(firm.engine.firm.parts, wait=wait)
    firm.run()
    assert waited == [1.0]


def test_what_is_over_the_day_s_limit_is_tried_again_and_goes_the_next_day(
    firm: Firm, server: ScriptedSmtp
) -> None:
    firm.set(smtp__per_day=2)
    finished = firm.run()
    assert (finished.sent, finished.retry) == (2, 1)
    (left,) = [d for d in firm.dispatches if d.state is DispatchState.RETRY]
    assert "2 recipients a day" in left.error
    firm.clock.pass_days(1)
    assert firm.run().sent == 1
    assert len(server.received) == 3


def test_blind_copies_and_sendings_by_hand_count_for_the_day(firm: Firm) -> None:
    firm.set(smtp__per_day=4, email__bcc="io@rossi.example")
    firm.engine.post(ReloadLedger()).result()
    firm.engine.post(SendStatement(("ROSSI",), "smtp")).result()
    finished = firm.run()
    assert (finished.sent, finished.retry) == (1, 1)


def test_other_roads_are_not_slowed_down(firm: Firm, waited: list[float]) -> None:
    firm.set(email__via="outbox", smtp__per_day=1, smtp__per_minute=1)
    assert (firm.run().sent, waited) == (3, [])
