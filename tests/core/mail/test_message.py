import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.channels import Delivery, Site
from core.domain.covering_letter import CoveringLetter
from core.errors import AddressInvalid
from core.mail.message import build_message, envelope_of, mail_address
from tests.deliveries import MORNING, PDF, a_delivery, a_site

SCRIPTS = (
    "Estratto conto - Ferramenta Rossi S.r.l.",
    "Società «Perché no» & C., Città di Castello",
    "Übergrößenträger Straßenbau GmbH – Kontoauszug",
    "Łódź Żółć Gęślą Jaźń spółka z o.o.",
    "Ελληνική Εταιρεία Κατάσταση λογαριασμού",
    "Българска фирма Ёлка Їжак ООД",
    "Þjóðvegur ehf. Ðað ærð",
    "=?utf-8?b?not an encoded word?=",
    'Rossi "il Ferramenta", figli \\ soci',
    "una ragione sociale assai lunga " * 9 + "fine",
)


def read(site: Site, delivery: Delivery) -> EmailMessage:
    message = message_from_bytes(build_message(site, delivery), policy=default)
    assert isinstance(message, EmailMessage)
    assert not any(part.defects for part in message.walk())
    return message


def sender_name(site: Site) -> str:
    # Python 3.11's newer parser leaves a blank between two encoded words of a name.
    message = message_from_bytes(build_message(site, a_delivery()))
    return parseaddr(str(make_header(decode_header(message["From"]))))[0]


def attachment(message: EmailMessage) -> EmailMessage:
    (part,) = message.iter_attachments()
    assert isinstance(part, EmailMessage)
    return part


def body(message: EmailMessage) -> str:
    part = message.get_body()
    assert part is not None
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


def test_message_says_from_whom_to_whom_and_when() -> None:
    message = read(a_site(reply_to="contabilita@rossi.example"), a_delivery())
    assert str(message["From"]) == '"Ferramenta Rossi S.r.l." <azienda@sollecito.test>'
    assert message["To"] == "cliente@sollecito.test"
    assert message["Reply-To"] == "contabilita@rossi.example"
    assert message["Date"].datetime == MORNING
    assert message["Message-ID"] == "<sollecito.0123456789abcdef@sollecito.test>"


def test_invoices_follow_the_statement_byte_for_byte() -> None:
    invoices = {"FT 2026-1.pdf": b"%PDF-1" + bytes(range(256)) * 9, "Fattura è.pdf": b"%PDF-2"}
    message = read(a_site(), a_delivery(invoices=invoices))
    parts = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert parts == {"estratto-conto-C0001-2026-11-24.pdf": PDF, **invoices}
    assert all(part.get_content_type() == "application/pdf" for part in message.iter_attachments())


@pytest.mark.parametrize("text", SCRIPTS)
def test_subject_is_readable_in_any_script(text: str) -> None:
    message = read(a_site(), a_delivery(letter=CoveringLetter(text, "")))
    assert message["Subject"] == text


@given(st.text(st.characters(codec="utf-8")))
def test_no_subject_breaks_the_message(text: str) -> None:
    message = read(a_site(), a_delivery(letter=CoveringLetter(text, "")))
    assert [key for key in message if key in ("Subject", "Date")] == ["Subject", "Date"]
    assert attachment(message).get_content() == PDF


@pytest.mark.parametrize(
    "name",
    [
        "Ferramenta Rossi",
        "Ferramenta Rossi S.r.l.",
        "Rossi, Bianchi e figli",
        "Società «Perché no» di Caffè Duomo",
        "Società «Perché no» & Caffè Duomo e figli di Città di Castello",
        "Ελληνική Εταιρεία Ανώνυμη Βιομηχανική",
    ],
)
def test_sender_is_named_in_any_script(name: str) -> None:
    assert sender_name(a_site(sender=f"{name} <azienda@sollecito.test>")) == name
    assert sender_name(a_site(sender=f'"{name}" <azienda@sollecito.test>')) == name


