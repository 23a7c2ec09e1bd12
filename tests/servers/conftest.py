"""The real servers, each started once."""

from collections.abc import Iterator

import pytest

from tests.conftest import need
from tests.servers.mail import MailServers, mail_servers, missing


@pytest.fixture(scope="session")
def mail() -> Iterator[MailServers]:
    """Return a running Postfix and Dovecot."""
    absent = missing()
    need(present=not absent, what=absent)
    with mail_servers() as servers:
        yield servers
