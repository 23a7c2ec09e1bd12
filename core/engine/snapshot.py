"""Make the snapshot that icon, menu and pages show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from core.domain.aging import NO_AGING, Aging
from core.domain.balances import Balance
from core.domain.dispatches import Dispatch
from core.domain.money import ZERO
from core.domain.parties import Customer
from core.domain.planning import Plan, Skip, SkipReason
from core.domain.problems import Severity
from core.domain.wording import Text, say
from core.engine.candidates import CHOSEN_REASONS, apart_from_choices, held_back, make_plan
from core.engine.doubts import last_run, open_doubts
from core.engine.firm import Firm
from core.engine.retries import retries_told
from core.engine.serving import road_channels, usual_channel_fault
from core.engine.sight import Books, Sight
from core.engine.sites import site_of
from core.engine.status import ChannelInfo, Debtor, LedgerInfo, Role, Status, Total, waiting

SHORT_LIST = 12
RECENT = 50
ATTENTION_DAYS = 7
"""How long a failed sending asks for attention."""
_NO_WAY_TO = (SkipReason.NO_EMAIL, SkipReason.INVALID_EMAIL)


def build_status(firm: Firm) -> Status:
    """Look at everything once and say how it stands."""
    parts, sight = firm.parts, firm.sight()
    settings = sight.settings
    held = held_back(firm, sight)
    plan = make_plan(firm, sight, held=apart_from_choices(held))
    recent = tuple(parts.history.newest(limit=RECENT))
    return Status(
        company=settings.company.name,
        language=parts.language,
        day=sight.today,
        role=parts.role,
        server=parts.server,
        folder=str(parts.folder),
        folder_present=firm.folder_present,
        away_since=firm.away_since,
        automatic=settings.automatic.enabled,
        paused_until=settings.automatic.paused_until,
        working=False,
        done=0,
        total=0,
        ledger=_ledger_info(sight.books),
        problems=firm.problems,
        settings_fault=firm.settings_fault.title if firm.settings_fault else None,
        plan=plan,
        held_back=held,
        attention=tuple(_attention(firm, held, len(plan.due))),
        totals=_totals(sight.balances.values()),
        most_overdue=_most_overdue(sight),
        recent_customers=_recent_customers(sight.ledger.customers, recent),
        recent=recent,
        last_run=last_run(firm),
        channels=tuple(_channels(firm)),
        usual_channel=_first_road(firm),
        design=settings.statement.design,
        doubts=open_doubts(firm, sight.books.loaded),
        undrawable=firm.parts.plugins.cannot_draw(),
        unreached=_unreached(sight, plan),
    )


def with_progress(status: Status, done: int, total: int) -> Status:
    """Return the snapshot as it is while a run is under way."""
    # Whoever waited for a yes has it now.
    awaited = waiting(status.awaits_approval)
    attention = tuple(sentence for sentence in status.attention if sentence != awaited)
    return replace(status, working=True, done=done, total=total, attention=attention)


def _ledger_info(books: Books) -> LedgerInfo:
    return LedgerInfo(
        customers=len(books.ledger.customers),
        open_items=books.loaded.open_items,
        files=books.loaded.files,
        written_on=books.ledger.written_on,
        whole=books.newest.whole,
    )


def _attention(firm: Firm, held: Skip | None, due: int) -> Iterator[Text]:
    """Yield what needs a person, the gravest first."""
    if not firm.folder_present:
        yield say("The data folder cannot be reached.")
    if firm.settings_fault is not None:
        yield firm.settings_fault.title
    yield from _closed_road(firm)
    if held is not None and held.reason not in CHOSEN_REASONS:
        yield held.detail
    else:
        if held is not None and held.reason is SkipReason.APPROVAL and due:
            yield waiting(due)
        missing = firm.parts.plugins.cannot_draw() or firm.parts.plugins.cannot_archive()
        if missing is not None:
            yield missing
        yield from (p.what for p in firm.problems if p.severity is Severity.FILE)
    yield from _of_the_history(firm)
    for plugin in firm.parts.plugins.report():
        if plugin.needs_person:
            yield say("The plugin {name} does not work.", name=plugin.name)


def _of_the_history(firm: Firm) -> Iterator[Text]:
    """Yield what sendings ask of a person."""
    history = firm.parts.history
    unclear = len(history.unclear())
    if unclear:
        yield say("Sendings of which nobody knows whether they arrived: {count}", count=unclear)
    since = firm.parts.clock.today() - timedelta(days=ATTENTION_DAYS)
    failed = len(history.failed_since(since))
    if failed:
        yield say("Sendings that failed in the last days: {count}", count=failed)
    answered = len(firm.replies.unseen())
    if answered:
        yield say("Answers of customers that nobody has looked at: {count}", count=answered)
    retried = history.to_retry(firm.parts.clock.today())
    if retried:
        yield retries_told(retried)


def _unreached(sight: Sight, plan: Plan) -> tuple[tuple[SkipReason, int], ...]:
    """Count who would be asked for something if an address led there."""
    policy = sight.settings.automatic.to_policy()
    found = Counter(
        skipped.skip.reason
        for skipped in plan.skipped
        if skipped.skip.reason in _NO_WAY_TO
        and policy.largest_in_scope(sight.balances[skipped.customer.code]) > ZERO
    )
    return tuple((reason, found[reason]) for reason in _NO_WAY_TO if found[reason])


def _closed_road(firm: Firm) -> Iterator[Text]:
    """Yield why nothing can go by itself, such as an Outlook that is not open."""
    # Of another PC's roads only what the whole firm has switched off is known here.
    here = firm.parts.role is Role.SERVER or firm.parts.plugins.switched_off(_first_road(firm))
    if firm.settings.automatic.enabled and here:
        fault = usual_channel_fault(firm)
        if fault is not None:
            yield fault
    if firm.mailbox_fault is not None:
        yield firm.mailbox_fault
    if firm.copy_fault not in (None, firm.mailbox_fault):
        yield firm.copy_fault
    yield from filter(None, firm.receipt_faults.values())


def _first_road(firm: Firm) -> str:
    return next(iter(road_channels(firm)))


def _totals(balances: Iterable[Mapping[str, Balance]]) -> tuple[Total, ...]:
    """Add up what all customers owe, a currency apart from the other."""
    by_currency: dict[str, Total] = {}
    for customer in balances:
        for currency, balance in customer.items():
            total = by_currency.get(currency) or Total(currency, ZERO, ZERO)
            by_currency[currency] = Total(
                currency,
                total.outstanding + balance.outstanding,
                total.overdue_gross + balance.overdue_gross,
                _added(total.aging, balance.aging),
                total.credits + balance.credits,
            )
    return tuple(by_currency[c] for c in sorted(by_currency, key=lambda c: (c != "EUR", c)))


def _added(one: Aging, other: Aging) -> Aging:
    # Most customers owe nothing in most buckets, and 50,000 of them are added.
    if other is NO_AGING:
        return one
    return Aging(
        one.current + other.current,
        one.d1_30 + other.d1_30,
        one.d31_60 + other.d31_60,
        one.d61_90 + other.d61_90,
        one.d90_plus + other.d90_plus,
    )


def _most_overdue(sight: Sight) -> tuple[Debtor, ...]:
    debtors = (
        Debtor(sight.ledger.customers[code], b.currency, b.overdue_net, b.outstanding)
        for code, by_currency in sight.balances.items()
        for b in by_currency.values()
        if b.overdue_net > ZERO
    )
    return tuple(sorted(debtors, key=lambda d: (d.currency != "EUR", -d.overdue_net))[:SHORT_LIST])


def _recent_customers(
    known: Mapping[str, Customer], recent: Iterable[Dispatch]
) -> tuple[Customer, ...]:
    codes = dict.fromkeys(d.customer for d in recent if d.customer in known)
    return tuple(known[code] for code in list(codes)[:SHORT_LIST])


def _channels(firm: Firm) -> Iterator[ChannelInfo]:
    for channel in firm.parts.plugins.channels().values():
        fault = channel.validate_environment(site_of(firm, channel))
        yield ChannelInfo(
            name=channel.name,
            label=channel.label,
            kind=channel.kind,
            fault=fault,
            takes_back=channel.takes_back,
            writes_file=channel.writes_file,
        )
