"""One kept connection to a mail server, and what became of each message handed to it."""

from __future__ import annotations

import contextlib
import smtplib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from core.domain.dispatches import DispatchState, PutOff, Receipt
from core.domain.wording import Text, say
from core.mail.answers import (
    Answer,
    is_nobody_there,
    is_over_limit,
    is_too_large,
    message_fault,
    over_limit,
    recipient_fault,
    sender_fault,
    too_large,
)
from core.mail.faults import MailServer, cut_fault, silence_fault
from core.mail.login import Unusable, log_in
from core.mail.message import Envelope

MAILS_PER_CONNECTION = 500
"""Some servers hang up after a number of messages: better to begin anew oneself."""
_PATIENCE = 4
"""The final answer may take so many time-outs: a scanner reads the message meanwhile."""
_MAX_CUTS = 2
"""Cuts in a row after which the rest of the run waits for a person."""
_CLOSING = 421
_LONGEST_NAME = 100
_GO_AHEAD = 354
_ON_FAILURE = ("FAILURE", "DELAY")

HandOver = Callable[[], None]


class MailConnection:
    """Hands messages to a server over one connection, made when the first one comes.

    A fault that concerns every message is remembered: the server is not asked again.
    """

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._client: smtplib.SMTP | None = None
        self._fault: Receipt | None = None
        self._count = 0
        self._cuts = 0
        self._begun = False

    def send(self, envelope: Envelope, message: bytes, hand_over: HandOver) -> Receipt:
        """Send one message; `hand_over` is called just before the server may keep it."""
        receipt = self._send(envelope, message, hand_over)
        if receipt.fault == over_limit(self._server.host):
            self._fault = receipt
        return receipt

    def close(self) -> None:
        """Say goodbye to the server."""
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.quit()
        self._drop()

    def _send(self, envelope: Envelope, message: bytes, hand_over: HandOver) -> Receipt:
        offer = self._offer(envelope, len(message))
        if offer is None and self._cuts < _MAX_CUTS:
            # The server hung up on a kept connection; nothing has left yet.
            offer = self._offer(envelope, len(message))
        if offer is None:
            return self._fault or Receipt(DispatchState.RETRY, fault=cut_fault(self._server))
        if isinstance(offer, Receipt):
            return offer
        hand_over()
        return self._transfer(offer, message)

    def _offer(self, envelope: Envelope, size: int) -> _Offer | Receipt | None:
        """Name sender and recipients; None if the connection was cut meanwhile."""
        client = self._ready()
        if isinstance(client, Receipt):
            return client
        try:
            if self._begun:
                _checked(client.rset())
            self._begun = True
            return _offered(client, envelope, size, self._server)
        except OSError as error:
            self._cut(error)
            return None

    def _transfer(self, offer: _Offer, message: bytes) -> Receipt:
        client = offer.client
        try:
            answer = _checked(client.docmd("DATA"))
            if answer.code != _GO_AHEAD:
                return _refusal(answer, message_fault(answer, self._server.host))
            client.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        except OSError as error:
            # Whatever was not written to the end has no dot: the server keeps nothing.
            self._cut(error)
            return Receipt(DispatchState.RETRY, str(error), cut_fault(self._server))
        try:
            answer = self._final_answer(client)
        except OSError as error:
            self._cut(error)
            return Receipt(DispatchState.UNKNOWN, str(error), silence_fault(self._server))
        self._begun = False
        if answer.code == _CLOSING:
            self._drop()
        if not answer.accepted:
            return _refusal(answer, message_fault(answer, self._server.host))
        self._cuts = 0
        told = offer.told(answer)
        return Receipt(DispatchState.SENT, told, offer.fault, put_off=offer.put_off)

    def _final_answer(self, client: smtplib.SMTP) -> Answer:
        if client.sock is not None:
            client.sock.settimeout(self._server.timeout * _PATIENCE)
        answer = Answer.of(client.getreply())
        if answer.code < 0:
            raise smtplib.SMTPServerDisconnected(answer.words)
        if client.sock is not None:
            client.sock.settimeout(self._server.timeout)
        return answer

    def _ready(self) -> smtplib.SMTP | Receipt:
        if self._fault is not None:
            return self._fault
        if self._count >= MAILS_PER_CONNECTION:
            self.close()
        self._count += 1
        if self._client is None:
            try:
                self._client = log_in(self._server)
            except Unusable as error:
                self._fault = Receipt(DispatchState.RETRY, error.words, error.fault)
                return self._fault
        return self._client

    def _cut(self, error: OSError) -> None:
        self._drop()
        self._cuts += 1
        if self._cuts >= _MAX_CUTS:
            self._fault = Receipt(DispatchState.RETRY, str(error), cut_fault(self._server))

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None
        self._count = 0
        self._begun = False