@pytest.mark.parametrize("text", SCRIPTS)
def test_pdf_and_its_name_arrive_as_they_left(text: str) -> None:
    name = f"{text[:70]} è.pdf"
    part = attachment(read(a_site(), a_delivery(file_name=name)))
    assert part.get_filename() == name
    assert part.get_content_type() == "application/pdf"
    assert part.get_content() == PDF


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.just("\n")))
def test_letter_arrives_as_it_was_written(text: str) -> None:
    letter = CoveringLetter("Estratto conto", text)
    assert body(read(a_site(), a_delivery(letter=letter))).rstrip("\n") == text.rstrip("\n")


@given(st.binary())
def test_any_attachment_is_byte_for_byte_the_same(pdf: bytes) -> None:
    assert attachment(read(a_site(), a_delivery(pdf=pdf))).get_content() == pdf


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\0", "\u2028", "\x0b", "\x85"])
def test_nothing_written_by_others_begins_a_header(line_end: str) -> None:
    evil = f"x{line_end}Bcc: ladro@evil.example{line_end}{line_end}x"
    delivery = a_delivery(
        letter=CoveringLetter(evil, evil), file_name=evil, message_id=f"<{evil}@a>"
    )
    message = read(a_site(sender=f"{evil} <azienda@sollecito.test>"), delivery)
    assert "Bcc" not in message
    assert len(message.keys()) == len(read(a_site(), a_delivery()).keys())


def test_address_with_a_line_end_is_refused() -> None:
    with pytest.raises(AddressInvalid):
        build_message(a_site(), a_delivery(recipients=("a@b.example\r\nBcc: c@d.example",)))


def test_blind_copy_stands_in_the_envelope_only() -> None:
    site = a_site(bcc=("Segreteria <segreteria@sollecito.test>",))
    assert envelope_of(site, a_delivery()).blind == ("segreteria@sollecito.test",)
    assert b"segreteria" not in build_message(site, a_delivery())


def test_nobody_gets_a_message_twice() -> None:
    site = a_site(bcc=("b@x.example", "c@x.example", "c@x.example"))
    envelope = envelope_of(site, a_delivery(recipients=("a@x.example", "b@x.example")))
    assert envelope.recipients == ("a@x.example", "b@x.example")
    assert envelope.blind == ("c@x.example",)


def test_every_recipient_is_named() -> None:
    many = tuple(f"ufficio.numero.{n}@cliente.example" for n in range(40))
    message = read(a_site(), a_delivery(recipients=many))
    assert tuple(address.addr_spec for address in message["To"].addresses) == many


@pytest.mark.parametrize(("automatic", "said"), [(True, "auto-generated"), (False, None)])
def test_only_what_nobody_pressed_a_button_for_is_marked_automatic(
    automatic: bool, said: str | None
) -> None:
    assert read(a_site(), a_delivery(automatic=automatic))["Auto-Submitted"] == said


def test_same_delivery_is_the_same_message() -> None:
    assert build_message(a_site(), a_delivery()) == build_message(a_site(), a_delivery())


def test_message_is_fit_for_every_server() -> None:
    text = "è" * 5000
    delivery = a_delivery(letter=CoveringLetter(text, text), file_name=f"{text[:200]}.pdf")
    message = build_message(a_site(sender=f"{text} <a@b.example>"), delivery)
    assert message.isascii()
    assert max(map(len, message.split(b"\r\n"))) <= 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", message)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("a@b.example", "a@b.example"),
        (" Anna Rossi <a@b.example> ", "a@b.example"),
        ("<a@b.local>", "a@b.local"),
        ("info@caffè.example", "info@xn--caff-8oa.example"),
        ("nome.cognome+conti@b.example", "nome.cognome+conti@b.example"),
    ],
)
def test_address_is_found(text: str, address: str) -> None:
    assert mail_address(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "a", "@b", "a@", "a b@c.example", "a@b.example,c@d.example", "è@b.example", "a@..è"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(AddressInvalid):
        mail_address(text)
