"""What each setting is called and what it does; a test misses the words of a new key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.domain.wording import Text, say
from tray.pages.trial_texts import (
    TEST_FAX,
    TEST_LETTER,
    TEST_MAIL_PROGRAM,
    TEST_MAILBOX,
    TEST_MESSAGE,
    TEST_OUTLOOK,
    TEST_PEC,
    TEST_SERVER,
    TrialWords,
)

LETTERS = "letters"
"""The group of the covering letters; a table `[email.text]` in the file."""
MAILBOX = "imap"
"""The group that is tried by opening the mailbox."""


@dataclass(frozen=True, slots=True)
class GroupWords:
    """A group of settings: the heading of its page and a sentence below it."""

    title: Text
    lead: Text
    password: Text | None = None
    """What its password is called, if it has one."""
    trial: TrialWords | None = None


@dataclass(frozen=True, slots=True)
class SettingWords:
    """A setting in plain words."""

    label: Text
    help: Text | None = None
    example: str = ""
    choices: Mapping[str, Text] = field(default_factory=dict)
    """What its values are called."""


GROUPS = {
    "company": GroupWords(say("Company"), say("The firm as its statements and letters show it.")),
    "automatic": GroupWords(
        say("Automatic sending"), say("When statements leave by themselves, and to whom.")
    ),
    "email": GroupWords(
        say("E-mail"), say("How e-mail leaves, and who writes."), trial=TEST_MESSAGE
    ),
    "smtp": GroupWords(
        say("Mail server"),
        say("The firm’s own mail server; your provider tells these values."),
        password=say("Password of the mail server"),
        trial=TEST_SERVER,
    ),
    MAILBOX: GroupWords(
        say("Mailbox"),
        say("What came back and what was answered is found here; nothing in it is changed."),
        password=say("Password of the mailbox"),
        trial=TEST_MAILBOX,
    ),
    "pec": GroupWords(
        say("PEC"),
        say(
            "Certified mail, with receipts as a proof. Legal value has only PEC to PEC: from this"
            " mailbox to the customer’s PEC address."
        ),
        password=say("Password of the PEC mailbox"),
        trial=TEST_PEC,
    ),
    LETTERS: GroupWords(
        say("Covering letter"),
        say("The text of the e-mail that goes with a statement; the subject is fixed."),
        trial=TEST_MESSAGE,
    ),
    "outlook": GroupWords(
        say("Outlook"),
        say("Counts where e-mail leaves by Outlook on a PC with Windows."),
        trial=TEST_OUTLOOK,
    ),
    "mapi": GroupWords(
        say("Mail program"),
        say("Counts where e-mail leaves by the usual program of a PC."),
        trial=TEST_MAIL_PROGRAM,
    ),
    "attachments": GroupWords(
        say("Attachments"),
        say("The open invoices’ own PDF files can go with a statement, by e-mail and PEC."),
    ),
    "fax": GroupWords(say("Fax"), say("The fax server of the house."), trial=TEST_FAX),
    "post": GroupWords(
        say("Post"), say("Letters that are printed for window envelopes."), trial=TEST_LETTER
    ),
    "statement": GroupWords(say("Statement"), say("How statements look.")),
}
"""In the order of the page's tabs."""

