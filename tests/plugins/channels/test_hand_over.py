"""The program killed right at the hand-over, and a server that is not there: nothing has left."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from core.channels import Channel, Site
from core.domain.dispatches import DispatchState
from plugins.channels.archive import ArchiveChannel
from plugins.channels.disk import DiskChannel
from plugins.channels.email_to_fax import EmailToFaxChannel
from plugins.channels.letters import LettersChannel
from plugins.channels.outbox import OutboxChannel
from plugins.channels.pec import PecChannel
from plugins.channels.smtp import SmtpChannel
from tests.deliveries import Intent, a_delivery, a_site
from tests.pdfs import a_pdf
from tests.servers.scripted_smtp import DOT, SILENT, ScriptedSmtp

RETRY, UNKNOWN = DispatchState.RETRY, DispatchState.UNKNOWN
FILES = (ArchiveChannel(), DiskChannel(), LettersChannel(), OutboxChannel())
MAIL = (SmtpChannel(), PecChannel(), EmailToFaxChannel())
NOBODY = 1
"""A port on which nothing listens."""


class Killed(BaseException):
    """As if the program had been killed: no channel may catch it."""


def by_name(channel: Channel) -> str:
    return channel.name


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def mail_site(port: int, timeout: int = 5) -> Site:
    server = {"host": "127.0.0.1", "port": port, "security": "none", "timeout": timeout}
    others = {"gateway": "{number}@gateway.example", "sender": "rossi@pec.rossi.test"}
    return a_site(Path(), server | others)


def recipient_of(channel: Channel) -> str:
    return "+390255512345" if channel.name == "email_to_fax" else "cliente@pec.verdi.test"


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as server:
        yield server


@pytest.mark.parametrize("channel", FILES, ids=by_name)
def test_no_file_is_there_if_the_program_dies_at_the_hand_over(
    tmp_path: Path, channel: Channel
) -> None:
    delivery = a_delivery(pdf=a_pdf(), recipients=(str(tmp_path),))
    delivery_by_mail = a_delivery(pdf=a_pdf())
    wanted = delivery if channel.name == "disk" else delivery_by_mail
    with pytest.raises(Killed):
        channel.deliver(a_site(tmp_path), wanted, Intent(then=Killed()))  # type: ignore[arg-type]  # dies, not fails
    assert files_in(tmp_path) == []
    # At the next start it is made after all, and once.
    assert channel.deliver(a_site(tmp_path), wanted, Intent()).state is DispatchState.SENT
    assert channel.deliver(a_site(tmp_path), wanted, Intent()).state is DispatchState.SENT
    assert len(files_in(tmp_path)) == 1


@pytest.mark.parametrize("channel", MAIL, ids=by_name)
def test_no_mail_leaves_if_the_program_dies_at_the_hand_over(
    server: ScriptedSmtp, channel: Channel
) -> None:
    delivery = a_delivery(pdf=a_pdf(), recipients=(recipient_of(channel),))
    with pytest.raises(Killed):
        channel.deliver(mail_site(server.port), delivery, Intent(then=Killed()))  # type: ignore[arg-type]  # dies, not fails
    assert server.received == []


@pytest.mark.parametrize("channel", MAIL, ids=by_name)
def test_a_server_that_is_down_keeps_the_mail_for_later(channel: Channel) -> None:
    delivery = a_delivery(pdf=a_pdf(), recipients=(recipient_of(channel),))
    intent = Intent()
    receipt = channel.deliver(mail_site(NOBODY), delivery, intent)
    assert (receipt.state, intent.times) == (RETRY, 0)


@pytest.mark.parametrize("channel", MAIL, ids=by_name)
def test_a_server_that_falls_silent_after_the_message_leaves_it_unclear(channel: Channel) -> None:
    delivery = a_delivery(pdf=a_pdf(), recipients=(recipient_of(channel),))
    with ScriptedSmtp({DOT: SILENT}) as server:
        receipt = channel.deliver(mail_site(server.port, timeout=3), delivery, Intent())
    assert receipt.state is UNKNOWN


@pytest.mark.parametrize("channel", MAIL, ids=by_name)
def test_invoices_leave_in_the_same_message_where_the_channel_carries_them(
    server: ScriptedSmtp, channel: Channel
) -> None:
    invoices = {"FT 2026-1.pdf": a_pdf(2), "FT 2026-2.pdf": a_pdf(3)}
    delivery = a_delivery(pdf=a_pdf(), recipients=(recipient_of(channel),), invoices=invoices)
    assert channel.deliver(mail_site(server.port), delivery, Intent()).state is DispatchState.SENT
    message = message_from_bytes(server.received[0].content, policy=default)
    parts = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    carried = invoices if channel.carries_attachments else {}
    assert parts == {"estratto-conto-C0001-2026-11-24.pdf": a_pdf(), **carried}
    assert channel.carries_attachments == (channel.name != "email_to_fax")
