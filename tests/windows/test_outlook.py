"""Outlook's COM calls, made by a Windows Python to a COM server in another process."""

from pathlib import Path

import pytest

from tests.deliveries import PDF
from tests.windows.conftest import (
    deliver,
    installed_outlook,
    new_outlook,
    open_outlook,
    prefers_new_outlook,
    read_told,
)
from tests.windows.windows_python import WindowsPython

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows")]

FILE = "estratto-conto-C0001-2026-11-24.pdf"
E_ABORT, E_FAIL = "-2147467260", "-2147467259"


def test_outlook_that_is_not_installed_is_told(windows: WindowsPython) -> None:
    assert "is not installed" in deliver(windows, "outlook", times=0)["fault"]


def test_outlook_that_is_not_open_is_told_and_not_started(windows: WindowsPython) -> None:
    with installed_outlook(windows):
        answer = deliver(windows, "outlook", times=1)
    assert "Outlook is not open" in answer["fault"]
    (receipt,) = answer["receipts"]
    assert (receipt["state"], receipt["intents"]) == ("retry", 0)


def test_new_outlook_is_told_with_and_without_the_classic_one(windows: WindowsPython) -> None:
    with new_outlook(windows):
        assert "only the new Outlook" in deliver(windows, "outlook", times=0)["fault"]
        with installed_outlook(windows), prefers_new_outlook(windows):
            assert "Switch “New Outlook” off" in deliver(windows, "outlook", times=0)["fault"]


def test_open_outlook_gets_the_whole_message(windows: WindowsPython, told: Path) -> None:
    site = {"bcc": ["copia@x.example"], "reply_to": "anna@x.example"}
    letter = {"recipients": ["a@y.example", "b@y.example"]}
    with open_outlook(windows, told):
        answer = deliver(windows, "outlook", site=site, delivery=letter, times=2)
    expected = {"state": "sent", "text": "", "fault": None, "note": "Handed to Outlook"}
    assert answer["fault"] is None
    assert answer["receipts"] == [{**expected, "intents": 1}] * 2
    assert (
        read_told(told)
        == [
            {
                "done": "Send",
                "to": "a@y.example; b@y.example",
                "bcc": "copia@x.example",
                "subject": "Estratto conto - Ferramenta Rossi",
                "body": "Gentile cliente,\r\n…",
                "format": 1,
                "files": [[FILE, len(PDF)]],
                "replies": ["anna@x.example"],
                "account": "azienda@sollecito.test",
            }
        ]
        * 2
    )


def test_invoices_follow_the_statement(windows: WindowsPython, told: Path) -> None:
    with open_outlook(windows, told):
        deliver(windows, "outlook", delivery={"invoices64": {"FT 2026-1.pdf": "JVBERi0x"}})
    assert read_told(told)[0]["files"] == [[FILE, len(PDF)], ["FT 2026-1.pdf", 6]]


def test_account_of_the_settings_is_used(windows: WindowsPython, told: Path) -> None:
    with open_outlook(windows, told):
        deliver(windows, "outlook", site={"settings": {"account": "info@x.example"}})
    assert read_told(told)[0]["account"] == "info@x.example"


def test_blocked_message_lies_in_drafts_and_the_next_one_waits(
    windows: WindowsPython, told: Path
) -> None:
    with open_outlook(windows, told, SOLLECITO_FAKE_SEND=E_ABORT):
        first, second = deliver(windows, "outlook", times=2)["receipts"]
    assert (first["state"], first["text"]) == ("unknown", "Operation aborted")
    assert "lies in Drafts" in first["fault"]
    assert (second["state"], second["intents"]) == ("retry", 0)
    assert [one["done"] for one in read_told(told)] == ["Save"]


def test_refused_message_failed(windows: WindowsPython, told: Path) -> None:
    with open_outlook(windows, told, SOLLECITO_FAKE_SEND=E_FAIL):
        (receipt,) = deliver(windows, "outlook")["receipts"]
    assert receipt["state"] == "failed"
    assert not told.exists()


def test_outlook_that_hangs_is_given_up_and_its_message_is_unclear(
    windows: WindowsPython, told: Path
) -> None:
    with open_outlook(windows, told, SOLLECITO_FAKE_SEND="hang"):
        answer = deliver(windows, "outlook", times=2, patience=20)
    first, second = answer["receipts"]
    assert (first["state"], first["intents"]) == ("unknown", 1)
    assert "Outlook did not answer in time" in first["fault"]
    assert (second["state"], second["intents"]) == ("retry", 0)
