"""The real servers, each started once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import need
from tests.firms import Firm
from tests.servers.cups import PrintServer, print_server
from tests.servers.cups import missing as missing_cups
from tests.servers.mail import MailServers, mail_servers, missing
from tests.servers.pec_firm import firm_on
from tests.servers.pec_provider import PecProvider


@pytest.fixture(scope="session")
def mail() -> Iterator[MailServers]:
    """Return a running Postfix and Dovecot."""
    absent = missing()
    need(present=not absent, what=absent)
    with mail_servers() as servers:
        yield servers


@pytest.fixture(scope="session")
def cups() -> Iterator[PrintServer]:
    """Return a running print server."""
    absent = missing_cups()
    need(present=not absent, what=absent)
    with print_server() as server:
        yield server


@pytest.fixture
def provider(mail: MailServers) -> PecProvider:
    """Return who plays the PEC provider on the mail servers."""
    return PecProvider(mail)


@pytest.fixture
def pec_firm(mail: MailServers, tmp_path: Path) -> Iterator[Firm]:
    """Return a firm with a PEC mailbox."""
    firm = firm_on(mail, tmp_path)
    yield firm
    firm.engine.firm.parts.history.close()
