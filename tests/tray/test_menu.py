from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.domain.commands import (
    Pause,
    RunAutomaticSending,
    SendStatement,
    StopRun,
    SwitchAutomatic,
)
from core.domain.events import RunFinished
from core.domain.parties import Customer
from core.domain.planning import Plan, Skip, SkipReason
from core.domain.wording import Text, say
from core.engine.status import Debtor, Role, waiting
from core.texts import tell
from tests.fakes import CUSTOMERS, TODAY, fake_problem, fake_status
from tray.menu import (
    SEPARATOR,
    Entry,
    Open,
    OpenFolder,
    Quit,
    SwitchAutostart,
    build_menu,
    figures,
    headline,
)

NOTHING_DUE = Plan(TODAY, (), ())


def menu(**status: Any) -> tuple[Entry, ...]:
    return build_menu(fake_status(**status))


def labels(entries: tuple[Entry, ...]) -> list[str]:
    return ["-" if entry.label is None else str(entry.label) for entry in entries]


def entry(entries: tuple[Entry, ...], *path: str) -> Entry:
    """Find an entry by how the labels down to it begin."""
    for start in path:
        found = next(e for e in entries if e.label is not None and str(e.label).startswith(start))
        entries = found.children
    return found


def everything(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    for one in entries:
        yield one
        yield from everything(one.children)


def test_the_menu_of_an_ordinary_day() -> None:
    assert labels(menu()) == [
        "4 statements are due today.",
        "-",
        "Open Sollecito",
        "Send statement now",
        "-",
        "Automatic sending",
        "Run now",
        "Pause until tomorrow",
        "-",
        "Plan…",
        "History…",
        "No problems",
        "Settings…",
        "Open data folder",
        "-",
        "Quit",
    ]


@pytest.mark.parametrize("on", [True, False])
def test_start_with_the_computer_has_a_tick_and_turns_it_round(on: bool) -> None:
    *_, start, _ = build_menu(fake_status(), autostart=on)
    assert (str(start.label), start.checked) == ("Start with the computer", on)
    assert start.action == SwitchAutostart(enabled=not on)


RUN = RunFinished(TODAY, sent=12)
STALE = Skip(SkipReason.LEDGER_STALE, say("The data are {days} days old.", days=40))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({}, "4 statements are due today."),
        ({"plan": Plan(TODAY, fake_status().plan.due[:1], ())}, "1 statement is due today."),
        ({"plan": NOTHING_DUE}, "Nothing is due today."),
        ({"plan": NOTHING_DUE, "last_run": RUN}, "12 statements were sent today."),
        ({"plan": NOTHING_DUE, "last_run": replace(RUN, sent=1)}, "1 statement was sent today."),
        ({"plan": NOTHING_DUE, "last_run": replace(RUN, sent=0)}, "Nothing is due today."),
        ({"held_back": STALE, "plan": NOTHING_DUE}, "The data are 40 days old."),
        ({"automatic": False}, "Automatic sending is off."),
        ({"role": Role.CLIENT}, "This PC sends by hand only; BUREAU sends by itself."),
        ({"paused_until": TODAY}, "Paused until the end of 2026-11-24."),
        ({"paused_until": TODAY - timedelta(days=1)}, "4 statements are due today."),
        ({"working": True}, "Statements are being sent…"),
        ({"folder_present": False, "working": True}, "The data folder cannot be reached."),
    ],
)
def test_first_line_says_what_goes_out_or_why_nothing_does(
    status: dict[str, Any], expected: str
) -> None:
    assert str(headline(fake_status(**status))) == expected


def test_sentences_are_said_in_the_language_of_the_pc() -> None:
    paused = headline(fake_status(paused_until=date(2026, 12, 31)))
    assert "31/12/2026" in tell(paused, "it")
    assert tell(figures(fake_status()), "en") == "EUR 6,153.75 overdue."


def test_what_needs_a_person_comes_right_after_the_first_line() -> None:
    sentences = tuple(say("Sentence {number}.", number=number) for number in range(5))
    entries = menu(attention=sentences)
    assert labels(entries[1:4]) == ["Sentence 0.", "Sentence 1.", "Sentence 2."]
    assert entries[4] is SEPARATOR


@pytest.mark.parametrize(
    ("sentence", "page"),
    [
        (say("Sendings of which nobody knows whether they arrived: {count}", count=2), "unknown"),
        (say("Sendings that failed in the last days: {count}", count=2), "failed"),
        (say("Answers of customers that nobody has looked at: {count}", count=1), "/replies"),
        (say("The plugin {name} does not work.", name="pigeon"), "/plugins"),
        (fake_problem().what, "/problems"),
        (say("The settings are wrong."), "/problems"),
        (say("Whatever else needs a person."), "/"),
    ],
)
def test_what_needs_a_person_opens_the_page_for_it(sentence: Text, page: str) -> None:
    fault = say("The settings are wrong.")
    shown = menu(attention=(sentence,), problems=(fake_problem(),), settings_fault=fault)
    assert isinstance(shown[1].action, Open)
    assert shown[1].action.path.endswith(page)


def test_customers_are_offered_from_the_most_overdue_then_the_recent_ones() -> None:
    debtors = fake_status().most_overdue[:2]
    recent = (CUSTOMERS[0], debtors[0].customer, CUSTOMERS[1])
    send = entry(menu(most_overdue=debtors, recent_customers=recent), "Send statement now")
    assert labels(send.children) == [
        "Müller Werkzeuge GmbH: EUR 2051.25 overdue",
        "Officine Neri: EUR 1641.00 overdue",
        "-",
        "Bianchi & Figli S.n.c.",
        "Caffè Duomo S.r.l.",
        "-",
        "Choose customer…",
    ]
    assert entry(send.children, "Choose").action == Open("/customers")


