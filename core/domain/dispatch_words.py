"""How the states of a dispatch are called where people read them."""

from __future__ import annotations

from core.domain.dispatches import DispatchState
from core.domain.wording import say

STATE_WORDS = {
    DispatchState.PLANNED: say("Planned"),
    DispatchState.SENDING: say("On its way"),
    DispatchState.SENT: say("Sent"),
    DispatchState.FAILED: say("Failed"),
    DispatchState.RETRY: say("Will be tried again"),
    DispatchState.UNKNOWN: say("Unclear"),
    DispatchState.YIELDED: say("Left to another PC"),
    DispatchState.DROPPED: say("Dropped"),
}
