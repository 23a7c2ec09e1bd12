"""What the overview says, and its switches."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.domain.aging import Aging
from core.domain.commands import (
    ConfirmLedger,
    Pause,
    ReloadLedger,
    RunAutomaticSending,
    StopRun,
    SwitchAutomatic,
)
from core.domain.dispatches import DispatchState
from core.domain.events import RunFinished
from core.domain.planning import Plan, Skip, SkipReason
from core.domain.wording import say
from core.engine.status import LedgerInfo, Role, Total
from core.errors import NotServer
from tests.fakes import TODAY, fake_problem, fake_status
from tests.tray.pages.conftest import Reader, errand_key, mark
from tray.pages.charts import aging_bar
from tray.pages.overview import age_of_ledger, last_run_of
from tray.pages.parts import reason_word, state_word

SHRUNK = Skip(SkipReason.LEDGER_SHRUNK, say("Half of it is gone."))
DAMAGED = Skip(SkipReason.HISTORY_DAMAGED, say("A line cannot be read."))
SET_BACK = Skip(SkipReason.CLOCK_SET_BACK, say("An hour is gone."))
STALE = Skip(SkipReason.LEDGER_STALE, say("The ledger is of September."))


def test_the_overview_shows_how_many_are_due_and_the_sums(reader: Reader) -> None:
    page = reader.see("/")
    assert "Ferramenta Rossi S.r.l." in page
    assert "4 statements are due today." in page
    assert "Together they owe EUR\u00a09,025.50." in page


def test_days_on_which_nobody_is_due_are_said_to_be_so(reader: Reader) -> None:
    sentence = "As things stand nobody is written to on these days."
    assert sentence not in reader.see("/")
    reader.office.change(plan=Plan(TODAY, (), ()))
    assert sentence in reader.see("/")


def test_during_a_run_nothing_is_said_to_be_unsent(reader: Reader) -> None:
    reader.office.change(recent=())
    assert "Nothing has been sent yet." in reader.see("/")
    reader.office.change(working=True, done=1, total=4)
    page = reader.see("/")
    assert "Nothing has been sent yet." not in page
    assert "stands in the history already" in page


def test_amounts_are_written_as_the_language_writes_them(reader: Reader) -> None:
    reader.office.change(language="it", totals=(Total("EUR", Decimal("1234.5"), Decimal(0)),))
    page = reader.see("/")
    assert "EUR\u00a01.234,50" in page
    assert '<html lang="it">' in page


def test_a_run_is_confirmed_with_its_figure(reader: Reader) -> None:
    assert "Send 4 statements for EUR\u00a09,025.50?" in reader.see("/run")
    answer = reader.press("/run", "/run")
    assert reader.office.posted == [RunAutomaticSending()]
    assert "Sent: 4" in answer.text


def test_two_currencies_are_never_added(reader: Reader) -> None:
    totals = (Total("EUR", Decimal(10), Decimal(0)), Total("USD", Decimal(20), Decimal(0)))
    reader.office.change(doubts=(SHRUNK,), totals=totals)
    assert "EUR\u00a010.00 and USD\u00a020.00" in reader.see("/ledger/confirm")


@pytest.mark.parametrize(
    "changes",
    [
        {"role": Role.CLIENT},
        {"working": True},
        {"folder_present": False},
        {"held_back": STALE},
        {"plan": Plan(TODAY, (), ())},
    ],
)
def test_no_run_is_offered_where_none_can_be(reader: Reader, changes: dict[str, Any]) -> None:
    assert 'href="/run"' in reader.see("/")
    reader.office.change(**changes)
    assert 'href="/run"' not in reader.see("/")


def test_an_error_is_a_sentence_and_a_hint(reader: Reader) -> None:
    error = NotServer(say("PC1 sends."), say("Make this PC the server."))
    reader.office.answers[RunAutomaticSending] = error
    answer = reader.press("/run", "/run")
    assert answer.status_code == 409
    assert "PC1 sends." in answer.text
    assert "Make this PC the server." in answer.text


def test_automatic_sending_is_switched_off_at_once_and_on_after_a_question(reader: Reader) -> None:
    assert "Automatic sending is off." in reader.press("/", "/automatic", enabled="no").text
    assert "Turn automatic sending on for Ferramenta Rossi" in reader.see("/automatic")
    assert "sends them, not this PC" not in reader.see("/automatic")
    reader.press("/automatic", "/automatic", enabled="yes")
    assert reader.office.posted == [SwitchAutomatic(enabled=False), SwitchAutomatic(enabled=True)]


def test_client_is_told_which_pc_will_send(reader: Reader) -> None:
    reader.office.change(role=Role.CLIENT, automatic=False)
    assert "BUREAU sends them, not this PC." in reader.see("/automatic")
    assert "Automatic sending is off." in reader.see("/")


def test_until_tomorrow_means_not_today(reader: Reader) -> None:
    page = reader.press("/", "/pause", until="tomorrow")
    assert "paused until the end of 24/11/2026" in page.text
    reader.press("/", "/pause", until="")
    assert reader.office.posted == [Pause(TODAY), Pause(None)]


@pytest.mark.parametrize(
    ("doubts", "question", "told", "button"),
    [
        ((SHRUNK,), "Is the ledger right?", "10 open items of 5 customers", "10 open items are"),
        ((DAMAGED,), "Does the history count as it is?", "bring it back", "The history counts"),
        ((SET_BACK,), "Is today 24/11/2026?", "set this PC’s clock right", "Today is 24/11/2026"),
        ((SHRUNK, SET_BACK), "Is all of this right?", "An hour is gone.", "All of this is right"),
    ],
)
def test_what_keeps_everything_back_is_confirmed_by_who_has_looked(
    reader: Reader, doubts: tuple[Skip, ...], question: str, told: str, button: str
) -> None:
    assert "/ledger/confirm" not in reader.see("/")
    reader.office.change(doubts=doubts, held_back=doubts[0])
    assert "/ledger/confirm" in reader.see("/")
    page = reader.see("/ledger/confirm")
    assert question in page
    assert told in page
    assert f'<button class="main">{button}' in page
    assert all(str(doubt.detail) in page for doubt in doubts)
    reader.press("/ledger/confirm", "/ledger/confirm")
    assert reader.office.posted == [ConfirmLedger()]
    assert "There is nothing to confirm." in reader.see("/ledger/confirm")


def test_a_doubt_is_told_once_on_the_overview(reader: Reader) -> None:
    reader.office.change(doubts=(DAMAGED,), held_back=DAMAGED, attention=(DAMAGED.detail,))
    assert reader.see("/").count(str(DAMAGED.detail)) == 1
    reader.office.change(automatic=False)
    assert reader.see("/").count(str(DAMAGED.detail)) == 1


def test_who_owes_and_cannot_be_reached_needs_a_person(reader: Reader) -> None:
    assert "have no address" not in reader.see("/")
    reader.office.change(unreached=((SkipReason.NO_EMAIL, 2), (SkipReason.INVALID_EMAIL, 1)))
    page = reader.see("/")
    assert "Customers who owe something and have no address: 2" in page
    assert "/customers?show=no-address" in page
    assert "whose address does not work: 1" in page
    assert "/plan/skipped?reason=invalid_email" in page


def test_an_empty_firm_is_told_where_its_ledger_goes(reader: Reader) -> None:
    reader.office.change(
        ledger=LedgerInfo(0, 0, (), None, whole=True),
        totals=(),
        plan=Plan(TODAY, (), ()),
        recent=(),
    )
    page = reader.see("/")
    assert "/srv/rossi/ledger" in page
    assert "Nothing has been sent yet." in page


def test_problems_say_where_what_and_what_to_do(reader: Reader) -> None:
    reader.office.change(problems=(fake_problem(7),))
    page = reader.see("/problems")
    assert "ledger/partite.csv" in page
    assert "line 7" in page
    assert "column “Data scadenza”" in page
    assert "“31/13/2026” is not a date." in page
    assert "Correct the file and save it again." in page


def test_the_files_are_read_again_on_request(reader: Reader) -> None:
    reader.press("/problems", "/ledger/reload")
    assert reader.office.posted == [ReloadLedger()]


def test_every_reason_and_state_has_a_word() -> None:
    assert all(reason_word(reason) for reason in SkipReason)
    assert all(state_word(state) for state in DispatchState)


def test_a_clock_that_jumped_waits_for_a_persons_word_only(reader: Reader) -> None:
    jumped = Skip(SkipReason.CLOCK_JUMPED, say("The last run was 60 days ago."))
    reader.office.change(held_back=jumped, plan=Plan(TODAY, (), ()))
    assert 'href="/run"' in reader.see("/")
    page = reader.see("/run")
    assert "Send to everybody who is due on 24/11/2026?" in page
    assert "The last run was 60 days ago." in page
    reader.press("/run", "/run")
    assert reader.office.posted == [RunAutomaticSending()]


def test_what_would_be_due_is_shown_before_the_switch_is_on(reader: Reader) -> None:
    off = Skip(SkipReason.AUTOMATIC_OFF, say("Automatic sending is off."))
    reader.office.change(automatic=False, held_back=off)
    assert "Otherwise due today: 4, for EUR\u00a09,025.50." in reader.see("/")
    assert "sent within minutes: 4, for EUR\u00a09,025.50." in reader.see("/automatic")


def test_what_needs_a_person_is_said_once(reader: Reader) -> None:
    reader.office.change(held_back=STALE, attention=(STALE.detail, say("Two are unclear.")))
    page = reader.see("/")
    assert page.count("The ledger is of September.") == 1
    assert "Two are unclear." in page


def test_a_run_that_skipped_everybody_says_why(reader: Reader) -> None:
    reader.office.answers[RunAutomaticSending] = RunFinished(TODAY, skipped={"no_email": 3})
    text = reader.press("/run", "/run").text
    assert "Sent: 0" in text
    assert "No e-mail address" in text


@pytest.mark.parametrize(
    ("page", "changes"),
    [
        ("/run", {"plan": Plan(TODAY, fake_status().plan.due[:2], ())}),
        ("/ledger/confirm", {"ledger": LedgerInfo(5, 3, (), TODAY, whole=True)}),
    ],
)
def test_nothing_is_done_when_the_figures_are_no_longer_those_shown(
    reader: Reader, page: str, changes: dict[str, Any]
) -> None:
    reader.office.change(doubts=(SHRUNK,))
    text = reader.see(page)
    reader.office.change(**changes)
    form = {"csrf": reader.keys.csrf, "errand": errand_key(text), "mark": mark(text)}
    answer = reader.client.post(page, data=form)
    assert answer.status_code == 409
    assert "Look at them again" in answer.text
    assert reader.office.posted == []


def test_a_run_pressed_twice_tells_its_outcome_twice(reader: Reader) -> None:
    text = reader.see("/run")
    form = {"csrf": reader.keys.csrf, "errand": errand_key(text), "mark": mark(text)}
    for _ in range(2):
        assert "Sent: 4" in reader.client.post("/run", data=form).text
        reader.office.change(plan=Plan(TODAY, (), ()))
    assert reader.office.posted == [RunAutomaticSending()]


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (RunFinished(TODAY, sent=37), "Last run on 2026-11-24: sent 37."),
        (
            RunFinished(TODAY, sent=30, failed=1, unknown=2, retry=3, unsent=4),
            (
                "Last run on 2026-11-24: sent 30, failed 1, unclear 2, to be tried again 3, "
                "not sent because it was stopped 4."
            ),
        ),
        (RunFinished(TODAY), "Last run on 2026-11-24: sent 0."),
        (None, "None"),
    ],
)
def test_last_run_is_told_in_a_sentence(run: RunFinished | None, sentence: str) -> None:
    assert str(last_run_of(fake_status(last_run=run))) == sentence


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (0, "written today"),
        (1, "written yesterday"),
        (20, "written on 2026-11-04, 20 days ago"),
    ],
)
def test_age_of_the_ledger_is_said(days: int, sentence: str) -> None:
    ledger = LedgerInfo(5, 10, ("partite.csv",), TODAY - timedelta(days=days), whole=True)
    assert str(age_of_ledger(fake_status(ledger=ledger))) == sentence


@pytest.mark.parametrize(
    ("buckets", "widths", "percents"),
    [
        ((0, 0, 0, 0, 0), [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]),
        ((50, 25, 0, 0, 25), [500, 250, 0, 0, 250], [50, 25, 0, 0, 25]),
        ((1, 1, 1, 0, 0), [333, 333, 334, 0, 0], [33, 33, 33, 0, 0]),
    ],
)
def test_aging_bar_is_cut_in_proportion_and_full(
    buckets: tuple[int, ...], widths: list[int], percents: list[int]
) -> None:
    slices = aging_bar(Aging(*map(Decimal, buckets)))
    assert [part.width for part in slices] == widths
    assert [part.percent for part in slices] == percents
    assert [part.x for part in slices] == [sum(widths[:n]) for n in range(5)]


def test_sentence_that_needs_a_person_leads_to_where_it_is_done(reader: Reader) -> None:
    unclear = say("Sendings of which nobody knows whether they arrived: {count}", count=2)
    reader.office.change(attention=(unclear,), problems=(fake_problem(),))
    page = reader.see("/")
    assert 'href="/history?state=unknown"' in page
    assert "Problems in the firm’s files: 1" in page


def test_run_under_way_can_be_stopped_from_every_page(reader: Reader) -> None:
    assert "/run/stop" not in reader.see("/problems")
    reader.office.change(working=True, done=3, total=9)
    for path in ("/", "/plan", "/history", "/problems", "/customers/C0001"):
        page = reader.see(path)
        assert "Sending: 3 of 9." in page
        assert 'action="/run/stop"' in page


@pytest.mark.parametrize(
    ("back", "lands"),
    [("/history?state=sent", "/history"), ("//evil.example", "/"), ("https://evil.example", "/")],
)
def test_stop_stops_and_stays_on_our_pages(reader: Reader, back: str, lands: str) -> None:
    reader.office.change(working=True, done=3, total=9)
    answer = reader.press("/", "/run/stop", back=back)
    assert reader.office.posted == [StopRun()]
    assert (answer.url.host, answer.url.path) == ("127.0.0.1", lands)
