"""The firm of the examples, at rest: what front ends are shown in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from core.domain.aging import Aging
from core.domain.balances import build_balances
from core.domain.bookkeeping import build_ledger
from core.domain.dispatches import (
    Amounts,
    ChannelKind,
    Dispatch,
    DispatchState,
)
from core.domain.events import RunFinished
from core.domain.ledger import Item, ItemKind, LedgerPart
from core.domain.money import ZERO
from core.domain.parties import Customer
from core.domain.planning import Candidate, Due, Plan
from core.domain.problems import Problem
from core.domain.wording import say
from core.engine.status import ChannelInfo, Debtor, LedgerInfo, Role, Status, Total
from core.plugin_border import PluginInfo, PluginState
from tests.dispatches import DAY, a_dispatch

TODAY = DAY
MORNING = datetime.fromisoformat("2026-11-24T08:00:00+01:00")

CUSTOMERS = (
    Customer("C0001", "Bianchi & Figli S.n.c.", city="Bergamo", emails=("conti@bianchi.example",)),
    Customer("C0002", "Caffè Duomo S.r.l.", city="Milano", emails=("amm@duomo.example",)),
    Customer("C0003", "Edil Verdi S.p.A.", city="Brescia", emails=("acquisti@verdi.example",)),
    Customer("C0004", "Officine Neri", city="Lodi", fax="0371 123456"),
    Customer("C0005", "Müller Werkzeuge GmbH", city="München", emails=("office@muller.example",)),
)
"""From the one that owes least overdue to the one that owes most, all from a table."""

CHANNELS = (
    ChannelInfo("smtp", say("E-mail"), ChannelKind.EMAIL),
    ChannelInfo("printer", say("Post"), ChannelKind.POST),
    ChannelInfo("fax", say("Fax"), ChannelKind.FAX, say("No fax modem is set up on this PC.")),
    ChannelInfo("archive", say("Archive"), ChannelKind.ARCHIVE, takes_back=True),
    ChannelInfo("disk", say("Save to disk"), ChannelKind.DISK),
)
WRITING = (
    ChannelInfo("outbox", say("E-mail as files"), ChannelKind.EMAIL, writes_file=True),
    ChannelInfo("letters", say("One PDF to print"), ChannelKind.POST, writes_file=True),
)
"""Channels by which nothing leaves by itself."""


def fake_ledger_part() -> LedgerPart:
    """Return two invoices a customer: one overdue the longer the later it stands, one not."""
    items: list[Item] = []
    for place, customer in enumerate(CUSTOMERS, start=1):
        for number, due in ((1, TODAY - timedelta(days=20 * place)), (2, TODAY)):
            items.append(
                Item(
                    customer.code,
                    ItemKind.INVOICE,
                    f"2026/{place}{number}",
                    due - timedelta(days=30),
                    due,
                    customer.currency,
                    Decimal("410.25") * place,
                )
            )
    return LedgerPart(CUSTOMERS, tuple(items))


def fake_dispatch(customer: Customer, **changes: Any) -> Dispatch:
    """Return an e-mail that was sent to the customer this morning."""
    dispatch = a_dispatch(
        customer.code,
        name=customer.name,
        created_at=MORNING,
        updated_at=MORNING,
        address=", ".join(customer.emails),
        automatic=False,
        state=DispatchState.SENT,
        amounts=(Amounts("EUR", Decimal("1234.50"), Decimal("820.50")),),
        open_items=2,
        machine="BUREAU",
        id=f"d-{customer.code}",
    )
    return replace(dispatch, **changes)


def fake_status(**changes: Any) -> Status:
    """Return the status of the example firm, on the server, automatic sending on."""
    ledger, _ = build_ledger([fake_ledger_part()], TODAY)
    debtors, due, outstanding, overdue = [], [], ZERO, ZERO
    buckets = [ZERO] * 5
    for customer in reversed(CUSTOMERS):
        balances = build_balances(ledger, customer.code, TODAY)
        balance = balances["EUR"]
        debtors.append(Debtor(customer, "EUR", balance.overdue_net, balance.outstanding))
        outstanding += balance.outstanding
        overdue += balance.overdue_gross
        buckets = [sum(pair, ZERO) for pair in zip(buckets, balance.aging.buckets, strict=True)]
        if customer.emails:
            address = ", ".join(customer.emails)
            due.append(Due(Candidate(customer, balances, True, 10, "smtp", address)))
    status = Status(
        company="Ferramenta Rossi S.r.l.",
        language="en",
        day=TODAY,
        role=Role.SERVER,
        server="BUREAU",
        folder="/srv/rossi",
        folder_present=True,
        automatic=True,
        paused_until=None,
        working=False,
        done=0,
        total=0,
        ledger=LedgerInfo(len(CUSTOMERS), 10, ("ledger/partite.csv",), TODAY, whole=True),
        problems=(),
        settings_fault=None,
        plan=Plan(TODAY, tuple(due), ()),
        held_back=None,
        attention=(),
        totals=(Total("EUR", outstanding, overdue, Aging(*buckets)),),
        most_overdue=tuple(debtors),
        recent_customers=CUSTOMERS[:1],
        recent=(fake_dispatch(CUSTOMERS[0]),),
        last_run=RunFinished(TODAY - timedelta(days=1), sent=3),
        channels=CHANNELS,
        usual_channel="smtp",
    )
    return replace(status, **changes)


def fake_problem(line: int = 7) -> Problem:
    """Return a row of the items table that cannot be read."""
    return Problem(
        "ledger/partite.csv",
        say("“{text}” is not a date.", text="31/13/2026"),
        line=line,
        column="Data scadenza",
    )


PLUGINS = (
    PluginInfo("smtp", "built-in", PluginState.ON, ("smtp",), None, ()),
    PluginInfo(
        "pigeon",
        "/home/anna/plugins/pigeon.py",
        PluginState.OFF,
        ("pigeon", "veto_dispatch"),
        say("Switched off by a person."),
        ("deliver: RuntimeError: no wind",),
    ),
)
