"""An address that a receipt called none of certified mail is tried again if a person says so."""

from __future__ import annotations

from core.domain.dispatches import ChannelKind
from core.domain.wording import say
from core.engine.firm import Firm
from core.errors import SollecitoError
from core.mail.message import comparable_address


def refused_pec(firm: Firm, code: str) -> str:
    """Return the customer's PEC address if a receipt has called it an ordinary one; else empty."""
    customer, known = firm.customer(code), firm.bounced.no_pec()
    for channel in firm.parts.plugins.channels().values():
        if channel.kind is ChannelKind.PEC:
            for address in firm.recipients(customer, channel):
                if (code, comparable_address(address)) in known:
                    return address
    return ""


def try_pec_again(firm: Firm, code: str) -> str:
    """Take the mark back; return the address that is written to again."""
    address = refused_pec(firm, code)
    if not address:
        raise SollecitoError(say("Nothing keeps this customer’s PEC address from being used."))
    parts = firm.parts
    firm.bounced.take_no_pec_back(code, address, parts.clock.now(), parts.user)
    return address
