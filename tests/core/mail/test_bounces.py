"""A delivery report says what became of a message of ours; nothing else is taken for one."""

from datetime import datetime
from email import message_from_bytes

import pytest

from core.mail.bounces import bounce_fault, is_report, read_report

OURS = "<sollecito.0123@rossi.example>"
REPORT = f"""From: Mail Delivery System <MAILER-DAEMON@mta.example>
Date: Tue, 24 Nov 2026 09:12:00 +0100
To: azienda@rossi.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mta.example
Original-Envelope-Id: 2026+2FPC1+3A7

Final-Recipient: rfc822; Conti@Bianchi.example
Original-Recipient: rfc822;info@bianchi.example
Action: failed
Status: 5.1.1 (bad mailbox)
Diagnostic-Code: smtp; 550 5.1.1 User
 unknown

Final-Recipient: rfc822; altri@bianchi.example
Action: delayed
Status: 4.4.1

--b
Content-Type: text/rfc822-headers

From: azienda@rossi.example
Message-ID: {OURS}

--b--
"""


def test_report_names_the_message_and_what_became_of_each_recipient() -> None:
    report = read_report(REPORT.encode())
    assert report is not None
    assert (report.message_id, report.envelope_id) == (OURS, "2026+2FPC1+3A7")
    first, second = report.outcomes
    assert first.addresses == ("info@bianchi.example", "conti@bianchi.example")
    assert (first.action, first.status) == ("failed", "5.1.1")
    assert first.words == "550 5.1.1 User unknown"
    assert report.at == datetime.fromisoformat("2026-11-24T09:12:00+01:00")
    assert (second.action, second.status) == ("delayed", "4.4.1")


@pytest.mark.parametrize("date", ["Tue, 24 Nov 2026 09:12:00 -0000", "yesterday", ""])
def test_report_without_a_right_moment_is_a_report_all_the_same(date: str) -> None:
    report = read_report(REPORT.replace("Tue, 24 Nov 2026 09:12:00 +0100", date).encode())
    assert report is not None
    assert report.at is None


def test_whole_message_may_come_back_with_the_report() -> None:
    returned = REPORT.replace("text/rfc822-headers", "message/rfc822")
    report = read_report(returned.encode())
    assert report is not None
    assert report.message_id == OURS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Subject: Undelivered Mail\n\nMessage-ID: " + OURS,
        REPORT.replace("report-type=delivery-status", "report-type=disposition-notification"),
        REPORT.replace(f"Message-ID: {OURS}", "X: y").replace("Original-Envelope-Id", "X-Other"),
        REPORT.replace("message/delivery-status", "text/plain"),
        REPORT.partition("Content-Type: message/delivery-status")[0],
    ],
    ids=["empty", "plain", "read receipt", "names nothing", "no status", "cut off"],
)
def test_what_is_no_report_on_a_message_says_nothing(text: str) -> None:
    assert read_report(text.encode()) is None


def test_report_within_a_forwarded_message_is_not_read() -> None:
    text = "MIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + REPORT
    assert read_report(text.encode()) is None


def test_head_alone_tells_a_report() -> None:
    assert is_report(message_from_bytes(REPORT.partition("\n\n")[0].encode()))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.1.1", "does not exist"),
        ("5.2.1", "does not exist"),
        ("5.1.2", "takes no e-mail"),
        ("5.4.4", "takes no e-mail"),
        ("5.2.2", "is full"),
        ("4.2.2", "is full"),
        ("5.3.4", "too large"),
        ("5.7.1", "unwanted mail"),
        ("5.0.0", "Call the customer"),
        ("", "Call the customer"),
    ],
)
def test_reason_is_said_in_words(status: str, words: str) -> None:
    assert words in str(bounce_fault("info@bianchi.example", status))
