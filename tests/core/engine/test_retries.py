"""Whoever reads how many sendings wait for a further try also reads why."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.dispatches import Dispatch
from core.engine.retries import retries_told
from core.engine.snapshot import build_status
from tests.firms import make_firm_of
from tests.servers.scripted_smtp import ScriptedSmtp
from tray.ways import RETRY, page_for

AWAY = "The mail server cannot be reached."
LIMIT = "The provider’s limit is reached. [451 4.7.1 [limit] 200 per day]"
FIVE = ("ROSSI", "BIANCHI", "VERDI", "NERI", "GIALLI")


@pytest.fixture
def dispatch(tmp_path: Path) -> Dispatch:
    firm = make_firm_of(tmp_path, ["ROSSI"])
    firm.run()
    return firm.dispatches[-1]


def waiting(dispatch: Dispatch, *errors: str) -> list[Dispatch]:
    return [
        replace(dispatch, address=f"c{number}@rossi.example", error=error.format(number=number))
        for number, error in enumerate(errors)
    ]


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        ([""], "1"),
        ([AWAY], f"1. {AWAY}"),
        ([AWAY, AWAY], f"2. {AWAY}"),
        ([f"{AWAY} [timed out]", f"{AWAY} [no route]"], f"2. {AWAY}"),
        ([LIMIT], "1. The provider’s limit is reached."),
        (["Enter [smtp] token_url."], "1. Enter [smtp] token_url."),
        (["c0@rossi.example waits."], "1. c0@rossi.example waits."),
        (["c{number}@rossi.example waits."] * 2, "2. … waits."),
        ([AWAY, LIMIT, LIMIT], "3. The commonest reason (2): The provider’s limit is reached."),
        (["", "", AWAY], "3"),
    ],
)
def test_reason_is_named_if_it_covers_all_else_the_commonest(
    dispatch: Dispatch, errors: list[str], told: str
) -> None:
    sentence = retries_told(waiting(dispatch, *errors))
    assert str(sentence) == f"Sendings that are tried again later today: {told}"


def test_overview_says_why_a_run_waits_and_leads_to_what_waits(tmp_path: Path) -> None:
    script = {f"RCPT {code.lower()}@cliente.example": "451 4.7.1 Greylisted" for code in FIVE[1:]}
    with ScriptedSmtp(script) as server:
        firm = make_firm_of(tmp_path, FIVE)
        firm.write(
            "clienti.csv",
            "Codice cliente;Ragione sociale;E-mail\n"
            + "".join(f"{code};{code};{code.lower()}@cliente.example\n" for code in FIVE),
        )
        firm.set(email__via="smtp", email__sender="io@ditta.example", smtp__host="127.0.0.1")
        firm.set(smtp__port=server.port, smtp__security="none")
        firm.run()
    (sentence,) = [one for one in build_status(firm.engine.firm).attention if "tried" in str(one)]
    assert str(sentence) == (
        "Sendings that are tried again later today: 4. … is not accepted for now: its mail server"
        " makes unknown senders wait (greylisting)."
    )
    assert page_for(firm.engine.status, sentence) == RETRY
