"""The real servers, each started once."""

from collections.abc import Iterator

import pytest

from tests.conftest import need
from tests.servers.cups import PrintServer, print_server
from tests.servers.cups import missing as missing_cups
from tests.servers.mail import MailServers, mail_servers, missing


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
