"""E-mail in an automatic run: who is made to wait is tried again, and only PDFs leave."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.commands import CheckDate, ReloadLedger, ReloadSettings, SendStatement
from core.domain.dispatches import DispatchState
from core.domain.events import RunFinished
from plugins.channels.mapi import MapiChannel
from plugins.channels.outlook import OutlookChannel
from tests.firms import Firm, make_firm_of
from tests.servers.scripted_smtp import ScriptedSmtp

NO_PDF_BY = ("smtp", "outlook", "mapi", "outbox", "archive", "disk")
"""The roads that take whatever they are given: the engine gives them nothing else than a PDF."""
LATER = "450 4.7.1 Greylisted, see you in five minutes"


def firm_with(folder: Path, server: ScriptedSmtp, *customers: str) -> Firm:
    firm = make_firm_of(folder, customers)
    firm.set(email__via="smtp", smtp__port=server.port, smtp__security="none", smtp__timeout=5)
    firm.engine.post(ReloadLedger()).result()
    return firm


def tick(firm: Firm, minutes: int) -> RunFinished | None:
    firm.clock.moment += timedelta(minutes=minutes)
    finished: RunFinished | None = firm.engine.post(CheckDate()).result()
    return finished


def test_greylisted_customer_is_tried_again_a_quarter_of_an_hour_later_as_the_same_message(
    tmp_path: Path,
) -> None:
    with ScriptedSmtp({"RCPT conti@rossi.example": (LATER, "250 ok")}) as server:
        firm = firm_with(tmp_path, server, "ROSSI", "VERDI")
        assert tick(firm, 0) is not None
        assert firm.states() == {"ROSSI": "retry", "VERDI": "sent"}
        first = next(one for one in firm.dispatches if one.customer == "ROSSI")
        assert LATER in first.error
        assert tick(firm, 14) is None
        assert tick(firm, 1) is not None
        assert firm.states() == {"ROSSI": "sent", "VERDI": "sent"}
    second = next(one for one in firm.dispatches if one.customer == "ROSSI")
    assert (second.id, second.message_id) == (first.id, first.message_id)
    assert sorted(mail.recipients[0] for mail in server.received) == [
        "conti@rossi.example",
        "conti@verdi.example",
    ]


def test_customer_whose_server_makes_us_wait_all_day_follows_the_next_day(tmp_path: Path) -> None:
    with ScriptedSmtp({"RCPT": LATER}) as server:
        firm = firm_with(tmp_path, server, "ROSSI")
        for _ in range(8):
            tick(firm, 60)
        assert firm.states() == {"ROSSI": "retry"}
        server.script["RCPT"] = ["250 ok"]
        firm.clock.pass_days(1)
        firm.engine.post(ReloadLedger()).result()
        assert tick(firm, 0) is not None
    assert [one.state for one in firm.dispatches] == [DispatchState.DROPPED, DispatchState.SENT]
    assert len(server.received) == 1


def test_provider_whose_limit_is_reached_is_asked_again_later_for_all_of_them(
    tmp_path: Path,
) -> None:
    limit = "550 5.4.5 Daily user sending limit exceeded"
    with ScriptedSmtp({"MAIL": ("250 ok", limit, "250 ok")}) as server:
        firm = firm_with(tmp_path, server, "ROSSI", "VERDI", "BIANCHI")
        tick(firm, 0)
        assert sorted(firm.states().values()) == ["retry", "retry", "sent"]
        tick(firm, 15)
        assert set(firm.states().values()) == {"sent"}
    assert len(server.received) == 3


@pytest.mark.parametrize("via", NO_PDF_BY)
def test_what_is_no_pdf_leaves_by_no_road(
    tmp_path: Path, via: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for windows_only in (OutlookChannel, MapiChannel):
        monkeypatch.setattr(windows_only, "validate_environment", lambda _self, _site: None)
    with ScriptedSmtp() as server:
        firm = make_firm_of(tmp_path, ["ROSSI"], plugins=("tests.html_plugin",))
        firm.set(smtp__port=server.port, smtp__security="none", smtp__timeout=5)
        firm.set(plugins__off=["borb_pdf"])
        for command in (ReloadSettings(), ReloadLedger()):
            firm.engine.post(command).result()
        folder = tmp_path / "own"
        folder.mkdir()
        to = str(folder) if via == "disk" else ""
        (dispatch,) = firm.engine.post(SendStatement(("ROSSI",), via, to)).result()
    assert dispatch.state is DispatchState.RETRY
    assert "No plugin could draw" in dispatch.error
    assert server.received == []
    assert not (firm.folder / "outbox").exists()
    assert not list((firm.folder / "archive").rglob("*.*"))
    assert not list(folder.iterdir())
