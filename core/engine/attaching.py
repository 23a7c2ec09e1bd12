"""Whether and which open invoices go with a statement: what the firm and the customer want."""

from __future__ import annotations

from datetime import date

from core.channels import Channel
from core.domain.ledger import Ledger
from core.domain.parties import Customer
from core.domain.statements import Statement
from core.domain.wording import say
from core.engine.firm import Firm
from core.engine.invoices import NOTHING, Enclosed, Limits, Withheld, open_documents
from core.files import statement_file_name
from core.store.settings import MEGABYTE

_NOT_CARRIED = say("By this channel only the statement goes.")


def enclosed_with(firm: Firm, statement: Statement, channel: Channel, name: str) -> Enclosed:
    """Return what goes with a statement whose own file has a name; nothing, unless wanted."""
    return _found(firm, statement, firm.ledger, channel, frozenset({name}), peek=False)


def look_at_enclosed(firm: Firm, code: str, channel: str, as_of: date | None = None) -> Enclosed:
    """Say what would go with a customer's statement, without the files themselves."""
    books = firm.books
    customer = books.customer(code)
    if not _is_wanted(firm, customer):
        return NOTHING
    statement = books.statement(code, as_of or firm.parts.clock.today())
    name = frozenset({statement_file_name(code, statement.as_of, firm.language_of(customer))})
    return _found(firm, statement, books.ledger, firm.channel(channel), name, peek=True)


def _is_wanted(firm: Firm, customer: Customer) -> bool:
    own = firm.preferences(customer).invoices
    return firm.settings.attachments.invoices if own is None else own


def _found(
    firm: Firm,
    statement: Statement,
    ledger: Ledger,
    channel: Channel,
    taken: frozenset[str],
    *,
    peek: bool,
) -> Enclosed:
    if not channel.kind.reaches_customer or not _is_wanted(firm, statement.customer):
        return NOTHING
    if not channel.carries_attachments:
        documents = open_documents(statement)
        return Enclosed(withheld=tuple(Withheld(one.number, _NOT_CARRIED) for one in documents))
    table = firm.settings.attachments
    limits = Limits(table.folder, table.max_megabytes * MEGABYTE, taken, peek)
    company = firm.settings.company.to_domain()
    return firm.invoices.of(statement, ledger, company, limits, firm.parts.clock.now())
