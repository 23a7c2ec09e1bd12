"""A firm with a PEC mailbox on the mail servers."""

from datetime import timedelta
from pathlib import Path

from core.domain.commands import FollowSendings, ReloadLedger, SendStatement
from core.domain.dispatches import Dispatch
from tests.firms import Firm, make_firm_of
from tests.servers.mail import DOMAIN, PASSWORD, MailServers
from tests.servers.pec_provider import CLIENT, FIRM
from tray.clock import SystemClock


def firm_on(mail: MailServers, folder: Path, *addresses: str) -> Firm:
    firm = make_firm_of(folder, ["ROSSI"], secret={"pec": PASSWORD}.get)
    # Receipts are looked for by the day they came, and the server's clock is the real one.
    firm.clock.moment = SystemClock().now()
    (address,) = addresses or (CLIENT,)
    firm.write("clienti.csv", f"Codice cliente;Ragione sociale;PEC\nROSSI;Rossi;{address}\n")
    firm.set(
        email__sender=f"azienda@{DOMAIN}",
        email__reply_to=f"azienda@{DOMAIN}",
        email__bcc=f"segreteria@{DOMAIN}",
        pec__host="localhost",
        pec__port=mail.tls,
        pec__user=FIRM,
        pec__sender=f"Rossi S.r.l. <{FIRM}>",
        pec__imap_host="localhost",
        pec__imap_port=mail.imap,
        pec__ca_file=str(mail.authority.ca),
    )
    firm.engine.post(ReloadLedger()).result()
    return firm


def send(firm: Firm, address: str = "") -> Dispatch:
    firm.engine.post(SendStatement(("ROSSI",), "pec", address)).result()
    return newest(firm)


def newest(firm: Firm) -> Dispatch:
    return firm.dispatches[-1]


def look(firm: Firm, minutes: int = 11) -> Dispatch:
    firm.clock.moment += timedelta(minutes=minutes)
    firm.engine.post(FollowSendings()).result()
    return newest(firm)
