"""The public face for plugin authors: everything a plugin may use, and nothing else."""

from core.channels import Attachment, Channel, Deliver, Delivery, HandOver, Site, pdfs_of
from core.domain.covering_letter import CoveringLetter
from core.domain.design import Design
from core.domain.dispatches import (
    Amounts,
    ChannelKind,
    Dispatch,
    DispatchState,
    KeptProof,
    Proof,
    PutOff,
    Receipt,
    Signature,
)
from core.domain.ledger import Item, ItemKind, Ledger, LedgerPart, Payment
from core.domain.parties import Company, Customer, SendingPreferences
from core.domain.payment_code import amount_to_pay, payment_code
from core.domain.problems import Problem, Severity
from core.domain.statements import LineKind, Statement, StatementLine, StatementSection
from core.domain.wording import Text, say
from core.drawing import Document, Drawing
from core.errors import (
    AddressInvalid,
    FileUnreadable,
    FileUnwritable,
    MailboxUnusable,
    SollecitoError,
)
from core.files import (
    MAX_CODE,
    keep_durably,
    remove_unchanged,
    safe_folder,
    safe_name,
    statement_file_name,
    write_durably,
)
from core.formats import format_amount, format_day, format_money
from core.hookspecs import hookimpl
from core.hylafax import Fax, FaxJob, FaxRefused, FaxServer, FaxServerAway, FaxServerSilent
from core.ipp import JobState
from core.ipp_printer import IppPrinter, PrinterAway, PrinterRefuses, PrinterSilent, PrintJob
from core.mail.connection import MailConnection
from core.mail.faults import MailServer
from core.mail.mailbox import Mailbox, open_mailbox
from core.mail.mailbox_login import MailboxServer
from core.mail.message import (
    Envelope,
    build_message,
    envelope_of,
    mail_address,
    message_head,
)
from core.mail.settings import mail_fault, mail_server
from core.own_thread import PATIENCE, AskedApart, ProgramSilent, delivered_apart
from core.pdf_pages import NotAPdf, count_pages, fax_pages, picture_of
from core.phone_numbers import NumberInvalid
from core.phone_numbers import international as fax_number
from core.phone_numbers import national as national_number
from core.readers import Reader, ReadFile, join_tables
from core.tables.cells import Cell
from core.tables.cut import StillWritten
from core.tables.reading import HeadingsUnknown, read_table

__all__ = [
    "MAX_CODE",
    "PATIENCE",
    "AddressInvalid",
    "Amounts",
    "AskedApart",
    "Attachment",
    "Cell",
    "Channel",
    "ChannelKind",
    "Company",
    "CoveringLetter",
    "Customer",
    "Deliver",
    "Delivery",
    "Design",
    "Dispatch",
    "DispatchState",
    "Document",
    "Drawing",
    "Envelope",
    "Fax",
    "FaxJob",
    "FaxRefused",
    "FaxServer",
    "FaxServerAway",
    "FaxServerSilent",
    "FileUnreadable",
    "FileUnwritable",
    "HandOver",
    "HeadingsUnknown",
    "IppPrinter",
    "Item",
    "ItemKind",
    "JobState",
    "KeptProof",
    "Ledger",
    "LedgerPart",
    "LineKind",
    "MailConnection",
    "MailServer",
    "Mailbox",
    "MailboxServer",
    "MailboxUnusable",
    "NotAPdf",
    "NumberInvalid",
    "Payment",
    "PrintJob",
    "PrinterAway",
    "PrinterRefuses",
    "PrinterSilent",
    "Problem",
    "ProgramSilent",
    "Proof",
    "PutOff",
    "ReadFile",
    "Reader",
    "Receipt",
    "SendingPreferences",
    "Severity",
    "Signature",
    "Site",
    "SollecitoError",
    "Statement",
    "StatementLine",
    "StatementSection",
    "StillWritten",
    "Text",
    "amount_to_pay",
    "build_message",
    "count_pages",
    "delivered_apart",
    "envelope_of",
    "fax_number",
    "fax_pages",
    "format_amount",
    "format_day",
    "format_money",
    "hookimpl",
    "join_tables",
    "keep_durably",
    "mail_address",
    "mail_fault",
    "mail_server",
    "message_head",
    "national_number",
    "open_mailbox",
    "payment_code",
    "pdfs_of",
    "picture_of",
    "read_table",
    "remove_unchanged",
    "safe_folder",
    "safe_name",
    "say",
    "statement_file_name",
    "write_durably",
]
