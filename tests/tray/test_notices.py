from dataclasses import replace

import pytest

from core.domain.dispatches import ChannelKind, Dispatch, DispatchState
from core.domain.events import (
    CustomersAnswered,
    DispatchRecorded,
    Event,
    FolderFound,
    FolderLost,
    LedgerLoaded,
    RunFinished,
    SendingsCameBack,
    SettingsRefused,
    StatusChanged,
)
from core.domain.replies import Reply
from core.domain.wording import say
from core.errors import SollecitoError
from tests.fakes import CHANNELS, CUSTOMERS, MORNING, TODAY, WRITING, fake_dispatch, fake_status
from tray.notices import notice_of, notice_of_error

STATUS = fake_status(channels=CHANNELS + WRITING)


def said(event: Event) -> str:
    notice = notice_of(event, STATUS)
    return "" if notice is None else " | ".join(map(str, (notice.title, *notice.sentences)))


ANSWER = Reply(
    "d-1", "C0002", "Caffè Duomo S.r.l.", "a@x.example", "Re: Estratto", "Pagato.", MORNING
)


def came_back(*states: DispatchState) -> SendingsCameBack:
    return SendingsCameBack(
        tuple(
            fake_dispatch(CUSTOMERS[1], automatic=True, state=state, error="550 no such user")
            for state in states
        )
    )


def by_hand(state: DispatchState, error: str = "") -> DispatchRecorded:
    return DispatchRecorded(fake_dispatch(CUSTOMERS[1], state=state, error=error))


def pec(**changes: str) -> Dispatch:
    return fake_dispatch(CUSTOMERS[1], channel="pec", kind=ChannelKind.PEC, **changes)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (RunFinished(TODAY, sent=3), "Statements of 2026-11-24 | Sent: 3."),
        (
            RunFinished(TODAY, sent=3, unknown=2),
            "Statements of 2026-11-24 | Sent: 3. | Unclear, please look: 2.",
        ),
        (
            RunFinished(TODAY, failed=1, retry=4),
            "Statements of 2026-11-24 | Failed: 1. | Tried again later: 4.",
        ),
        (by_hand(DispatchState.SENT), "Statement sent to Caffè Duomo S.r.l."),
        (
            by_hand(DispatchState.FAILED, "550 no such user"),
            "The statement to Caffè Duomo S.r.l. was not sent | 550 no such user",
        ),
        (
            by_hand(DispatchState.RETRY, "451 try later"),
            "The statement to Caffè Duomo S.r.l. will be tried again | 451 try later",
        ),
        (
            by_hand(DispatchState.UNKNOWN),
            "It is unclear whether Caffè Duomo S.r.l. has the statement",
        ),
        (
            came_back(DispatchState.FAILED),
            "Caffè Duomo S.r.l. does not have the statement | 550 no such user",
        ),
        (
            came_back(DispatchState.SENT),
            "Not everybody at Caffè Duomo S.r.l. has the statement | 550 no such user",
        ),
        (came_back(*[DispatchState.FAILED] * 40), "Statements that came back: 40"),
        (
            came_back(DispatchState.UNKNOWN),
            "It is unclear whether Caffè Duomo S.r.l. has the statement | 550 no such user",
        ),
        (
            came_back(DispatchState.UNKNOWN, DispatchState.UNKNOWN),
            "Sendings of which nobody knows whether they arrived: 2",
        ),
        (
            SendingsCameBack((pec(error="no PEC address"),)),
            "Statement sent to Caffè Duomo S.r.l. | no PEC address",
        ),
        (
            DispatchRecorded(pec(receipt="Delivered"), later=True),
            "Caffè Duomo S.r.l.: Delivered",
        ),
        (
            CustomersAnswered((ANSWER,)),
            "Caffè Duomo S.r.l. has answered | Re: Estratto | Pagato.",
        ),
        (CustomersAnswered((ANSWER, ANSWER)), "Customers have answered: 2"),
        (FolderLost(), "The data folder cannot be reached | Nothing is sent until it is back."),
        (FolderFound(), "The data folder is back"),
        (SettingsRefused(say("Line 3 is wrong.")), "The settings are wrong | Line 3 is wrong."),
    ],
)
def test_a_person_hears_what_was_done_and_what_went_wrong(event: Event, expected: str) -> None:
    assert said(event) == expected


@pytest.mark.parametrize(
    "event",
    [
        StatusChanged(),
        LedgerLoaded(5, 10, 0, whole=True),
        RunFinished(TODAY, skipped={"sent_recently": 40}),
        by_hand(DispatchState.PLANNED),
        by_hand(DispatchState.SENDING),
        # What came back is told once, however many there are.
        replace(by_hand(DispatchState.FAILED, "550 no such user"), later=True),
        DispatchRecorded(fake_dispatch(CUSTOMERS[0], automatic=True)),
        # Accepted, and not yet delivered.
        DispatchRecorded(pec(receipt="Accepted", ticket="receipts"), later=True),
    ],
)
def test_the_daily_round_is_silent(event: Event) -> None:
    assert notice_of(event, STATUS) is None


@pytest.mark.parametrize(
    ("channel", "kind", "done", "failed"),
    [
        ("archive", ChannelKind.ARCHIVE, "kept in the archive", "was not kept"),
        ("disk", ChannelKind.DISK, "saved to disk", "was not saved"),
        ("printer", ChannelKind.POST, "given to the printer", "was not printed"),
        ("outbox", ChannelKind.EMAIL, "written as a file", "was not written"),
        ("letters", ChannelKind.POST, "written as a file", "was not written"),
    ],
)
def test_nothing_is_called_sent_that_did_not_go_to_the_customer(
    channel: str, kind: ChannelKind, done: str, failed: str
) -> None:
    sent, not_sent = (
        said(DispatchRecorded(fake_dispatch(CUSTOMERS[1], channel=channel, kind=kind, state=state)))
        for state in (DispatchState.SENT, DispatchState.FAILED)
    )
    assert sent.endswith(done)
    assert not_sent.endswith(failed)
    assert "sent" not in sent + not_sent


def test_error_is_said_with_its_hint() -> None:
    notice = notice_of_error(SollecitoError(say("No server."), say("Choose one.")))
    assert (notice.title, notice.sentences) == (say("No server."), (say("Choose one."),))


@pytest.mark.parametrize(
    ("event", "page"),
    [
        (RunFinished(TODAY, sent=3), "/history"),
        (RunFinished(TODAY, sent=3, failed=1), "/history?state=failed"),
        (RunFinished(TODAY, sent=3, failed=1, unknown=1), "/history?state=unknown"),
        (by_hand(DispatchState.UNKNOWN), "/customers/C0002"),
        (came_back(DispatchState.FAILED), "/customers/C0002"),
        (came_back(DispatchState.FAILED, DispatchState.FAILED), "/history?state=failed"),
        (CustomersAnswered((ANSWER,)), "/replies"),
        (SettingsRefused(say("The IBAN is wrong.")), "/problems"),
        (FolderLost(), "/"),
    ],
)
def test_a_notice_leads_to_where_a_person_can_do_something(event: Event, page: str) -> None:
    notice = notice_of(event, STATUS)
    assert notice is not None
    assert notice.page == page
