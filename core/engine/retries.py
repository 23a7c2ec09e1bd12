"""Says how many sendings are tried again later today, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from core.domain.dispatches import Dispatch
from core.domain.wording import Text, say

_WITH_ANSWER = re.compile(r"(.*?[.!?]) \[.*\]", re.DOTALL)
"""What a fault says ends as a sentence does; the server's own words follow it."""


def retries_told(waiting: Sequence[Dispatch]) -> Text:
    """Say how many wait, with the reason if one covers them all, else with the commonest."""
    reasons = Counter(map(_reason, waiting))
    reason, times = max(reasons.items(), key=lambda found: (found[1], found[0]))
    count = len(waiting)
    if not reason:
        return say("Sendings that are tried again later today: {count}", count=count)
    alike = [dispatch for dispatch in waiting if _reason(dispatch) == reason]
    said = {_said(dispatch) for dispatch in alike}
    # Of one address its name is shown, of several none.
    shown = said.pop() if len(said) == 1 else reason
    if times == count:
        return say(
            "Sendings that are tried again later today: {count}. {reason}",
            count=count,
            reason=shown,
        )
    return say(
        "Sendings that are tried again later today: {count}. The commonest reason ({times}):"
        " {reason}",
        count=count,
        times=times,
        reason=shown,
    )


def _said(dispatch: Dispatch) -> str:
    found = _WITH_ANSWER.fullmatch(dispatch.error)
    return found[1] if found else dispatch.error


def _reason(dispatch: Dispatch) -> str:
    reason = _said(dispatch)
    for address in dispatch.address.split(", "):
        reason = reason.replace(address, "…") if address else reason
    return reason
