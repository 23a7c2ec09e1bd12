"""A letter of which no answer came is settled by what the printer knows of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.commands import FollowSendings, ResolveDispatch
from core.domain.dispatches import DispatchState
from core.ipp import JobState
from tests.firms import Firm, make_firm_of
from tests.plugins.channels.scripted_printer import Printer, scripted_printer

CUSTOMERS = """Codice cliente;Ragione sociale;Indirizzo;CAP;Città
ROSSI;Rossi S.r.l.;Via Roma 1;50123;Firenze
BIANCHI;Bianchi S.r.l.;Via Po 2;00184;Roma
"""


@pytest.fixture
def printer() -> Iterator[Printer]:
    with scripted_printer() as printer:
        yield printer


@pytest.fixture
def firm(tmp_path: Path, printer: Printer) -> Firm:
    firm = make_firm_of(tmp_path)
    firm.write("clienti.csv", CUSTOMERS)
    firm.set(automatic__roads=["post"], post__printer=printer.url, post__join=True)
    printer.cut = True
    firm.run()
    assert set(firm.states().values()) == {"unknown"}
    return firm


def followed(firm: Firm) -> set[str]:
    firm.clock.moment += timedelta(minutes=11)
    firm.engine.post(FollowSendings()).result()
    return set(firm.states().values())


def test_the_letters_of_a_run_are_settled_by_the_name_of_their_job(firm: Firm) -> None:
    assert followed(firm) == {"sent"}
    assert {one.receipt.partition(" [")[0] for one in firm.dispatches} == {"Printed"}


def test_a_job_that_waits_is_followed_to_its_end(firm: Firm, printer: Printer) -> None:
    printer.states = [JobState.PENDING]
    assert followed(firm) == {"sent"}
    assert all(one.ticket for one in firm.dispatches)
    printer.states = [JobState.ABORTED]
    assert followed(firm) == {"failed"}


def test_what_a_person_has_settled_is_not_asked_any_more(firm: Firm, printer: Printer) -> None:
    for one in firm.dispatches:
        firm.engine.post(ResolveDispatch(one.id, DispatchState.FAILED)).result()
    assert followed(firm) == {"failed"}
