"""The pages on PEC say what the program does, in the program's own words."""

import re
import tomllib
from collections.abc import Sequence
from datetime import timedelta

import pytest

from core.domain.wording import Text
from core.store.settings import Settings
from core.texts import tell
from plugins.channels.pec import PecChannel
from plugins.channels.pec.outcome import PATIENCE, outcome_of
from plugins.channels.pec.receipts import PecReceipt, read_receipt
from tests.conftest import ROOT
from tests.deliveries import MORNING, a_delivery
from tests.pec_receipts import CLIENT, Certified
from tests.plugins.channels.test_pec import a_site

PAGES = {
    "en": (ROOT / "docs/how-to/pec.md").read_text("utf-8"),
    "it": (ROOT / "docs/it/how-to/pec.md").read_text("utf-8"),
}
OURS = "<sollecito.0@rossi.test>"
DISPATCH = a_delivery(recipients=(CLIENT,), message_id=OURS).dispatch


def received(kind: str, **changes: str) -> PecReceipt:
    receipt = read_receipt(Certified(kind, OURS, **changes).written())  # type: ignore[arg-type] # texts
    assert receipt is not None
    return receipt


def note(receipts: Sequence[PecReceipt]) -> Text:
    receipt = outcome_of(DISPATCH, receipts, MORNING)
    assert receipt is not None
    said = receipt.fault or receipt.note
    assert said is not None
    return said


ACCEPTED = received("accettazione")
SAID = (
    note([ACCEPTED]),
    note([ACCEPTED, received("avvenuta-consegna")]),
    note([ACCEPTED, received("preavviso-errore-consegna")]),
    note([received("accettazione", recipient_kind="esterno")]),
)


@pytest.mark.parametrize("language", PAGES)
def test_example_is_a_whole_account(language: str) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGES[language], re.DOTALL)
    tables = tomllib.loads(re.sub("^   ", "", example, flags=re.MULTILINE))
    settings = Settings.model_validate({"company": {"name": "Rossi"}, **tables})
    site = a_site(**{"sender": "", **settings.table_of("pec")})  # type: ignore[arg-type] # keys of the table
    assert PecChannel().validate_environment(site) is None


@pytest.mark.parametrize("language", PAGES)
def test_each_receipt_is_called_as_the_history_calls_it(language: str) -> None:
    told = " ".join(tell(said, language).lower() for said in SAID)
    column = [line.split("|")[2] for line in PAGES[language].splitlines() if line.startswith("| ")]
    words = [found for cell in column for found in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", cell)]
    assert len(words) == len(SAID) + 1
    assert [one for one in words[1:] if one.lower() not in told] == []


@pytest.mark.parametrize("language", PAGES)
def test_figures_are_those_of_the_program(language: str) -> None:
    assert timedelta(hours=24) == PATIENCE
    assert PecChannel.followed_days == 15
    assert "15" in PAGES[language]


@pytest.mark.parametrize("language", PAGES)
def test_what_gives_it_legal_value_is_said_in_bold(language: str) -> None:
    said = {
        "en": "**Legal value has only PEC to PEC**",
        "it": "**Ha valore legale solo da PEC a PEC**",
    }
    assert said[language] in PAGES[language]