SETTINGS = {
    "company.name": SettingWords(say("Name")),
    "company.address": SettingWords(
        say("Address"), say("One line below the other."), "Via Roma 1\n20121 Milano MI"
    ),
    "company.vat_number": SettingWords(
        say("VAT number"), say("Printed as you write it."), "IT01234560157"
    ),
    "company.iban": SettingWords(
        say("IBAN"),
        say("Where to pay; it is checked, printed, and in the QR code."),
        "IT60 X054 2811 1010 0000 0123 456",
    ),
    "company.bic": SettingWords(say("BIC"), say("Only where the bank asks for it.")),
    "company.email": SettingWords(say("E-mail address"), say("Printed on statements.")),
    "company.phone": SettingWords(say("Telephone"), say("Printed on statements.")),
    "company.logo": SettingWords(
        say("Logo"), say("A picture in the data folder."), "designs/logo.png"
    ),
    "automatic.enabled": SettingWords(
        say("Send by itself"),
        say("The general switch. A customer’s own switch counts only while this is on."),
    ),
    "automatic.scope": SettingWords(
        say("Write to"),
        choices={
            "overdue": say("customers with something overdue"),
            "open": say("all who owe, be it not yet due"),
        },
    ),
    "automatic.period_days": SettingWords(
        say("Every … days"),
        say("The least time between two statements to a customer; each may have its own."),
    ),
    "automatic.minimum_amount": SettingWords(
        say("Minimum amount"), say("Below it nobody is written to."), "25.00"
    ),
    "automatic.max_ledger_age_days": SettingWords(
        say("Oldest accounting data, in days"),
        say("With older data nobody is written to, and the tray says why."),
    ),
    "automatic.paused_until": SettingWords(
        say("Pause until"), say("Up to and including this day nothing is sent by itself.")
    ),
    "automatic.approval": SettingWords(
        say("Ask first"),
        say("Whether a person looks at the day’s plan before it is carried out."),
        choices={
            "never": say("no, send by itself"),
            "always": say("yes, wait for a person’s yes"),
        },
    ),
    "automatic.roads": SettingWords(
        say("Roads, in their order"),
        say(
            "One a line: pec, email, fax, post, or a channel’s name. The first one that leads to"
            " a customer is taken; the plan says why others were not."
        ),
        "email",
    ),
    "email.via": SettingWords(
        say("E-mail leaves by"),
        say("“E-mail as files” sends nothing: good for trying out."),
        choices={
            "smtp": say("the firm’s mail server"),
            "outlook": say("Outlook on this PC"),
            "mapi": say("this PC’s usual mail program"),
            "outbox": say("E-mail as files"),
        },
    ),
    "email.sender": SettingWords(
        say("Sender"), say("Who writes to the customers."), "Rossi <info@rossi.example>"
    ),
    "email.reply_to": SettingWords(say("Answers go to"), say("Empty: to the sender.")),
    "email.bcc": SettingWords(
        say("Blind copy to"), say("A copy of every e-mail, invisible to the customer.")
    ),
    "smtp.host": SettingWords(say("Server"), example="smtp.provider.example"),
    "smtp.port": SettingWords(say("Port"), say("587 with STARTTLS, 465 with TLS.")),
    "smtp.security": SettingWords(
        say("Encryption"),
        choices={
            "starttls": say("STARTTLS"),
            "tls": say("TLS from the start"),
            "none": say("none; only inside the house"),
        },
    ),
    "smtp.user": SettingWords(say("User"), say("Empty: the server asks for no password.")),
    "smtp.ca_file": SettingWords(
        say("Certificate"), say("Of an authority of one’s own: a file in the data folder.")
    ),
    "smtp.timeout": SettingWords(
        say("Patience in seconds"), say("How long to wait for an answer.")
    ),
    "smtp.per_minute": SettingWords(
        say("E-mails a minute"), say("What the provider takes; 0: no limit.")
    ),
    "smtp.per_day": SettingWords(
        say("Recipients a day"), say("What is over follows the next day; 0: no limit.")
    ),
    "smtp.confirmations": SettingWords(
        say("Ask for confirmations"),
        say("The customer’s mail server confirms each delivery, where it can, into the mailbox."),
    ),
    "smtp.login": SettingWords(
        say("Log in with"), choices={"password": say("password"), "oauth2": say("OAuth2")}
    ),
    "smtp.auth_url": SettingWords(
        say("Address for consent"),
        say("Only for OAuth2; the button below the form opens it."),
        "https://login.microsoftonline.com/TENANT/oauth2/v2.0/authorize",
    ),
    "smtp.token_url": SettingWords(
        say("Address for tokens"),
        say("Only for OAuth2."),
        "https://login.microsoftonline.com/TENANT/oauth2/v2.0/token",
    ),
    "smtp.client_id": SettingWords(say("Program’s number"), say("Only for OAuth2.")),
    "smtp.scope": SettingWords(
        say("Scope"),
        say("Only for OAuth2. One that opens the mailbox as well lets answers be read."),
        "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All"
        " offline_access",
    ),
    "imap.host": SettingWords(
        say("Server"), say("Empty: nothing is read."), "imap.provider.example"
    ),
    "imap.port": SettingWords(say("Port"), say("993 with TLS, 143 with STARTTLS.")),
    "imap.security": SettingWords(
        say("Encryption"), choices={"tls": say("TLS from the start"), "starttls": say("STARTTLS")}
    ),
    "imap.user": SettingWords(
        say("User"), say("Empty: the user of the mail server, with its password.")
    ),
    "imap.folder": SettingWords(say("Folder"), say("Where replies arrive.")),
    "imap.sent_copy": SettingWords(
        say("Copy in the folder of sent mail"),
        say("Of each e-mail that leaves. Gmail and Microsoft 365 keep one themselves."),
    ),
    "imap.sent_folder": SettingWords(
        say("Folder of sent mail"), say("Empty: the one that the server marks as such.")
    ),
    "imap.ca_file": SettingWords(
        say("Certificate"), say("Of an authority of one’s own: a file in the data folder.")
    ),
    "email.text.it": SettingWords(say("Text in Italian"), say("Empty: the program’s own text.")),
    "email.text.en": SettingWords(say("Text in English"), say("Empty: the program’s own text.")),
    "post.printer": SettingWords(
        say("Printer"), say("Its address on the network."), "ipp://server/printers/Office"
    ),
    "post.timeout": SettingWords(
        say("Patience in seconds"), say("How long to wait for an answer.")
    ),
    "post.join": SettingWords(
        say("One print job a run"),
        say("An automatic run is printed in one piece, in the order of the postcodes."),
    ),
    "pec.host": SettingWords(
        say("Server for sending"), say("Your PEC provider tells it."), "smtps.pec.provider.example"
    ),
    "pec.port": SettingWords(say("Port"), say("465 with TLS, 587 with STARTTLS.")),
    "pec.security": SettingWords(
        say("Encryption"), choices={"tls": say("TLS from the start"), "starttls": say("STARTTLS")}
    ),
    "pec.user": SettingWords(say("User"), say("With most providers the whole PEC address.")),
    "pec.sender": SettingWords(
        say("The firm’s PEC address"), say("Empty: the user."), "rossi@pec.rossi.example"
    ),
    "pec.imap_host": SettingWords(
        say("Server for the receipts"),
        say("By IMAP; the receipts are read there, and nothing is changed."),
        "imaps.pec.provider.example",
    ),
    "pec.imap_port": SettingWords(say("Port for the receipts"), say("993 with every provider.")),
    "pec.folder": SettingWords(say("Folder"), say("Where the receipts arrive.")),
    "pec.ca_file": SettingWords(
        say("Certificate"), say("Of an authority of one’s own: a file in the data folder.")
    ),
    "pec.timeout": SettingWords(say("Patience in seconds"), say("How long to wait for an answer.")),
    "pec.per_minute": SettingWords(
        say("Messages a minute"), say("Some providers take few, like 6; 0: no limit.")
    ),
    "pec.per_day": SettingWords(
        say("Messages a day"), say("What is over follows the next day; 0: no limit.")
    ),
    "attachments.invoices": SettingWords(
        say("Attach the open invoices"),
        say("A file goes along only if nothing speaks against its being this very invoice."),
    ),
    "attachments.folder": SettingWords(
        say("Folder of the invoices"), say("In the data folder."), "invoices"
    ),
    "attachments.max_megabytes": SettingWords(
        say("At most, in MB"), say("Together; the oldest due go first, and the rest is named.")
    ),
    "fax.host": SettingWords(say("Server"), say("Its name on the network."), "fax.local"),
    "fax.port": SettingWords(say("Port"), say("4559 unless the server says otherwise.")),
    "fax.attempts": SettingWords(say("Attempts"), say("How often a busy number is dialled.")),
    "fax.timeout": SettingWords(say("Patience in seconds"), say("How long to wait for an answer.")),
    "fax.cover": SettingWords(
        say("Cover page"), say("It says who sends, and nothing of what is owed.")
    ),
    "fax.gateway": SettingWords(
        say("Gateway"),
        say("Without a fax server: the addresses of a service that faxes e-mail."),
        "{number}@gateway.example",
    ),
    "outlook.account": SettingWords(
        say("Account"), say("Empty: that of the sender, else Outlook’s usual one.")
    ),
    "mapi.show": SettingWords(
        say("Show each message first"),
        say("What is sent by hand leaves when a person says so in the mail program."),
    ),
    "statement.design": SettingWords(say("Design"), say("Changed on the page Designs.")),
    "statement.language": SettingWords(
        say("Language"),
        say("Unless a customer has its own."),
        choices={"it": say("Italian"), "en": say("English")},
    ),
}

PLACEHOLDER_WORDS = {
    "customer": say("name of the customer"),
    "company": say("name of the firm"),
    "outstanding": say("everything owed, due or not"),
    "overdue": say("what is past its due date"),
    "as_of": say("date that the statement speaks of"),
}