def test_however_many_customers_the_list_stays_short() -> None:
    many = [Customer(f"C{number}", f"Customer {number}") for number in range(200)]
    debtors = tuple(Debtor(c, "EUR", Decimal(9), Decimal(9)) for c in many[:100])
    send = entry(menu(most_overdue=debtors, recent_customers=many[100:]), "Send statement now")
    assert len(send.children) == 8 + 4 + 1 + 2


def test_firm_that_is_owed_nothing_can_still_choose_a_customer() -> None:
    send = entry(menu(most_overdue=(), recent_customers=()), "Send statement now")
    assert labels(send.children) == ["Choose customer…"]


def test_each_customer_offers_every_channel_and_a_look_beforehand() -> None:
    bianchi = entry(menu(), "Send statement now", "Bianchi")
    assert labels(bianchi.children) == [
        "E-mail",
        "Post",
        "Fax",
        "Archive",
        "Save to disk",
        "-",
        "Look at it first…",
    ]
    assert entry(bianchi.children, "E-mail").action == SendStatement(("C0001",), "smtp")
    assert entry(bianchi.children, "Look").action == Open("/customers/C0001")


def test_channel_that_cannot_work_is_disabled_and_says_why() -> None:
    fax = entry(menu(), "Send statement now", "Bianchi", "Fax")
    assert not fax.enabled
    assert str(fax.note) == "No fax modem is set up on this PC."


def test_code_with_a_slash_stays_one_part_of_the_address() -> None:
    odd = Customer("A/1 %", "Odd")
    entries = menu(most_overdue=(), recent_customers=(odd,))
    look = entry(entries, "Send statement now", "Odd", "Look")
    assert look.action == Open("/customers/A%2F1%20%25")


@pytest.mark.parametrize("enabled", [True, False])
def test_automatic_sending_has_a_tick_that_a_click_turns_over(enabled: bool) -> None:
    automatic = menu(automatic=enabled)[5]
    assert str(automatic.label) == "Automatic sending"
    assert automatic.checked is enabled
    assert automatic.action == SwitchAutomatic(enabled=not enabled)


def test_client_says_which_pc_sends_by_itself_and_cannot_run() -> None:
    entries = menu(role=Role.CLIENT, server="UFFICIO1")
    automatic = entry(entries, "Automatic sending")
    assert not automatic.enabled
    assert str(automatic.note) == "done by UFFICIO1"
    assert "Run now" not in labels(entries)
    assert entry(entries, "Send statement now").enabled


@pytest.mark.parametrize(
    ("status", "ready"),
    [
        ({}, True),
        ({"plan": NOTHING_DUE}, False),
        ({"held_back": STALE}, False),
    ],
)
def test_run_now_waits_for_something_to_do(status: dict[str, Any], ready: bool) -> None:
    run = entry(menu(**status), "Run now")
    assert run.action == RunAutomaticSending()
    assert run.enabled is ready


def test_run_under_way_can_be_stopped() -> None:
    assert entry(menu(working=True), "Stop sending").action == StopRun()


def test_plan_that_waits_for_a_yes_is_said_and_leads_to_its_page() -> None:
    waits = Skip(SkipReason.APPROVAL, say("What is due waits for a person’s yes."))
    status: dict[str, Any] = {"held_back": waits, "attention": (waiting(4),)}
    assert str(headline(fake_status(**status))) == "4 statements wait for your yes."
    entries = menu(**status)[1:]
    assert entry(entries, "4 statements wait").action == Open("/plan")
    assert entry(entries, "Look at the plan and say yes").action == Open("/plan")
    assert "Run now" not in labels(entries)


def test_pause_lasts_until_the_end_of_today() -> None:
    assert entry(menu(), "Pause until tomorrow").action == Pause(TODAY)
    assert entry(menu(paused_until=TODAY), "Resume").action == Pause(None)


def test_there_is_nothing_to_pause_while_automatic_sending_is_off() -> None:
    assert not entry(menu(automatic=False), "Pause").enabled


def test_problems_are_counted_with_a_fault_in_the_settings() -> None:
    problems = (fake_problem(7), fake_problem(8))
    assert labels(menu(problems=problems))[11] == "Problems (2)…"
    assert labels(menu(problems=problems, settings_fault=say("Wrong.")))[11] == "Problems (3)…"


def test_folder_that_is_away_cannot_be_opened() -> None:
    folder = entry(menu(folder_present=False), "Open data folder")
    assert folder.action == OpenFolder()
    assert not folder.enabled


def test_one_entry_alone_answers_a_click_on_the_icon() -> None:
    defaults = [one for one in everything(menu()) if one.default]
    assert [one.action for one in defaults] == [Open("/")]


def test_every_entry_that_can_be_chosen_does_something() -> None:
    for one in everything(menu(problems=(fake_problem(),))):
        if one.label is not None and one.enabled:
            assert one.action or one.children


def test_last_entry_ends_the_program() -> None:
    assert menu()[-1].action == Quit()


def test_same_status_gives_an_equal_menu_so_that_it_need_not_be_set_again() -> None:
    assert menu() == menu()
