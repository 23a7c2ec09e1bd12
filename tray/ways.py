"""Where a sentence leads: the page on which a person can do what it asks for."""

from __future__ import annotations

from core.domain.wording import Text, say
from core.engine.status import Status, waiting

UNKNOWN = "/history?state=unknown"
FAILED = "/history?state=failed"
RETRY = "/history?state=retry"
REPLIES = "/replies"
PROBLEMS = "/problems"

_PAGES = {
    say("Sendings of which nobody knows whether they arrived: {count}").message: UNKNOWN,
    say("Sendings that failed in the last days: {count}").message: FAILED,
    say("Sendings that are tried again later today: {count}").message: RETRY,
    say("Sendings that are tried again later today: {count}. {reason}").message: RETRY,
    say(
        "Sendings that are tried again later today: {count}. The commonest reason ({times}):"
        " {reason}"
    ).message: RETRY,
    say("Answers of customers that nobody has looked at: {count}").message: REPLIES,
    say("The plugin {name} does not work.").message: "/plugins",
}


def page_for(status: Status, sentence: Text) -> str:
    """Return the page on which a person can do what a sentence asks for; empty: there is none."""
    if status.awaits_approval and sentence == waiting(status.awaits_approval):
        return "/plan"
    if sentence == status.settings_fault or any(sentence == p.what for p in status.problems):
        return PROBLEMS
    return _PAGES.get(sentence.message, "")
