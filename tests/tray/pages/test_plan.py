"""The plan: who gets what and when, who does not, and what a person may change about it."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.domain.commands import LeaveOut, RunAutomaticSending, SendStatement
from core.domain.forecast import DayAhead
from core.domain.planning import Plan, Skip, Skipped, SkipReason
from core.domain.wording import say
from core.engine.status import Role
from tests.fakes import CUSTOMERS, TODAY, fake_status
from tests.tray.pages.conftest import Reader, errand_key, mark
from tray.pages.plan import may_send, what_happens_next

DUE = fake_status().plan.due
STALE = Skip(SkipReason.LEDGER_STALE, say("The ledger is of September."))
APPROVAL = Skip(SkipReason.APPROVAL, say("What is due waits for a person’s yes."))
JUMPED = Skip(SkipReason.CLOCK_JUMPED, say("The last run was 60 days ago."))


def posted(reader: Reader, path: str, *customers: str, **fields: str) -> Any:
    """Tick customers on the plan and press a button that asks, then confirm."""
    form: dict[str, Any] = {"csrf": reader.keys.csrf, "customer": list(customers)}
    return reader.client.post(path, data=form | fields)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "4 statements are due today."),
        ({"plan": Plan(TODAY, DUE[:1], ())}, "1 statement is due today."),
        ({"plan": Plan(TODAY, (), ())}, "Nothing is due today. The next look is tomorrow."),
        ({"held_back": STALE}, "The ledger is of September."),
        ({"held_back": APPROVAL}, "4 statements wait for your yes."),
        (
            {"held_back": APPROVAL, "plan": Plan(TODAY, DUE[:1], ())},
            "1 statement waits for your yes.",
        ),
        (
            {"held_back": APPROVAL, "plan": Plan(TODAY, (), ())},
            "Nothing is due today. The next look is tomorrow.",
        ),
        ({"automatic": False}, "Automatic sending is off."),
        ({"paused_until": TODAY}, "Automatic sending is paused until the end of 2026-11-24."),
        ({"paused_until": TODAY - timedelta(days=1)}, "4 statements are due today."),
        ({"role": Role.CLIENT}, "This PC sends by hand only; BUREAU sends by itself."),
        ({"role": Role.CLIENT, "server": ""}, "This PC sends by hand only."),
        ({"role": Role.CLIENT, "automatic": False}, "Automatic sending is off."),
        ({"working": True, "done": 3, "total": 9}, "Sending: 3 of 9."),
        ({"folder_present": False, "automatic": False}, "The data folder cannot be reached."),
    ],
)
def test_one_sentence_says_what_happens_next(changes: dict[str, Any], sentence: str) -> None:
    assert str(what_happens_next(fake_status(**changes))) == sentence


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({}, True),
        ({"held_back": APPROVAL}, True),
        ({"held_back": JUMPED, "plan": Plan(TODAY, (), ())}, True),
        ({"held_back": APPROVAL, "plan": Plan(TODAY, (), ())}, False),
        ({"held_back": STALE}, False),
        ({"plan": Plan(TODAY, (), ())}, False),
        ({"role": Role.CLIENT}, False),
        ({"working": True}, False),
        ({"folder_present": False}, False),
    ],
)
def test_sending_is_offered_where_only_a_persons_word_is_missing(
    changes: dict[str, Any], may: bool
) -> None:
    assert may_send(fake_status(**changes)) is may


def test_all_who_are_due_are_ticked_with_what_they_owe(reader: Reader) -> None:
    page = reader.see("/plan")
    assert re.findall(r'name="customer" value="(\w+)"[^>]* checked', page) == [
        due.customer.code for due in DUE
    ]
    assert "Bianchi &amp; Figli S.n.c." in page
    assert "conti@<wbr>bianchi.example" in page


def test_some_are_sent_after_a_look_at_their_figure(reader: Reader) -> None:
    asked = posted(reader, "/plan/choose", "C0001", "C0002").text
    assert "Send 2 statements for EUR\u00a02,461.50?" in asked
    form = {"errand": errand_key(asked), "mark": mark(asked)}
    answer = posted(reader, "/plan/send", "C0001", "C0002", **form)
    assert set(reader.office.posted[0].customers or ()) == {"C0001", "C0002"}  # type: ignore[union-attr]
    assert isinstance(reader.office.posted[0], RunAutomaticSending)
    assert answer.status_code == 200
    posted(reader, "/plan/send", "C0001", "C0002", **form)
    assert len(reader.office.posted) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"automatic": False, "held_back": Skip(SkipReason.AUTOMATIC_OFF, say("Off."))},
        {"role": Role.CLIENT, "held_back": Skip(SkipReason.NOT_SERVER, say("A client."))},
        {"paused_until": TODAY, "held_back": Skip(SkipReason.PAUSED, say("Paused."))},
    ],
)
def test_where_nothing_leaves_by_itself_the_chosen_are_sent_by_hand(
    reader: Reader, changes: dict[str, Any]
) -> None:
    reader.office.change(**changes)
    assert "Send the chosen…" in reader.see("/plan")
    asked = posted(reader, "/plan/choose", "C0001", "C0002").text
    form = {"errand": errand_key(asked), "mark": mark(asked)}
    posted(reader, "/plan/send", "C0001", "C0002", **form)
    (command,) = reader.office.posted
    assert isinstance(command, SendStatement)
    assert (set(command.customers), command.channel) == ({"C0001", "C0002"}, "")


def test_a_whole_plan_of_many_pages_is_sent_by_hand_after_one_question(reader: Reader) -> None:
    many = tuple(
        replace(DUE[0], candidate=replace(DUE[0].candidate, customer=replace(CUSTOMERS[0], code=c)))
        for c in (f"C{number:04}" for number in range(250))
    )
    off = Skip(SkipReason.AUTOMATIC_OFF, say("Off."))
    reader.office.change(automatic=False, held_back=off, plan=Plan(TODAY, many, ()))
    assert "Send all 250…" in reader.see("/plan")
    asked = posted(reader, "/plan/choose", every="yes").text
    assert "The first 100 are shown." in asked
    form = {"errand": errand_key(asked), "mark": mark(asked)}
    posted(reader, "/plan/send", every="yes", **form)
    assert len(reader.office.posted[0].customers) == 250  # type: ignore[union-attr,arg-type]


def test_figures_that_changed_meanwhile_are_not_sent(reader: Reader) -> None:
    asked = posted(reader, "/plan/choose", "C0001").text
    form = {"errand": errand_key(asked), "mark": mark(asked)}
    richer = replace(DUE[-1].candidate, balances=DUE[0].candidate.balances)
    reader.office.change(plan=Plan(TODAY, (replace(DUE[-1], candidate=richer),), ()))
    assert posted(reader, "/plan/send", "C0001", **form).status_code == 409
    assert reader.office.posted == []


def test_another_customer_who_owes_as_much_is_not_who_was_shown(reader: Reader) -> None:
    off = Skip(SkipReason.AUTOMATIC_OFF, say("Off."))
    reader.office.change(automatic=False, held_back=off, plan=Plan(TODAY, DUE[-1:], ()))
    asked = posted(reader, "/plan/choose", every="yes").text
    form = {"errand": errand_key(asked), "mark": mark(asked)}
    other = replace(DUE[-1].candidate, customer=replace(CUSTOMERS[0], code="OTHER"))
    reader.office.change(plan=Plan(TODAY, (replace(DUE[-1], candidate=other),), ()))
    assert posted(reader, "/plan/send", every="yes", **form).status_code == 409
    assert reader.office.posted == []


@pytest.mark.parametrize(
    ("customers", "code"), [((), 400), (("C0004",), 409), (("C0001", "NOBODY"), 409)]
)
def test_only_who_is_due_can_be_chosen(
    reader: Reader, customers: tuple[str, ...], code: int
) -> None:
    for path in ("/plan/choose", "/plan/leave-out", "/plan/send"):
        assert posted(reader, path, *customers, errand="e").status_code == code
    assert reader.office.posted == []


def test_some_are_left_out_until_a_date(reader: Reader) -> None:
    asked = posted(reader, "/plan/leave-out", "C0001", "C0002").text
    assert "Customers: 2" in asked
    form = {"errand": errand_key(asked), "until": "2026-12-31"}
    answer = posted(reader, "/plan/left-out", "C0001", "C0002", **form)
    assert reader.office.posted == [LeaveOut(("C0001", "C0002"), date(2026, 12, 31))]
    assert answer.url.path == "/plan"


@pytest.mark.parametrize("until", ["2026-11-23", "2126-01-01", "soon"])
def test_nobody_is_left_out_until_a_day_that_makes_no_sense(reader: Reader, until: str) -> None:
    answer = posted(reader, "/plan/left-out", "C0001", until=until, errand="e")
    assert answer.status_code == 400
    assert reader.office.posted == []


@pytest.mark.parametrize("held", [STALE, None])
def test_sending_is_a_button_only_where_it_may_be(reader: Reader, held: Skip | None) -> None:
    reader.office.change(held_back=held)
    assert ("Send the chosen…" in reader.see("/plan")) is (held is None)
    assert "Leave the chosen out until…" in reader.see("/plan")


def test_plan_that_waits_for_a_yes_says_so(reader: Reader) -> None:
    reader.office.change(held_back=APPROVAL)
    page = reader.see("/plan")
    assert "4 statements wait for your yes." in page
    assert "Send the chosen…" in page


def test_next_days_lead_to_who_is_due_on_each(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = TODAY + timedelta(days=4)
    days = [DayAhead(TODAY + timedelta(days=n)) for n in range(15)]
    days[0], days[4] = DayAhead(TODAY, DUE), DayAhead(later, DUE[:1])
    monkeypatch.setattr(reader.office, "plan_ahead", lambda: days)
    assert 'href="/plan/ahead/2026-11-28"' in reader.see("/plan/ahead")
    page = reader.see("/plan/ahead/2026-11-28")
    assert DUE[0].customer.name in page
    assert DUE[1].customer.name not in page
    assert "Nobody is due on this day." in reader.see("/plan/ahead/2026-11-29")
    reader.see("/plan/ahead/2027-01-01", 404)
    reader.see("/plan/ahead/tomorrow", 404)


def test_day_that_sends_nothing_says_why(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [DayAhead(TODAY), DayAhead(TODAY + timedelta(days=1), held_back=STALE)]
    monkeypatch.setattr(reader.office, "plan_ahead", lambda: days)
    assert "The ledger is of September." in reader.see("/plan/ahead")
    assert "The ledger is of September." in reader.see("/plan/ahead/2026-11-25")


def test_others_are_listed_with_the_reason_and_filtered_by_it(reader: Reader) -> None:
    recently = Skip(SkipReason.SENT_RECENTLY, say("Sent on {day}.", day=TODAY))
    no_email = Skip(SkipReason.NO_EMAIL, say("The customer has no e-mail address."))
    skipped = (
        *(Skipped(customer, recently) for customer in CUSTOMERS[:2]),
        Skipped(CUSTOMERS[3], no_email),
    )
    reader.office.change(plan=Plan(TODAY, (), skipped))
    page = reader.see("/plan/skipped")
    assert page.index("Written to a short time ago") < page.index("No e-mail address")
    assert "Officine Neri" in page
    page = reader.see("/plan/skipped?reason=sent_recently")
    assert "Sent on 24/11/2026." in page
    assert "Officine Neri" not in page
    reader.see("/plan/skipped?reason=no_such_reason", 404)


@pytest.mark.parametrize(
    ("due", "page", "shown", "pages"),
    [(100, 1, 100, 1), (101, 1, 100, 2), (101, 2, 1, 2), (101, 99, 1, 2), (250, 2, 100, 3)],
)
def test_many_are_shown_page_by_page(
    reader: Reader, due: int, page: int, shown: int, pages: int
) -> None:
    reader.office.change(plan=Plan(TODAY, DUE[:1] * due, ()))
    text = reader.see(f"/plan?page={page}")
    assert text.count('name="customer"') == shown
    assert (f"of {pages}" in text) is (pages > 1)
    assert (f"Send all {due}…" in text) is (pages > 1)


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 50])
def test_page_that_makes_no_sense_is_one_that_is_there(reader: Reader, page: str) -> None:
    assert "Bianchi" in reader.see(f"/plan?page={page}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/due", "/plan"),
        ("/plan/choose", "/plan"),
        ("/due/no_email", "/plan/skipped?reason=no_email"),
    ],
)
def test_address_of_before_leads_on(reader: Reader, old: str, new: str) -> None:
    answer = reader.client.get(old, follow_redirects=False)
    assert answer.headers["location"] == new


def test_what_holds_the_plan_back_leads_to_where_it_is_mended(reader: Reader) -> None:
    broken = Skip(SkipReason.LEDGER_INCOMPLETE, say("A file cannot be used."))
    reader.office.change(held_back=broken)
    assert 'used. <a href="/problems">Problems</a>' in reader.see("/plan")
    shrunk = Skip(SkipReason.LEDGER_SHRUNK, say("Half is gone."))
    reader.office.change(held_back=shrunk, doubts=(shrunk,))
    assert '<a href="/ledger/confirm">' in reader.see("/plan")
