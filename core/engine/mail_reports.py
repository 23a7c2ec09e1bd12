"""Reads reports and answers out of the firm's mailbox, and settles what became of e-mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from email.message import Message

from core.domain.dispatches import ChannelKind, Dispatch, DispatchState, Proof, Receipt
from core.domain.replies import Reply
from core.domain.wording import Text, say
from core.engine.firm import Firm
from core.engine.mail_outcomes import AsItCame, recipients_of, settled, settled_by_answer
from core.engine.mail_replies import take_replies
from core.engine.sending import Announce, ended
from core.engine.status import Role
from core.errors import FileUnwritable, MailboxUnusable
from core.mail.bounces import Report, is_report, read_report
from core.mail.mailbox import Mailbox, MailboxServer, open_mailbox
from core.mail.settings import token_source
from core.mail.token import TokenSource

PAUSE = timedelta(minutes=15)
REPORT_DAYS = 10
"""Servers try for five days before they give up."""
LARGEST = 30_000_000
"""Bytes of a report that is kept: it may return the whole e-mail with its attachments."""


class MailReports:
    """Asks the mailbox every quarter of an hour, and remembers how far it has read."""

    def __init__(self, firm: Firm) -> None:
        self._firm = firm
        self._next: datetime | None = None
        self._read: tuple[object, int] = (None, 0)

    def look(self, announce: Announce, hear: Callable[[Reply], None]) -> bool:
        """Read what is new; return whether it changed anything a person would see."""
        fault = self._firm.mailbox_fault
        server = mailbox_server(self._firm)
        if server is None or not self._is_time():
            return self._firm.mailbox_fault != fault
        self._next = self._firm.parts.clock.now() + PAUSE
        try:
            with open_mailbox(server) as mailbox:
                changed = self._settle(mailbox, server, announce, hear)
        except (MailboxUnusable, FileUnwritable) as error:
            self._firm.mailbox_fault = error.title
            return fault != error.title
        self._firm.mailbox_fault = None
        return changed or fault is not None

    def soon(self) -> None:
        """Look again with the next tick: something has just been sent, or set."""
        self._next = None

    def _settle(
        self,
        mailbox: Mailbox,
        server: MailboxServer,
        announce: Announce,
        hear: Callable[[Reply], None],
    ) -> bool:
        place = (server.host, server.user, server.folder, mailbox.validity)
        after = self._read[1] if self._read[0] == place else 0
        numbers = mailbox.since(self._since(), after)
        heads = list(mailbox.heads(numbers))
        changed = False
        for dispatch in self._told(mailbox, _reports(mailbox, heads)):
            self._record(dispatch, announce)
            changed = True
        others = [(number, head) for number, head in heads if not is_report(head)]
        for reply, dispatch in take_replies(self._firm, mailbox, others):
            done = settled_by_answer(self._firm, dispatch, reply)
            if done is not None:
                self._record(done, announce)
            hear(reply)
            changed = True
        # At the end: what has come back is no longer unclear, whatever copy is there.
        for dispatch in list(self._found_in(mailbox, server)):
            self._record(dispatch, announce)
            changed = True
        self._read = (place, max([after, *numbers]))
        return changed

    def _record(self, dispatch: Dispatch, announce: Announce) -> None:
        self._firm.parts.history.record(dispatch)
        announce(dispatch)

    def _since(self) -> date:
        return self._firm.parts.clock.today() - timedelta(days=REPORT_DAYS)

    def _told(self, mailbox: Mailbox, reports: Sequence[tuple[int, Report]]) -> Iterable[Dispatch]:
        """Yield the dispatches of this process that reports are on, as they leave them."""
        history = self._firm.parts.history
        names = {report.name for _, report in reports}
        found = history.with_message_ids(names, self._since(), self._firm.parts.clock.today())
        # What became of certified mail only its receipts say, which arrive elsewhere.
        own = {
            name: [d for d in sent if d.kind is not ChannelKind.PEC and history.is_own(d.id)]
            for name, sent in found.items()
        }
        for number, report in reports:
            as_it_came = self._as_it_came(mailbox, number, report)
            for place, dispatch in enumerate(own.get(report.name, ())):
                for done in settled(self._firm, dispatch, report.outcomes, as_it_came):
                    own[report.name][place] = done
                    yield done

    def _as_it_came(self, mailbox: Mailbox, number: int, report: Report) -> AsItCame:
        """Return what fetches a whole report once a sending is found that it changes."""
        at = report.at or self._firm.parts.clock.now()

        def fetched(kind: str) -> tuple[Proof, ...]:
            content = mailbox.content(number, LARGEST)
            return (Proof(kind, at, content),) if len(content) < LARGEST else ()

        return fetched

    def _found_in(self, mailbox: Mailbox, server: MailboxServer) -> Iterable[Dispatch]:
        """Yield the unclear dispatches of which a copy is there: never by its absence.

        A blind copy that arrived, or the one that the provider keeps of what it sends; ours
        is made only of what is known to be sent.
        """
        unclear = [one for one in self._firm.parts.history.unclear() if self._is_ours(one)]
        found = [one for one in unclear if mailbox.has(one.message_id)]
        left = [one for one in unclear if one not in found]
        sent = mailbox.among_sent() if left else None
        if sent is not None:
            found += [one for one in left if sent.has(one.message_id)]
        note = say("A copy lies in the mailbox of {user}.", user=server.user)
        for dispatch in found:
            yield ended(dispatch, Receipt(DispatchState.SENT, note=note), self._firm)

    def _is_ours(self, dispatch: Dispatch) -> bool:
        email = dispatch.kind is not ChannelKind.PEC and recipients_of(self._firm, dispatch)
        return bool(email) and self._firm.parts.history.is_own(dispatch.id)

    def _is_time(self) -> bool:
        # A clock that was set back must not keep anybody waiting.
        now = self._firm.parts.clock.now()
        return self._next is None or not timedelta() < self._next - now <= PAUSE


def _reports(mailbox: Mailbox, heads: Iterable[tuple[int, Message]]) -> list[tuple[int, Report]]:
    numbers = [number for number, head in heads if is_report(head)]
    found = ((number, read_report(mailbox.content(number))) for number in numbers)
    return [(number, report) for number, report in found if report is not None]


def mailbox_server(firm: Firm) -> MailboxServer | None:
    """Return the mailbox that `[imap]` describes; None if none can be asked from here."""
    table, smtp = firm.settings.imap, firm.settings.smtp
    user = table.user or smtp.user
    if not table.host or not user:
        firm.mailbox_fault = None
        return None
    password, tokens = _key(firm, user)
    if not password and tokens is None:
        missing = password_missing(user, table.host)
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


def _key(firm: Firm, user: str) -> tuple[str, TokenSource | None]:
    """Return what opens the mailbox: its own password, else what opens the mail server."""
    secret, smtp = firm.parts.secret, firm.settings.smtp
    own = secret("imap") or ""
    if own or user != smtp.user:
        return own, None
    table = {key: str(value) for key, value in smtp}
    tokens = token_source(table, secret, firm.parts.keep_secret)
    if tokens is None:
        return secret("smtp") or "", None
    return "", tokens if tokens.refresh_token else None


def password_missing(user: str, host: str) -> Text:
    """Say that the mailbox's password is not kept on this PC."""
    return say(
        "The password of the mailbox {user} on {host} is missing. Enter it in the settings.",
        user=user,
        host=host,
    )
