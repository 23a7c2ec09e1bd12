"""Deliveries as the engine makes them, for tests of the message and the channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from core.channels import Attachment, Delivery, Site
from core.domain.covering_letter import CoveringLetter
from core.domain.parties import Company, Customer
from core.drawing import Document
from tests.dispatches import a_dispatch

MORNING = datetime.fromisoformat("2026-11-24T08:00:00+01:00")
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 80 + b"\n%%EOF\n"
PASSWORD = "segreta"
SENDER = "Ferramenta Rossi S.r.l. <azienda@sollecito.test>"


@dataclass
class Intent:
    """Counts how often the intent to send was recorded; `then` stands for its failure."""

    times: int = 0
    then: Exception | None = None

    def __call__(self) -> None:
        """Record the intent."""
        self.times += 1
        if self.then is not None:
            raise self.then


def a_site(
    folder: Path = Path(),
    settings: Mapping[str, object] | None = None,
    *,
    sender: str = SENDER,
    reply_to: str = "",
    bcc: tuple[str, ...] = (),
    password: str | None = PASSWORD,
) -> Site:
    """Return the firm's site with the channel's own settings."""
    return Site(
        Company("Ferramenta Rossi S.r.l."),
        folder,
        settings or {},
        sender,
        reply_to,
        bcc,
        {"smtp": password}.get,
    )


def a_delivery(  # noqa: PLR0913 - each test sets what its rule is about
    *,
    code: str = "C0001",
    recipients: tuple[str, ...] = ("cliente@sollecito.test",),
    letter: CoveringLetter | None = None,
    pdf: bytes = PDF,
    file_name: str = "estratto-conto-C0001-2026-11-24.pdf",
    invoices: Mapping[str, bytes] = MappingProxyType({}),
    automatic: bool = True,
    message_id: str = "<sollecito.0123456789abcdef@sollecito.test>",
) -> Delivery:
    """Return one statement on its way."""
    customer = Customer(code, "Caffè Duomo", emails=recipients)
    dispatch = a_dispatch(
        code,
        name=customer.name,
        created_at=MORNING,
        updated_at=MORNING,
        address=", ".join(recipients),
        automatic=automatic,
        message_id=message_id,
    )
    return Delivery(
        dispatch,
        customer,
        Document(pdf, 1),
        file_name,
        letter or CoveringLetter("Estratto conto - Ferramenta Rossi", "Gentile cliente,\n…\n"),
        recipients,
        MORNING,
        tuple(Attachment(name, content) for name, content in invoices.items()),
    )
