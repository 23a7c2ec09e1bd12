"""What the numbers mean that a mail program answers with."""

from __future__ import annotations

from sollecito import DispatchState, Receipt, Text, say

SUCCESS, USER_ABORT = 0, 1

_FOR_NOW = {
    3: "LOGON_FAILURE",
    4: "DISK_FULL",
    5: "INSUFFICIENT_MEMORY",
    8: "TOO_MANY_SESSIONS",
    19: "INVALID_SESSION",
    23: "NETWORK_FAILURE",
}
_ADDRESSES = {
    10: "TOO_MANY_RECIPIENTS",
    14: "UNKNOWN_RECIPIENT",
    15: "BAD_RECIPTYPE",
    21: "AMBIGUOUS_RECIPIENT",
    25: "INVALID_RECIPS",
}
_REFUSED = {
    2: "FAILURE",
    6: "ACCESS_DENIED",
    9: "TOO_MANY_FILES",
    11: "ATTACHMENT_NOT_FOUND",
    12: "ATTACHMENT_OPEN_FAILURE",
    13: "ATTACHMENT_WRITE_FAILURE",
    17: "INVALID_MESSAGE",
    18: "TEXT_TOO_LARGE",
    26: "NOT_SUPPORTED",
    27: "UNICODE_NOT_SUPPORTED",
    28: "ATTACHMENT_TOO_LARGE",
}


def receipt_of(answer: int, program: str) -> Receipt:
    """Return the receipt for an answer; with any error of the list no message was sent."""
    if answer == SUCCESS:
        return Receipt(DispatchState.SENT, note=say("Handed to {program}", program=program))
    if answer == USER_ABORT:
        return Receipt(DispatchState.FAILED, fault=say("Cancelled in {program}.", program=program))
    for names, state, fault in _meanings(program):
        if answer in names:
            return Receipt(state, f"MAPI_E_{names[answer]}", fault)
    # A number that nobody knows says nothing about what has left.
    return Receipt(
        DispatchState.UNKNOWN,
        f"MAPI {answer}",
        say("{program} gave an answer that means nothing to Sollecito.", program=program),
    )


def _meanings(program: str) -> tuple[tuple[dict[int, str], DispatchState, Text], ...]:
    return (
        (
            _FOR_NOW,
            DispatchState.RETRY,
            say("{program} takes no message for now. Is it open and logged in?", program=program),
        ),
        (
            _ADDRESSES,
            DispatchState.FAILED,
            say("{program} does not take one of the addresses.", program=program),
        ),
        (_REFUSED, DispatchState.FAILED, say("{program} refuses the message.", program=program)),
    )
