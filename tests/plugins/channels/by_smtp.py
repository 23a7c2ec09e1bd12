"""Statements sent by the SMTP channel to a server that a test writes."""

from collections.abc import Iterable

from core.domain.dispatches import DispatchState, Receipt
from plugins.channels.smtp import SmtpChannel
from tests.deliveries import Intent, a_delivery, a_site
from tests.servers.scripted_smtp import ScriptedSmtp

SEVERAL = ("a@cliente.example", "b@cliente.example")


def settings_of(server: ScriptedSmtp, **others: object) -> dict[str, object]:
    table: dict[str, object] = {"host": "127.0.0.1", "port": server.port, "security": "none"}
    return {**table, "timeout": 5, **others}


def send(
    server: ScriptedSmtp,
    *,
    intent: Intent | None = None,
    recipients: tuple[str, ...] = ("cliente@sollecito.test",),
    bcc: tuple[str, ...] = (),
    **others: object,
) -> Receipt:
    site = a_site(settings=settings_of(server, **others), bcc=bcc)
    return SmtpChannel().deliver(site, a_delivery(recipients=recipients), intent or Intent())


def send_in_one_run(server: ScriptedSmtp, times: int, **others: object) -> list[Receipt]:
    with SmtpChannel().connect(a_site(settings=settings_of(server, **others))) as deliver:
        return [deliver(a_delivery(), Intent()) for _ in range(times)]


def states(receipts: Iterable[Receipt]) -> list[DispatchState]:
    return [receipt.state for receipt in receipts]
