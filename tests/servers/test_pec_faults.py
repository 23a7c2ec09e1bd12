"""A PEC provider that refuses, is away or cannot be read is told in words."""

from pathlib import Path

import pytest

from core.domain.commands import ReloadLedger
from core.domain.dispatches import DispatchState
from tests.firms import Firm
from tests.servers.mail import DOMAIN, GREYLISTED, UNKNOWN, MailServers
from tests.servers.pec_firm import firm_on, look, send
from tests.servers.pec_provider import FIRM, PecProvider

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mail")]


@pytest.mark.parametrize(
    ("address", "state", "words"),
    [(UNKNOWN, "failed", "does not exist"), (GREYLISTED, "retry", "not accepted for now")],
)
def test_address_that_the_provider_refuses_at_once(
    pec_firm: Firm, address: str, state: str, words: str
) -> None:
    dispatch = send(pec_firm, address)
    assert (dispatch.state, dispatch.ticket) == (state, "")
    assert words in dispatch.error


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pec__port": 1}, "takes no connection on port 1"),
        ({"pec__ca_file": ""}, "[pec] ca_file"),
        ({"pec__sender": f"altri@{DOMAIN}"}, "does not take mail from altri@"),
    ],
)
def test_provider_that_cannot_be_used_is_said_in_words(
    pec_firm: Firm, changes: dict[str, object], words: str
) -> None:
    pec_firm.set(**changes)
    dispatch = send(pec_firm)
    assert not dispatch.state.may_have_arrived
    assert words in dispatch.error


def test_mailbox_that_cannot_be_read_asks_for_attention_until_it_can(
    mail: MailServers, provider: PecProvider, pec_firm: Firm
) -> None:
    sent = send(pec_firm)
    pec_firm.set(pec__imap_port=1)
    look(pec_firm)
    assert any("cannot be reached" in str(one) for one in pec_firm.engine.status.attention)
    # Nobody has looked, so nobody can say that no receipt came.
    assert look(pec_firm, minutes=25 * 60).state is DispatchState.SENT
    pec_firm.set(pec__imap_port=mail.imap)
    provider.give(provider.receipt("accettazione", sent.message_id))
    look(pec_firm)
    assert not any("cannot be reached" in str(one) for one in pec_firm.engine.status.attention)


def test_providers_limit_of_the_day_counts_for_pec_alone(pec_firm: Firm) -> None:
    pec_firm.set(pec__per_day=1, smtp__per_day=1)
    assert send(pec_firm).state is DispatchState.SENT
    second = send(pec_firm)
    assert second.state is DispatchState.RETRY
    assert "limit of 1 recipients a day" in second.error


def test_wrong_password_is_said_of_the_pec(mail: MailServers, tmp_path: Path) -> None:
    firm = firm_on(mail, tmp_path)
    firm.restart(secret={"pec": "sbagliata"}.get)
    firm.engine.post(ReloadLedger()).result()
    assert f"user {FIRM} with this password" in send(firm).error
