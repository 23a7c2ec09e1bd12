"""An address that leads nowhere is told apart from one that is refused for another reason."""

import pytest

from core.domain.dispatches import DispatchState
from tests.plugins.channels.by_smtp import send
from tests.servers.scripted_smtp import ScriptedSmtp


@pytest.mark.parametrize(
    ("answer", "nobody"),
    [
        ("550 5.1.1 no such user", True),
        ("550 5.1.2 no such domain", True),
        ("556 5.1.10 takes no mail", True),
        ("550 no such user", False),
        ("450 4.1.1 unknown for now", False),
        ("550 5.7.1 blocked", False),
        ("554 5.7.1 relay access denied", False),
        ("552 5.2.2 mailbox full", False),
        ("550 5.1.90 daily limit reached", False),
    ],
)
def test_only_an_address_that_surely_leads_nowhere_is_given_up(
    answer: str, *, nobody: bool
) -> None:
    with ScriptedSmtp({"RCPT": answer}) as server:
        receipt = send(server)
    assert receipt.nobody_there is nobody


def test_an_address_beside_one_that_exists_is_not_given_up() -> None:
    script = {"RCPT a@cliente.example": "550 5.1.1 no", "RCPT b@cliente.example": "550 5.7.1 no"}
    with ScriptedSmtp(script) as server:
        receipt = send(server, recipients=("a@cliente.example", "b@cliente.example"))
    assert (receipt.state, receipt.nobody_there) == (DispatchState.FAILED, False)
