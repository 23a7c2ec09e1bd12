import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from core.channels import Delivery, Site
from core.domain.commands import FollowSendings
from core.domain.dispatches import Dispatch, DispatchState, Receipt
from plugins.channels.fax import FaxChannel
from tests.conftest import need
from tests.deliveries import Intent, a_delivery, a_site
from tests.firms import Firm, make_firm_of
from tests.pdfs import a_pdf
from tests.servers.hylafax import FaxMachines, fax_machines, missing
from tests.tray.eventually import eventually

# One call at a time, and in this order: a page takes half a minute.
pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("fax")]

SENT, FAILED = DispatchState.SENT, DispatchState.FAILED
CHANNEL = FaxChannel()
NUMBER = "02 5551 2345"
_CALL = 600.0
"""Seconds: soft modems that get too little of the machine talk slower and say much again."""


@pytest.fixture(scope="module")
def fax() -> Iterator[FaxMachines]:
    absent = missing()
    need(present=not absent, what=absent)
    with fax_machines() as machines:
        yield machines


def site_of(fax: FaxMachines) -> Site:
    return a_site(Path(), fax.settings)


def a_fax(dispatch_id: str) -> Delivery:
    delivery = a_delivery(recipients=(NUMBER,), pdf=a_pdf())
    return replace(delivery, dispatch=replace(delivery.dispatch, id=dispatch_id))


def ended(fax: FaxMachines, dispatch: Dispatch) -> Receipt:
    """Return how a fax ended as soon as the server knows."""
    deadline = time.monotonic() + _CALL
    while time.monotonic() < deadline:
        told = CHANNEL.follow(site_of(fax), [dispatch])
        if told:
            return told[dispatch.id]
        time.sleep(0.5)
    raise AssertionError(f"{dispatch.id} does not end")


def sent(fax: FaxMachines, dispatch_id: str) -> tuple[Dispatch, Receipt]:
    """Send a fax and wait until it has ended."""
    delivery = a_fax(dispatch_id)
    receipt = CHANNEL.deliver(site_of(fax), delivery, Intent())
    dispatch = replace(delivery.dispatch, state=SENT, ticket=receipt.ticket)
    return dispatch, ended(fax, dispatch)


def followed(firm: Firm) -> Dispatch:
    """Ask as the clock's ticks do, until the fax has ended."""
    deadline = time.monotonic() + _CALL
    while time.monotonic() < deadline:
        firm.clock.moment += timedelta(minutes=1)
        if firm.engine.post(FollowSendings()).result():
            return firm.dispatches[-1]
        time.sleep(0.5)
    raise AssertionError("the fax does not end")


def pages_of(fax: Path) -> list[Image.Image]:
    """Return the pages of a received fax as upright pictures."""
    with Image.open(fax) as tiff:
        pages = []
        for number in range(getattr(tiff, "n_frames", 1)):
            tiff.seek(number)
            # Dots of a fax are not square: 204 to the inch across, 196 down.
            pages.append(tiff.convert("L").resize((tiff.width, round(tiff.height * 204 / 196))))
        return pages


def code_on(picture: Image.Image, folder: Path) -> str:
    """Return what a banking app reads off the picture."""
    path = folder / "page.png"
    picture.save(path)
    command = ("zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", path)
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def test_statement_arrives_by_a_real_call_whole_and_legible(
    fax: FaxMachines, tmp_path: Path
) -> None:
    firm = make_firm_of(tmp_path)
    firm.write(
        "clienti.csv", f"Codice cliente;Ragione sociale;Fax\nROSSI;Caffè Rossi S.r.l.;{NUMBER}\n"
    )
    settings = {f"fax__{key}": value for key, value in fax.settings.items()}
    # A call that is cut on a machine that does much else is made again, as in an office.
    settings["fax__attempts"] = 3
    firm.set(plugins__fax__own=True, email__via="fax", fax__cover=True, **settings)
    assert firm.run().sent == 1
    assert firm.dispatches[-1].receipt.startswith("Handed to the fax server [job ")
    dispatch = followed(firm)
    assert (dispatch.state, dispatch.address) == (SENT, "+390255512345")
    assert dispatch.receipt.startswith("Received, pages: 2 [job ")
    (received,) = fax.received()
    cover, page = pages_of(received)
    assert cover.width == page.width == 1728
    assert page.height > 2200
    lines = code_on(page, tmp_path).splitlines()
    assert lines[5:8] == ["Ferramenta Rossi S.r.l.", "IT60X0542811101000000123456", "EUR100.00"]
    assert code_on(cover, tmp_path) == ""


def test_fax_is_taken_back_while_it_waits(fax: FaxMachines) -> None:
    delivery = a_fax("2026/PC1:8")
    receipt = CHANNEL.deliver(site_of(fax), delivery, Intent())
    dispatch = replace(delivery.dispatch, state=SENT, ticket=receipt.ticket)
    assert CHANNEL.undo(site_of(fax), dispatch) is None
    # The server takes a job out a moment after it has said so.
    eventually(lambda: CHANNEL.undo(site_of(fax), dispatch), "the job is gone")


def test_number_where_nobody_answers_is_told_with_its_reason(fax: FaxMachines) -> None:
    fax.stop(fax.modems[1])
    dispatch, told = sent(fax, "2026/PC1:9")
    deadline, number = time.monotonic() + 60, 100
    while "dialtone" in told.text.casefold() and time.monotonic() < deadline:
        # A soft modem takes no call for five seconds after the one that was just taken back.
        dispatch, told = sent(fax, f"2026/PC1:{(number := number + 1)}")
    assert told.state is FAILED
    assert str(told.fault) == "Nobody answered."
    assert "No answer from remote" in told.text
    # As the server's clock does each hour: if nobody asked before, nobody will ever be told.
    fax.clean()
    told = CHANNEL.follow(site_of(fax), [dispatch])[dispatch.id]
    assert told.state is DispatchState.UNKNOWN
    assert f"no longer knows job {dispatch.ticket}" in str(told.fault)


def test_server_that_is_down_is_tried_again(fax: FaxMachines) -> None:
    fax.stop("hfaxd")
    receipt = CHANNEL.deliver(site_of(fax), a_fax("2026/PC1:10"), Intent())
    assert receipt.state is DispatchState.RETRY
    assert "cannot be reached" in str(receipt.fault)
