"""What a channel does with a statement, in words: not every road leads to the customer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from core.domain.dispatches import ChannelKind, Dispatch, DispatchState
from core.domain.wording import Text, say
from core.engine.status import ChannelInfo, Status


@dataclass(frozen=True, slots=True)
class Deed:
    """What is asked before, what the button says, and what is told afterwards."""

    question: Text
    """With {day} and {name}."""
    button: Text
    """With {name} at most."""
    refusal: Text
    done: Text
    """What the history calls it."""
    news: Text
    """What a notice says once it is done; with {customer}."""
    bad_news: Text
    """What a notice says when it failed; with {customer}."""
    remark: Text | None = None
    """What a person should know before."""

    def ask(self, day: date, name: str) -> Text:
        """Return the question."""
        return Text(self.question.message, {"day": day, "name": name})

    def press(self, name: str) -> Text:
        """Return what the button says."""
        return Text(self.button.message, {"name": name})

    def tell(self, dispatch: Dispatch) -> Text:
        """Return what a notice says of a dispatch that was carried out, or failed."""
        text = self.news if dispatch.state is DispatchState.SENT else self.bad_news
        return Text(text.message, {"customer": dispatch.name})


@dataclass(frozen=True, slots=True)
class Trial:
    """What a test of a channel is called, and where a person sees what became of it."""

    name: Text
    look: Text | None = None


_SEND = Deed(
    question=say("Send the statement of {day} to {name}?"),
    button=say("Send to {name}"),
    refusal=say("Do not send"),
    done=say("Sent"),
    news=say("Statement sent to {customer}"),
    bad_news=say("The statement to {customer} was not sent"),
)
_WRITE_MESSAGE = Deed(
    question=_SEND.question,
    button=_SEND.button,
    refusal=_SEND.refusal,
    done=say("Written as a file"),
    news=say("E-mail to {customer} written as a file"),
    bad_news=say("The e-mail to {customer} was not written"),
    remark=say("The message is written as a file; nothing leaves this PC."),
)
_CERTIFY = replace(
    _SEND,
    remark=say(
        "The receipts are the proof: legal value has only PEC to PEC. To an ordinary address it"
        " goes out as ordinary e-mail, without a receipt of delivery."
    ),
)
_PRINT = Deed(
    question=say("Print the statement of {day} for {name}?"),
    button=say("Print"),
    refusal=say("Do not print"),
    done=say("To the printer"),
    news=say("Statement for {customer} given to the printer"),
    bad_news=say("The statement for {customer} was not printed"),
    remark=say("A person posts the letter; it counts as sent once it is printed."),
)
_WRITE_LETTER = Deed(
    question=say("Write the letter with the statement of {day} for {name}?"),
    button=say("Write the letter"),
    refusal=say("Do not write it"),
    done=_WRITE_MESSAGE.done,
    news=say("Letter to {customer} written as a file"),
    bad_news=say("The letter to {customer} was not written"),
    remark=say("A person prints and posts the file; it counts as sent once it is written."),
)
_KEEP = Deed(
    question=say("Keep the statement of {day} for {name} in the archive?"),
    button=say("Keep in the archive"),
    refusal=say("Do not keep it"),
    done=say("Kept in the archive"),
    news=say("Statement for {customer} kept in the archive"),
    bad_news=say("The statement for {customer} was not kept"),
    remark=say("The customer gets nothing; for automatic sending it does not count."),
)
_SAVE = Deed(
    question=say("Save the statement of {day} for {name} to disk?"),
    button=say("Save to disk"),
    refusal=say("Do not save it"),
    done=say("Saved to disk"),
    news=say("Statement for {customer} saved to disk"),
    bad_news=say("The statement for {customer} was not saved"),
    remark=_KEEP.remark,
)
_BY_KIND = {
    ChannelKind.EMAIL: (_SEND, _WRITE_MESSAGE),
    ChannelKind.PEC: (_CERTIFY, _WRITE_MESSAGE),
    ChannelKind.FAX: (_SEND, _SEND),
    ChannelKind.POST: (_PRINT, _WRITE_LETTER),
    ChannelKind.ARCHIVE: (_KEEP, _KEEP),
    ChannelKind.DISK: (_SAVE, _SAVE),
}
"""By kind: in general, and where the channel only writes a file."""

_TRIALS = {
    ChannelKind.EMAIL: (
        Trial(
            say("Test message"), look=say("Look whether it has arrived, and how it looks there.")
        ),
        Trial(say("Test message"), look=_WRITE_MESSAGE.remark),
    ),
    ChannelKind.PEC: (
        Trial(
            say("Test PEC"),
            look=say("Look whether it has arrived, and its receipts are in the mailbox."),
        ),
    ),
    ChannelKind.FAX: (
        Trial(
            say("Test fax"),
            look=say("Look whether it comes out of the fax machine, and how it looks there."),
        ),
    ),
    ChannelKind.POST: (
        Trial(
            say("Test page"),
            look=say("Look whether it comes out, and the address fits the envelope’s window."),
        ),
        Trial(
            say("Test page"),
            look=say("Look at the file, then delete it: it is nobody’s letter."),
        ),
    ),
    ChannelKind.ARCHIVE: (
        Trial(say("Test of the archive"), look=say("The example was taken away again.")),
    ),
    ChannelKind.DISK: (
        Trial(say("Test file"), look=say("Look at the file, then delete it: it is an example.")),
    ),
}
"""By kind: in general, and where the channel only writes a file."""
TRIAL_OF_THE_MAILBOX = Trial(say("Test of the mailbox"))


def trial_of(channel: ChannelInfo) -> Trial:
    """Return how a test of a channel is told."""
    trials = _TRIALS[channel.kind]
    return trials[-1] if channel.writes_file else trials[0]


def deed_of(channel: ChannelInfo) -> Deed:
    """Return what a channel does."""
    return _BY_KIND[channel.kind][channel.writes_file]


def deed_done(status: Status, dispatch: Dispatch) -> Deed:
    """Return what was done with a dispatch; its plugin may be gone."""
    writes_file = any(c.writes_file for c in status.channels if c.name == dispatch.channel)
    return _BY_KIND[dispatch.kind][writes_file]