@dataclass(frozen=True, slots=True)
class _Offer:
    """A message the server is ready to take, for some of its recipients at least."""

    client: smtplib.SMTP
    refused: Mapping[str, Answer] = field(default_factory=dict)
    put_off: tuple[PutOff, ...] = ()

    @property
    def fault(self) -> Text | None:
        later = ", ".join(one for one, no in self.refused.items() if no.for_now)
        never = ", ".join(one for one, no in self.refused.items() if not no.for_now)
        not_yet = say("Not yet taken for {addresses}.", addresses=later)
        refused = say("Not accepted for {addresses}.", addresses=never)
        if later and never:
            return say("{first} {next}", first=refused, next=not_yet)
        return refused if never else not_yet if later else None

    def told(self, answer: Answer) -> str:
        return "; ".join((str(answer), *(f"{one}: {no}" for one, no in self.refused.items())))


def _offered(
    client: smtplib.SMTP, envelope: Envelope, size: int, server: MailServer
) -> _Offer | Receipt:
    limit = client.esmtp_features.get("size", "")
    if limit.isdigit() and 0 < int(limit) < size:
        return Receipt(DispatchState.FAILED, fault=too_large(server.host), too_large=True)
    reports = server.reports and client.has_extn("dsn")
    options = [*([f"SIZE={size}"] if limit else ()), *(_named(envelope) if reports else ())]
    answer = _checked(client.mail(envelope.sender, options))
    if not answer.accepted:
        return _refusal(answer, sender_fault(answer, envelope.sender, server.host))
    wanted = (*_ON_FAILURE, "SUCCESS") if server.confirmations else _ON_FAILURE
    kinds = dict.fromkeys(envelope.blind, _ON_FAILURE) | dict.fromkeys(envelope.recipients, wanted)
    answers = {
        address: _checked(client.rcpt(address, _reported(address, kinds[address], reports=reports)))
        for address in (*envelope.recipients, *envelope.blind)
    }
    refused = {address: no for address, no in answers.items() if not no.accepted}
    if any(address not in refused for address in envelope.recipients):
        return _Offer(client, refused, tuple(_put_off(envelope, refused, server.host)))
    # One that may be accepted later is worth another try, for all of them.
    worst = min(envelope.recipients, key=lambda address: refused[address].code)
    answer = refused[worst]
    receipt = _refusal(answer, recipient_fault(answer, worst, envelope.sender, server.host))
    gone = all(is_nobody_there(refused[address]) for address in envelope.recipients)
    # A bare 552 means the mailbox here, and the message elsewhere.
    too_large_there = receipt.too_large and bool(answer.status)
    return replace(receipt, nobody_there=gone, too_large=too_large_there)


def _put_off(envelope: Envelope, refused: Mapping[str, Answer], host: str) -> Iterator[PutOff]:
    """Yield the recipients, but no blind copy, that may be accepted later."""
    for address in envelope.recipients:
        if address in refused and refused[address].for_now:
            fault = recipient_fault(refused[address], address, envelope.sender, host)
            yield PutOff(address, fault)


def _named(envelope: Envelope) -> list[str]:
    """Ask for reports that give the headers back, and name the message (RFC 3461)."""
    name = _xtext(envelope.name)
    return ["RET=HDRS", *([f"ENVID={name}"] if 0 < len(name) <= _LONGEST_NAME else ())]


def _reported(address: str, kinds: Iterable[str], *, reports: bool) -> list[str]:
    if not reports:
        return []
    return [f"NOTIFY={','.join(kinds)}", f"ORCPT=rfc822;{_xtext(address)}"]


def _xtext(text: str) -> str:
    return "".join(
        one if "!" <= one <= "~" and one not in "+=" else f"+{byte:02X}"
        for one in text
        for byte in (one.encode() if len(one.encode()) > 1 else [ord(one)])
    )


def _refusal(answer: Answer, fault: Text) -> Receipt:
    later = answer.for_now or is_over_limit(answer)
    state = DispatchState.RETRY if later else DispatchState.FAILED
    return Receipt(state, str(answer), fault, too_large=is_too_large(answer))


def _checked(reply: tuple[int, bytes]) -> Answer:
    answer = Answer.of(reply)
    if answer.code == _CLOSING or answer.code < 0:
        raise smtplib.SMTPServerDisconnected(str(answer))
    return answer
