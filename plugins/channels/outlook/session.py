"""Hands messages to an open Outlook, and says what its errors mean."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from plugins.channels.outlook.presence import Pc, fault_of
from sollecito import (
    AddressInvalid,
    Delivery,
    DispatchState,
    HandOver,
    Receipt,
    Site,
    Text,
    envelope_of,
    mail_address,
    pdfs_of,
    safe_name,
    say,
)

PLAIN_TEXT = 1

_BUSY = {0x80010001, 0x8001010A}
"""RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER: the call was not carried out."""
_GONE = {0x80010007, 0x80010012, 0x80010108, 0x800706BA, 0x800706BE}
"""Outlook ended, perhaps in the middle of the call."""
_BLOCKED = {0x80004004, 0x80070005, 0x80040113}
"""E_ABORT, E_ACCESSDENIED, MAPI_E_USER_CANCEL: its protection or a person said no."""


class Session:
    """Hands over one message after the other; a fault that concerns all of them is remembered."""

    def __init__(self, site: Site, find: Callable[[], Any], com_error: type[Exception]) -> None:
        """Keep the way to find Outlook; it is looked for when the first message comes."""
        self._site = site
        self._find = find
        self._com_error = com_error
        self._outlook: Any = None
        self._fault: Text | None = None

    def send(self, delivery: Delivery, hand_over: HandOver) -> Receipt:
        """Hand over one message, or say why not."""
        if self._fault is not None:
            return Receipt(DispatchState.RETRY, fault=self._fault)
        try:
            mail = self._compose(delivery)
        except AddressInvalid as error:
            return Receipt(DispatchState.FAILED, fault=error.title)
        except self._com_error as error:
            return self._not_composed(*told_by(error))
        if isinstance(mail, Text):
            self._fault = mail
            return Receipt(DispatchState.RETRY, fault=mail)
        hand_over()
        try:
            mail.Send()
        except self._com_error as error:
            return self._not_sent(mail, delivery, *told_by(error))
        return Receipt(DispatchState.SENT, note=say("Handed to Outlook"))

    def close(self) -> None:
        """Let go of Outlook."""
        self._outlook = None

    def _compose(self, delivery: Delivery) -> Any:
        """Write the message in Outlook; a Text says why that cannot be done for any message."""
        envelope = envelope_of(self._site, delivery)
        self._outlook = self._outlook or self._find()
        if self._outlook is None:
            return fault_of(Pc(is_open=False))
        account = self._account()
        if isinstance(account, Text):
            return account
        mail = self._outlook.CreateItem(0)
        mail.To = "; ".join(envelope.recipients)
        mail.BCC = "; ".join(envelope.blind)
        mail.Subject = delivery.letter.subject
        mail.BodyFormat = PLAIN_TEXT
        mail.Body = "\r\n".join(delivery.letter.body.splitlines())
        if self._site.reply_to:
            mail.ReplyRecipients.Add(mail_address(self._site.reply_to))
        # It may hold on to the file; that is no fault of the sending.
        with TemporaryDirectory(prefix="sollecito-", ignore_cleanup_errors=True) as folder:
            # Outlook takes a copy at once, under the name that the file has.
            for name, pdf in pdfs_of(delivery):
                file = Path(folder, safe_name(name))
                file.write_bytes(pdf)
                mail.Attachments.Add(str(file))
        if account is not None:
            _put_reference(mail, "SendUsingAccount", account)
        return mail

    def _account(self) -> Any:
        """Return the account to send from; None: Outlook's usual one; a Text: it is not there."""
        wanted = str(self._site.settings.get("account") or "").strip()
        accounts = self._outlook.Session.Accounts
        by_address = {}
        for number in range(1, accounts.Count + 1):
            account = accounts.Item(number)
            by_address[str(account.SmtpAddress).casefold()] = account
        if not wanted:
            return by_address.get(mail_address(self._site.sender).casefold())
        return by_address.get(wanted.casefold()) or say(
            "Outlook has no account {account}; it has {accounts}.",
            account=wanted,
            accounts=", ".join(by_address),
        )

    def _not_composed(self, code: int, words: str) -> Receipt:
        if code in _BUSY:
            self._fault = _busy()
        elif code in _GONE:
            self._fault = fault_of(Pc(is_open=False))
        fault = self._fault or say("Outlook does not take the message.")
        return Receipt(DispatchState.RETRY, words, fault)

    def _not_sent(self, mail: Any, delivery: Delivery, code: int, words: str) -> Receipt:
        if code in _BUSY:
            self._fault = _busy()
            return Receipt(DispatchState.RETRY, words, self._fault)
        if code in _GONE:
            self._fault = fault_of(Pc(is_open=False))
            return Receipt(
                DispatchState.UNKNOWN,
                words,
                say("Outlook ended while it took the message. Look for it in Sent Items."),
            )
        if code not in _BLOCKED:
            return Receipt(DispatchState.FAILED, words, say("Outlook refuses the message."))
        # It would block the others, too: one message in Drafts is enough.
        self._fault = say("Outlook blocks what programs send. The administrator can allow it.")
        return self._keep_as_draft(mail, words, shown=not delivery.dispatch.automatic)

    def _keep_as_draft(self, mail: Any, words: str, *, shown: bool) -> Receipt:
        try:
            mail.Save()
        except self._com_error:
            return Receipt(DispatchState.FAILED, words, say("Outlook blocked the sending."))
        if shown:
            with suppress(self._com_error):
                mail.Display()
        # Nobody knows whether a person will send the draft: unclear, so that no second
        # statement follows it by itself.
        return Receipt(
            DispatchState.UNKNOWN,
            words,
            say(
                "Outlook blocked the sending; the message lies in Drafts. Send it from there or "
                "delete it, then settle this sending."
            ),
        )


def told_by(error: Exception) -> tuple[int, str]:
    """Return the code of a COM error and what the program behind it says."""
    code = int(getattr(error, "hresult", 0))
    words = str(getattr(error, "strerror", None) or error)
    details = getattr(error, "excepinfo", None)
    if details:
        # Source, words and code of the program itself; the outer code only says "exception".
        words = str(details[2] or words)
        code = int(details[5] or code)
    return code & 0xFFFFFFFF, " ".join(words.split())


def _put_reference(thing: Any, name: str, value: Any) -> None:
    """Set a property to an object; a plain assignment is taken for a value and ignored."""
    put_reference, default_language = 8, 0
    number = thing._oleobj_.GetIDsOfNames(name)
    thing._oleobj_.Invoke(number, default_language, put_reference, 0, value._oleobj_)


def _busy() -> Text:
    return say("Outlook is busy: a window of it may wait for an answer.")
