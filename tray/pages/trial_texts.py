"""What trying a channel out is called on the settings' pages, and how it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.wording import Text, say


@dataclass(frozen=True, slots=True)
class TrialWords:
    """What sends an example by a group's channel."""

    title: Text
    lead: Text
    button: Text
    channel: str = ""
    """Empty: the one that the settings say for e-mail."""
    label: Text | None = None
    """What the field for the address is called; None: there is none to give."""
    kind: str = "email"
    """Of the field for the address, in HTML's words."""


TEST_MESSAGE = TrialWords(
    say("Send me a test message"),
    say(
        "An example statement goes out as the customers’ do, with the settings that are saved. "
        "It is not recorded."
    ),
    say("Send test message"),
    label=say("To"),
)
TEST_MAILBOX = TrialWords(
    say("Try the mailbox"),
    say(
        "The program logs in as it does to look for reports, and counts the messages in the folder."
        " Nothing in it is changed."
    ),
    say("Try the mailbox"),
)
TEST_OUTLOOK = TrialWords(
    say("Try Outlook"),
    say(
        "The open Outlook gets an example statement for an address of yours. If it lets no program"
        " send, the message lies in Drafts. It is not recorded."
    ),
    say("Send test message"),
    channel="outlook",
    label=say("To"),
)
TEST_MAIL_PROGRAM = TrialWords(
    say("Try the mail program"),
    say(
        "The usual mail program of this PC gets an example statement for an address of yours; what"
        " it does with it shows only there. It is not recorded."
    ),
    say("Send test message"),
    channel="mapi",
    label=say("To"),
)
TEST_PEC = TrialWords(
    say("Try the PEC"),
    say(
        "The mailbox of the receipts is opened, and an example statement goes out to a PEC address"
        " of yours. It is not recorded."
    ),
    say("Send test PEC"),
    channel="pec",
    label=say("To"),
)
TEST_SERVER = TrialWords(
    say("Try the mail server"),
    say(
        "An example statement goes out by this server, whatever else e-mail leaves by, with the "
        "settings that are saved. It is not recorded."
    ),
    say("Send test message"),
    channel="smtp",
    label=say("To"),
)
TEST_FAX = TrialWords(
    say("Try the fax"),
    say("An example statement is faxed to a number of yours. It is not recorded."),
    say("Send test fax"),
    channel="fax",
    label=say("Number"),
    kind="tel",
)
TEST_LETTER = TrialWords(
    say("Print an example letter"),
    say("A statement of an invented customer is printed. It is not recorded."),
    say("Print"),
    channel="printer",
)
