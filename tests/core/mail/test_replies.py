"""An answer is known by what it answers, a machine's by its header, and its first line is kept."""

from email import message_from_bytes, message_from_string
from email.message import EmailMessage

import pytest

from core.mail.replies import answered, first_line, is_automatic, own_name, said_by

OURS = f"<sollecito.{'0' * 31}1@rossi.example>"
OTHER = f"<sollecito.{'0' * 31}2@rossi.example>"


def head(**lines: str) -> str:
    return "".join(f"{name.replace('_', '-')}: {text}\n" for name, text in lines.items()) + "\n"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ({"In_Reply_To": OURS}, (OURS,)),
        ({"References": f"<1@x> {OTHER} {OURS} <2@x>"}, (OURS, OTHER)),
        ({"In_Reply_To": OTHER, "References": f"{OTHER}\n {OURS}"}, (OTHER, OURS)),
        ({"In_Reply_To": "<1@x>"}, ()),
        ({"Subject": f"Re: {OURS}"}, ()),
        ({}, ()),
    ],
)
def test_answer_names_what_it_answers(lines: dict[str, str], found: tuple[str, ...]) -> None:
    assert answered(message_from_string(head(**lines))) == found


@pytest.mark.parametrize(
    ("lines", "automatic"),
    [
        ({}, False),
        ({"Auto_Submitted": "no"}, False),
        ({"Auto_Submitted": "No ; x=1"}, False),
        ({"Auto_Submitted": "auto-replied"}, True),
        ({"Auto_Submitted": "auto-generated; x=1"}, True),
        ({"Precedence": "auto_reply"}, True),
        ({"Precedence": "bulk"}, True),
        ({"Precedence": "normal"}, False),
        ({"X_Autoreply": "yes"}, True),
        ({"Content_Type": "multipart/report; report-type=disposition-notification"}, True),
        ({"Content_Type": "multipart/mixed"}, False),
    ],
)
def test_what_a_machine_wrote_is_told_apart(lines: dict[str, str], *, automatic: bool) -> None:
    assert is_automatic(message_from_string(head(**lines))) is automatic


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("Abbiamo pagato ieri.\n\nSaluti\n", "Abbiamo pagato ieri."),
        ("\n\n   Buongiorno,\nabbiamo pagato.\n", "Buongiorno,"),
        ("> Gentile cliente\n> paghi\n\nFatto.\n", "Fatto."),
        ("Il 24/11 Rossi ha scritto:\n> Gentile cliente\n\nPagato.\n", "Pagato."),
        ("Nota:\npagato.\n", "Nota:"),
        ("-- \nMario Bianchi\n", ""),
        ("> soltanto questo\n", ""),
        ("a\x00b\x1b[31m\tc\n", "a b [31m c"),
        ("x" * 500, "x" * 199 + "…"),
        ("", ""),
    ],
)
def test_first_line_is_what_the_customer_wrote(body: str, line: str) -> None:
    message = EmailMessage()
    message["Subject"] = "Re"
    message.set_content(body, cte="base64")
    assert first_line(message.as_bytes()) == line


def test_first_line_is_read_from_html_where_there_is_no_other_text() -> None:
    message = EmailMessage()
    message.set_content(
        "<html><head><style>p {color: red}</style></head><body><p>&nbsp;</p>"
        "<p>Gi&agrave; <b>pagato</b></p><p>Saluti</p></body></html>",
        subtype="html",
    )
    assert first_line(message.as_bytes()) == "Già pagato"


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ("<STYLE>a</STYLE ><div>Pagato</div><div>ieri</div>", "Pagato"),
        ("Pagato<br>ieri", "Pagato"),
        ("<style>never closed <p>Pagato</p>", ""),
        ("<head><title>x</title></head>&lt;Pagato&gt;", "<Pagato>"),
        ("<style" * 4000, ""),
        ("<" * 20000, "<" * 199 + "…"),
    ],
)
def test_html_of_any_kind_is_read(html: str, line: str) -> None:
    assert first_line(b"Content-Type: text/html\n\n" + html.encode()) == line


def test_first_line_is_not_read_from_what_is_attached() -> None:
    message = EmailMessage()
    message.set_content("Ecco la contabile.\n")
    message.add_attachment("non questo", filename="a.txt")
    assert first_line(message.as_bytes()) == "Ecco la contabile."
    forwarded = EmailMessage()
    forwarded.add_attachment(message)
    assert first_line(forwarded.as_bytes()) == ""


@pytest.mark.parametrize(
    "raw", [b"=?utf-8?b?a?=", b"Citt\xe0", b"=?x\xff?q?=zz?=", b"=?utf-8?q?=C3?= <a@b>", b""]
)
def test_header_of_any_kind_is_read(raw: bytes) -> None:
    message = message_from_bytes(b"From: " + raw + b"\nSubject: " + raw + b"\n\n")
    assert all(isinstance(text, str) for text in said_by(message))
    assert own_name(message)
    assert answered(message) == ()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", ""),
        (b"\xff\xfe\x00", "\ufffd\ufffd"),
        (b"Content-Type: text/plain; charset=klingon\n\nnuqneH\n", "nuqneH"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--y\n", ""),
    ],
)
def test_whatever_comes_is_read_without_harm(content: bytes, line: str) -> None:
    assert first_line(content) == line


def test_subject_and_sender_are_readable_and_one_line_each() -> None:
    lines = {"From": "=?utf-8?b?Q2FmZsOo?= <a@x.example>", "Subject": "=?klingon?q?x?="}
    sender, subject = said_by(message_from_string(head(**lines)))
    assert sender == "Caffè <a@x.example>"
    assert "\n" not in subject


def test_same_answer_is_known_again_even_without_a_message_id() -> None:
    named = message_from_string(head(Message_ID="<1@x>", From="a@x"))
    nameless = message_from_string(head(From="a@x", Subject="Re"))
    assert own_name(named) == "<1@x>"
    assert own_name(nameless) == own_name(message_from_string(nameless.as_string()))
    assert own_name(nameless) != own_name(message_from_string(head(From="b@x", Subject="Re")))
