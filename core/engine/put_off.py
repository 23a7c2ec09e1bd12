"""Recipients that a mail server does not take yet, while the others have it, are tried alone."""

from __future__ import annotations

from dataclasses import replace

from core.domain.dispatches import Dispatch, DispatchState, Receipt
from core.domain.wording import say
from core.engine.firm import Firm
from core.mail.message import comparable_address
from core.texts import tell


def plan_for_the_rest(firm: Firm, dispatch: Dispatch, receipt: Receipt) -> None:
    """Record a dispatch of their own for those who were put off; nobody else is in it."""
    faults = {comparable_address(one.address): one.fault for one in receipt.put_off}
    left = [own for own in dispatch.address.split(", ") if comparable_address(own) in faults]
    if not left:
        return
    now, language = firm.parts.clock.now(), firm.parts.language
    remark = say("Only to who was not accepted with the others, who have it.")
    rest = replace(
        dispatch,
        id="",
        created_at=now,
        updated_at=now,
        left_at=None,
        address=", ".join(left),
        # Tried again as what a person sends, never by a run, which writes to all of them.
        automatic=False,
        state=DispatchState.RETRY,
        message_id="",
        message="",
        message_sha256="",
        receipt="",
        error=tell(faults[comparable_address(left[0])], language),
        ticket="",
        remarks=(tell(remark, language),),
        rest_of=dispatch.id,
    )
    firm.put_off.extend(firm.parts.history.plan([rest]))
