"""Reads delivery reports out of the firm's mailbox, and settles by them what became of e-mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr

from core.bounces import Outcome, Report, bounce_fault, is_report, read_report
from core.domain.dispatches import ChannelKind, Dispatch, DispatchState, Receipt
from core.domain.wording import Text, say
from core.engine.firm import Firm
from core.engine.sending import Announce, ended
from core.engine.status import Role
from core.errors import MailboxUnusable
from core.mail_settings import token_source
from core.mail_token import TokenSource
from core.mailbox import Mailbox, MailboxServer, open_mailbox

PAUSE = timedelta(minutes=15)
REPORT_DAYS = 10
"""Servers try for five days before they give up."""
_ARRIVED = ("delivered", "relayed", "expanded")


class MailReports:
    """Asks the mailbox every quarter of an hour, and remembers how far it has read."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm
        self._next: datetime | None = None
        self._read: tuple[object, int] = (None, 0)

    def look(self, announce: Announce) -> bool:
        """Read what is new; return whether it changed anything a person would see."""
        server = mailbox_server(self._firm)
        if not self._is_time() or server is None:
            return False
        self._next = self._firm.parts.clock.now() + PAUSE
        fault = self._firm.mailbox_fault
        try:
            with open_mailbox(server) as mailbox:
                changed = self._settle(mailbox, server, announce)
        except MailboxUnusable as error:
            self._firm.mailbox_fault = error.title
            return fault != error.title
        self._firm.mailbox_fault = None
        return changed or fault is not None

    def soon(self) -> None:
        """Look again with the next tick: something has just been sent."""
        self._next = None

    def _settle(self, mailbox: Mailbox, server: MailboxServer, announce: Announce) -> bool:
        reports = list(self._new_reports(mailbox, server))
        told = [done for report in reports for done in self._told(report)]
        told += self._found_in(mailbox, server)
        for dispatch in told:
            self._firm.parts.history.record(dispatch)
            announce(dispatch)
        return bool(told)

    def _new_reports(self, mailbox: Mailbox, server: MailboxServer) -> Iterable[Report]:
        place = (server.host, server.user, server.folder, mailbox.validity)
        after = self._read[1] if self._read[0] == place else 0
        since = self._firm.parts.clock.today() - timedelta(days=REPORT_DAYS)
        numbers = mailbox.since(since, after)
        wanted = [number for number, head in mailbox.heads(numbers) if is_report(head)]
        for number in wanted:
            report = read_report(mailbox.content(number))
            if report is not None:
                yield report
        self._read = (place, max([after, *numbers]))

    def _told(self, report: Report) -> Iterable[Dispatch]:
        """Yield the dispatches of this process that a report is on, as it leaves them."""
        history = self._firm.parts.history
        today = self._firm.parts.clock.today()
        since = today - timedelta(days=REPORT_DAYS)
        message_id = report.message_id or f"<{report.envelope_id}>"
        for dispatch in history.with_message_id(message_id, since, today):
            if not history.is_own(dispatch.id):
                continue
            for outcome in report.outcomes:
                done = self._after(dispatch, outcome)
                if done is not None:
                    dispatch = done  # noqa: PLW2901 - the next outcome follows this one
                    yield done

    def _after(self, dispatch: Dispatch, outcome: Outcome) -> Dispatch | None:
        recipients = recipients_of(dispatch)
        address = next((one for one in outcome.addresses if one in recipients), "")
        if not address:
            # The blind copy's own mailbox, or one the customer's mail is sent on to.
            return None
        if outcome.action == "failed":
            return self._came_back(dispatch, address, outcome)
        if outcome.action in _ARRIVED and dispatch.state is DispatchState.UNKNOWN:
            note = say("The mail server of {address} has confirmed the delivery.", address=address)
            return ended(dispatch, Receipt(DispatchState.SENT, note=note), self._firm)
        return None

    def _came_back(self, dispatch: Dispatch, address: str, outcome: Outcome) -> Dispatch | None:
        known = self._firm.bounced.of_dispatch(dispatch.id)
        open_still = dispatch.state in (DispatchState.SENT, DispatchState.UNKNOWN)
        if address in known or not open_still:
            return None
        self._firm.bounced.add(dispatch, address, self._firm.parts.clock.now())
        fault = bounce_fault(address, outcome.status)
        if known | {address} >= recipients_of(dispatch):
            state = DispatchState.FAILED
        else:
            # The others have it; nobody must get it twice for the sake of one.
            state = DispatchState.SENT
        words = f"{outcome.status} {outcome.words}".strip()
        text = words if state is DispatchState.FAILED else ""
        return ended(dispatch, Receipt(state, text, fault), self._firm)

    def _found_in(self, mailbox: Mailbox, server: MailboxServer) -> Iterable[Dispatch]:
        """Yield the unclear dispatches whose blind copy has arrived: never by its absence."""
        history = self._firm.parts.history
        for dispatch in history.unclear():
            ours = dispatch.kind is ChannelKind.EMAIL and history.is_own(dispatch.id)
            if ours and mailbox.has(dispatch.message_id):
                note = say("A copy lies in the mailbox of {user}.", user=server.user)
                yield ended(dispatch, Receipt(DispatchState.SENT, note=note), self._firm)

    def _is_time(self) -> bool:
        # A clock that was set back must not keep anybody waiting.
        now = self._firm.parts.clock.now()
        return self._next is None or not timedelta() < self._next - now <= PAUSE


def mailbox_server(firm: Firm) -> MailboxServer | None:
    """Return the mailbox that `[imap]` describes; None if none can be asked from here."""
    table, smtp = firm.settings.imap, firm.settings.smtp
    user = table.user or smtp.user
    if not table.host or not user:
        return None
    password, tokens = _key(firm, user)
    if not password and tokens is None:
        missing = _password_missing(user, table.host)
        firm.mailbox_fault = missing if firm.parts.role is Role.SERVER else None
        return None
    folder = firm.parts.folder
    return MailboxServer(
        host=table.host,
        port=table.port,
        security=table.security,
        user=user,
        password=password,
        folder=table.folder,
        ca_file=str(folder / table.ca_file) if table.ca_file else "",
        tokens=tokens,
    )


def recipients_of(dispatch: Dispatch) -> set[str]:
    """Return the bare addresses of a dispatch, in small letters."""
    return {parseaddr(one)[1].lower() for one in dispatch.address.split(", ")}


def _key(firm: Firm, user: str) -> tuple[str, TokenSource | None]:
    """Return what opens the mailbox: its own password, else what opens the mail server."""
    secret, smtp = firm.parts.secret, firm.settings.smtp
    own = secret("imap") or ""
    if own or user != smtp.user:
        return own, None
    tokens = token_source({key: str(value) for key, value in smtp}, secret)
    if tokens is None:
        return secret("smtp") or "", None
    return "", tokens if tokens.refresh_token else None


def _password_missing(user: str, host: str) -> Text:
    return say(
        "The password of the mailbox {user} on {host} is missing. Enter it in the settings.",
        user=user,
        host=host,
    )
