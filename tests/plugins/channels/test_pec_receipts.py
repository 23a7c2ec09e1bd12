"""A receipt is what a provider made of one message, and nothing that only looks like it."""

from email import message_from_bytes
from pathlib import Path

import pytest

from plugins.channels.pec.receipts import KINDS, message_it_is_on, read_receipt
from tests.pec_receipts import CLIENT, MOMENT, SENDER, Certified, sealed

OURS = "<sollecito.0123456789abcdef@rossi.test>"
BARE = OURS.strip("<>")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_on_what_for_whom_and_when(kind: str) -> None:
    receipt = read_receipt(Certified(kind, OURS, words="5.1.1 - no").written())
    assert receipt is not None
    assert (receipt.kind, receipt.message_id, receipt.sender) == (kind, BARE, SENDER)
    assert (receipt.at, receipt.words) == (MOMENT, "5.1.1 - no")
    assert receipt.is_on(CLIENT)
    assert not receipt.is_on("altri@pec.cliente.test")


@pytest.mark.parametrize(("kind", "certified"), [("certificato", True), ("esterno", False)])
def test_acceptance_says_whether_the_address_is_one_of_certified_mail(
    kind: str, certified: bool
) -> None:
    receipt = read_receipt(Certified("accettazione", OURS, recipient_kind=kind).written())
    assert receipt is not None
    assert receipt.recipients == {CLIENT: certified}


def test_message_that_is_given_back_does_not_speak_for_the_provider() -> None:
    false = Certified("errore-consegna", OURS, error="no-dest").written()
    content = Certified("avvenuta-consegna", OURS, original=false).written()
    receipt = read_receipt(content)
    assert receipt is not None
    assert (receipt.kind, receipt.error, receipt.content) == (
        "avvenuta-consegna",
        "nessuno",
        content,
    )


@pytest.mark.parametrize(
    "false",
    [
        # Ordinary mail and mail of other PEC users come in an envelope of one's own provider.
        Certified("avvenuta-consegna", OURS, more_headers=("X-Trasporto: errore",)),
        Certified("avvenuta-consegna", OURS, more_headers=("X-Trasporto: posta-certificata",)),
        # Not from a provider.
        Certified("avvenuta-consegna", OURS, issuer="cliente@pec.cliente.test"),
        Certified("avvenuta-consegna", OURS, issuer='"posta-certificata@x" <io@cliente.test>'),
        # Header and data contradict each other.
        Certified("avvenuta-consegna", OURS, header_kind="accettazione"),
        Certified("avvenuta-consegna", "<other@rossi.test>", header_id=OURS),
        # What only providers send each other, and what nobody sends.
        Certified("presa-in-carico", OURS),
        Certified("posta-certificata", OURS),
        # Two of them, or none that can be read.
        Certified("accettazione", OURS, data=[Certified("accettazione", OURS).xml()] * 2),
        Certified("accettazione", OURS, data=[b"not XML"]),
        Certified("accettazione", OURS, data=[b"<postacert tipo='accettazione'/>"]),
        Certified("accettazione", OURS, data=[b" " * 1_000_001 + b"<postacert/>"]),
        # XML that reads files, or grows without end.
        Certified("accettazione", OURS, prolog="<!DOCTYPE postacert>"),
        Certified(
            "accettazione",
            OURS,
            prolog='<!DOCTYPE postacert [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            words="&x;",
        ),
        Certified("accettazione", OURS, prolog='<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa">]>'),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_receipt_is_none(false: Certified) -> None:
    assert read_receipt(false.written()) is None


def test_receipt_without_a_signature_is_none() -> None:
    def bare(content: bytes) -> bytes:
        return b"MIME-Version: 1.0\r\n" + content

    assert read_receipt(Certified("accettazione", OURS).written(bare)) is None


@pytest.mark.parametrize("day", ["31/02/2026", "", "2026-11-24"])
def test_receipt_without_a_right_moment_is_none(day: str) -> None:
    data = Certified("accettazione", OURS).xml().replace(b"24/11/2026", day.encode())
    assert read_receipt(Certified("accettazione", OURS, data=[data]).written()) is None


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"X-Ricevuta: accettazione\r\n\r\n"])
def test_a_file_that_is_no_message_is_none(content: bytes) -> None:
    assert read_receipt(content) is None


def test_header_is_enough_to_know_which_messages_to_fetch() -> None:
    content = Certified("accettazione", OURS, header_id=f"\r\n {OURS}").written()
    assert message_it_is_on(message_from_bytes(content)) == BARE


@pytest.mark.parametrize(
    ("name", "kind", "error"),
    [("accettazione", "accettazione", "nessuno"), ("consegna", "errore-consegna", "no-dest")],
)
def test_receipt_that_a_provider_made_is_read(
    shared: Path, name: str, kind: str, error: str
) -> None:
    """Both were made anonymous: their signature is gone, and the second one's two ids differ."""
    sample = shared / "prototypes" / "pec" / f"{name}.eml"
    if not sample.is_file():
        pytest.skip("the sample is not here")
    content = sample.read_bytes().replace(b"@pec.it>", b"@fakepec.it>", 1)
    head, _, rest = content.partition(b"Content-Type: multipart/signed")
    signed = rest.partition(b"\n------")[2]
    signed = signed.partition(b"\n")[2].rpartition(b"\n--")[0] + b"\n"
    receipt = read_receipt(head + sealed(signed))
    assert receipt is not None
    assert (receipt.kind, receipt.error) == (kind, error)
    assert receipt.sender == "sender@fakepec.it"
    assert receipt.at.utcoffset() is not None


def test_name_of_the_data_may_be_written_in_any_case() -> None:
    content = Certified("accettazione", OURS).written()
    assert read_receipt(content.replace(b"daticert.xml", b"Daticert.XML")) is not None
