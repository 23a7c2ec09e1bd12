"""What the overview says, and its switches."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.domain.commands import (
    ConfirmLedger,
    Pause,
    ReloadLedger,
    RunAutomaticSending,
    SwitchAutomatic,
)
from core.domain.dispatches import DispatchState
from core.domain.events import RunFinished
from core.domain.planning import Plan, Skip, Skipped, SkipReason
from core.domain.wording import say
from core.engine.status import LedgerInfo, Role, Total
from core.errors import NotServer
from tests.fakes import CUSTOMERS, TODAY, fake_problem, fake_status
from tests.tray.pages.conftest import Reader, errand_key, mark
from tray.pages.overview import what_happens_next
from tray.pages.parts import reason_word, state_word

ONE_DUE = fake_status().plan.due[:1]
STALE = Skip(SkipReason.LEDGER_STALE, say("The ledger is of September."))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "4 statements are due today."),
        ({"plan": Plan(TODAY, ONE_DUE, ())}, "1 statement is due today."),
        ({"plan": Plan(TODAY, (), ())}, "Nothing is due today. The next look is tomorrow."),
        ({"held_back": STALE}, "The ledger is of September."),
        ({"automatic": False}, "Automatic sending is off."),
        ({"paused_until": TODAY}, "Automatic sending is paused until the end of 2026-11-24."),
        ({"paused_until": TODAY - timedelta(days=1)}, "4 statements are due today."),
        ({"role": Role.CLIENT}, "This PC sends by hand only; BUREAU sends by itself."),
        ({"role": Role.CLIENT, "server": ""}, "This PC sends by hand only."),
        ({"working": True, "done": 3, "total": 9}, "Sending: 3 of 9."),
        ({"folder_present": False, "automatic": False}, "The data folder cannot be reached."),
    ],
)
def test_one_sentence_says_what_happens_next(changes: dict[str, Any], sentence: str) -> None:
    assert str(what_happens_next(fake_status(**changes))) == sentence


def test_the_overview_shows_who_is_due_and_the_sums(reader: Reader) -> None:
    page = reader.see("/")
    assert "Ferramenta Rossi S.r.l." in page
    assert "Bianchi &amp; Figli S.n.c." in page
    assert "Together they owe EUR\u00a09,025.50." in page


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
    reader.office.change(ledger_held=True, totals=totals)
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
    reader.press("/automatic", "/automatic", enabled="yes")
    assert reader.office.posted == [SwitchAutomatic(enabled=False), SwitchAutomatic(enabled=True)]


def test_until_tomorrow_means_not_today(reader: Reader) -> None:
    page = reader.press("/", "/pause", until="tomorrow")
    assert "paused until the end of 24/11/2026" in page.text
    reader.press("/", "/pause", until="")
    assert reader.office.posted == [Pause(TODAY), Pause(None)]


def test_a_ledger_held_back_is_confirmed_with_its_figure(reader: Reader) -> None:
    assert "/ledger/confirm" not in reader.see("/")
    reader.office.change(ledger_held=True)
    assert "/ledger/confirm" in reader.see("/")
    assert "10 open items are right" in reader.see("/ledger/confirm")
    reader.press("/ledger/confirm", "/ledger/confirm")
    assert reader.office.posted == [ConfirmLedger()]
    assert "not held back" in reader.see("/ledger/confirm")


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
    for page in (reader.see("/"), reader.see("/problems")):
        assert "ledger/partite.csv" in page
        assert "line 7" in page
        assert "column “Data scadenza”" in page
        assert "“31/13/2026” is not a date." in page
        assert "Correct the file and save it again." in page


def test_the_files_are_read_again_on_request(reader: Reader) -> None:
    reader.press("/problems", "/ledger/reload")
    assert reader.office.posted == [ReloadLedger()]


@pytest.mark.parametrize(("due", "note"), [(100, False), (101, True)])
def test_the_first_hundred_due_are_listed(reader: Reader, due: int, note: bool) -> None:
    reader.office.change(plan=Plan(TODAY, ONE_DUE * due, ()))
    page = reader.see("/due")
    assert f"Due today: {due}" in page
    assert page.count('href="/customers/C0005"') == 100
    assert ("The first 100 are shown." in page) is note


def test_the_skipped_are_counted_by_reason_and_can_be_looked_at(reader: Reader) -> None:
    recently = Skip(SkipReason.SENT_RECENTLY, say("Sent on {day}.", day=TODAY))
    no_email = Skip(SkipReason.NO_EMAIL, say("The customer has no e-mail address."))
    skipped = (
        *(Skipped(customer, recently) for customer in CUSTOMERS[:2]),
        Skipped(CUSTOMERS[3], no_email),
    )
    reader.office.change(plan=Plan(TODAY, (), skipped))
    page = reader.see("/due")
    assert page.index("Written to a short time ago") < page.index("No e-mail address")
    page = reader.see("/due/sent_recently")
    assert "Written to a short time ago: 2" in page
    assert "Sent on 24/11/2026." in page
    assert "Officine Neri" not in page
    reader.see("/due/no_such_reason", 404)


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
        ("/run", {"plan": Plan(TODAY, ONE_DUE * 2, ())}),
        ("/ledger/confirm", {"ledger": LedgerInfo(5, 3, (), TODAY, whole=True)}),
    ],
)
def test_nothing_is_done_when_the_figures_are_no_longer_those_shown(
    reader: Reader, page: str, changes: dict[str, Any]
) -> None:
    reader.office.change(ledger_held=True)
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
