"""Certified mail on the pages: said before it leaves, proven in the history."""

from dataclasses import replace
from datetime import datetime
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest

from core.domain.bookkeeping import build_ledger
from core.domain.commands import (
    ChangeSettings,
    SendStatement,
    SendTestMessage,
    SetPassword,
    TryPecAgain,
)
from core.domain.dispatches import ChannelKind, KeptProof
from core.domain.parties import SendingPreferences
from core.domain.wording import say
from core.engine.status import ChannelInfo
from tests.fakes import CHANNELS, CUSTOMERS, fake_dispatch, fake_ledger_part
from tests.tray.pages.conftest import Reader

PEC = "mueller@pec.example"
CONFIRM = "/customers/C0005/send?channel=pec"
AT = datetime.fromisoformat("2026-11-24T18:20:38+01:00")
PROOFS = (
    KeptProof("accettazione", AT, "archive/a.eml", "00"),
    KeptProof("avvenuta-consegna", AT.replace(minute=21), "archive/b.eml", "01"),
    KeptProof("{odd}<b>", AT, "archive/c.eml", "02"),
)


@pytest.fixture
def certified(reader: Reader) -> Reader:
    office, pec = reader.office, ChannelInfo("pec", say("PEC"), ChannelKind.PEC)
    office.status = replace(office.status, channels=(pec, *CHANNELS))
    part = fake_ledger_part()
    customers = tuple(replace(one, pec=PEC) for one in part.customers)
    office.ledger, _ = build_ledger([replace(part, customers=customers)])
    office.dispatches = [
        fake_dispatch(CUSTOMERS[0], channel="pec", kind=ChannelKind.PEC, proofs=PROOFS),
        fake_dispatch(CUSTOMERS[1]),
    ]
    return reader


def test_before_it_leaves_the_page_says_what_gives_it_legal_value(certified: Reader) -> None:
    page = certified.see(CONFIRM)
    assert "legal value has only PEC to PEC" in page
    assert f'value="{PEC}"' in page
    assert 'name="letter"' in page
    assert "legal value" not in certified.see("/customers/C0005/send?channel=smtp")


def test_it_goes_to_the_address_that_a_person_has_set(certified: Reader) -> None:
    own = SendingPreferences(pec="altra@pec.example")
    certified.office.preferences_set["C0005"] = own
    assert 'value="altra@pec.example"' in certified.see(CONFIRM)
    certified.press(CONFIRM, "/customers/C0005/send", channel="pec", address="altra@pec.example",
                 as_of="2026-11-24")  # fmt: skip
    (command,) = certified.office.posted
    assert isinstance(command, SendStatement)
    assert (command.channel, command.address) == ("pec", "")


def test_history_shows_each_receipt_with_the_providers_own_moment(certified: Reader) -> None:
    page = certified.see("/history")
    assert page.count('aria-label="Legal evidence"') == 1
    assert "Accepted by the provider, 24/11/2026 18:20" in page
    assert "Delivered into the mailbox, 24/11/2026 18:21" in page
    assert "{odd}&lt;b&gt;" in page
    assert 'href="/dispatches/d-C0001/receipts/1.eml"' in page


@pytest.mark.parametrize("kind", ["errore-consegna", "non-accettazione", "accettazione"])
def test_receipts_without_a_delivery_are_called_no_legal_evidence(
    certified: Reader, kind: str
) -> None:
    proofs = (KeptProof(kind, AT, "archive/a.eml", "00"),)
    certified.office.dispatches = [
        fake_dispatch(CUSTOMERS[0], channel="pec", kind=ChannelKind.PEC, proofs=proofs)
    ]
    page = certified.see("/history")
    assert 'aria-label="Receipts"' in page
    assert "Legal evidence" not in page


def test_receipt_is_given_as_it_came_and_never_shown(certified: Reader) -> None:
    answer = certified.client.get("/dispatches/d-C0001/receipts/1.eml")
    assert answer.content == certified.office.proof("d-C0001", 1)
    assert answer.headers["content-type"] == "message/rfc822"
    assert answer.headers["content-disposition"] == 'attachment; filename="avvenuta-consegna.eml"'
    certified.see("/dispatches/d-C0001/receipts/3.eml", 404)
    certified.see("/dispatches/d-C0002/receipts/0.eml", 404)
    certified.see("/dispatches/d-C0001/receipts/x.eml", 404)


def test_evidence_is_taken_from_the_customers_page(certified: Reader) -> None:
    assert 'href="/customers/C0001/evidence.zip"' in certified.see("/customers/C0001")
    answer = certified.client.get("/customers/C0001/evidence.zip")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''C0001.zip"
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.read("SHA256SUMS") == b"C0001"
    assert "evidence.zip" not in certified.see("/customers/C0005")
    certified.see("/customers/C0005/evidence.zip", 404)


def test_settings_have_a_password_and_a_trial_of_their_own(certified: Reader) -> None:
    page = certified.see("/settings/pec")
    assert "Legal value has only PEC to PEC" in page
    certified.press("/settings/pec", "/settings/pec/password", password="segreta")
    certified.press("/settings/pec", "/settings/pec/test", address=PEC)
    assert certified.office.posted == [SetPassword("pec", "segreta"), SendTestMessage(PEC, "pec")]


def test_provider_is_proposed_from_the_address_and_fills_the_settings_in(
    certified: Reader,
) -> None:
    certified.office.settings_tables |= {"pec": {"sender": "Rossi <rossi@pec.it>"}}
    page = certified.see("/settings/pec")
    assert '<option value="pec_aruba" selected>' in page
    assert '<option value="gmail"' not in page
    certified.press("/settings/pec", "/settings/mail-provider", provider="pec_aruba", back="pec")
    (command,) = certified.office.posted
    assert isinstance(command, ChangeSettings)
    assert command.changes["pec.imap_host"] == "imaps.pec.aruba.it"
    assert command.changes["pec.user"] == "rossi@pec.it"


def test_provider_leaves_a_user_that_is_entered(certified: Reader) -> None:
    certified.office.settings_tables |= {"pec": {"user": "M1234567"}}
    page = "/settings/pec?provider=pec_legalmail"
    assert "It takes 6 messages a minute." in certified.see(page)
    certified.press(page, "/settings/mail-provider", provider="pec_legalmail", back="pec")
    (command,) = certified.office.posted
    assert isinstance(command, ChangeSettings)
    assert "pec.user" not in command.changes
    assert command.changes["pec.per_minute"] == 6


def test_provider_of_ordinary_mail_is_not_shown_for_certified_mail(certified: Reader) -> None:
    assert "Use the values of" not in certified.see("/settings/pec?provider=gmail")
    assert "Use the values of" not in certified.see("/settings/smtp?provider=pec_aruba")


def test_address_that_a_receipt_refused_is_tried_again_at_a_click(certified: Reader) -> None:
    office, page = certified.office, "/customers/C0005"
    assert "Try again as PEC" not in certified.see(page)
    office.refused_pecs["C0005"] = PEC
    assert f"{PEC} is no PEC address" in unescape(certified.see(page))
    certified.press(page, f"{page}/pec-again")
    assert office.posted == [TryPecAgain("C0005")]
