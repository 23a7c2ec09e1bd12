"""The folder of what was sent is found by its mark, however the server writes it."""

import pytest

from core.errors import MailboxUnusable
from core.mail.imap_words import folder_of, quoted
from core.mail.mailbox import MailboxServer
from core.mail.sent_folder import SentFolder


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b'(\\HasNoChildren \\Sent) "." "INBOX.Sent"', "INBOX.Sent"),
        (b'(\\Sent) NIL "Posta inviata"', "Posta inviata"),
        (b'(\\sent) "/" Inviata', "Inviata"),
        (b'(\\Sent) "\\\\" "a \\"b\\" c"', 'a "b" c'),
        (b'(\\Sent) "/" "Gel&APY-schte &- mehr"', "Gelöschte & mehr"),
        ((b'(\\Sent) "/" {9}', b'Inviata "'), 'Inviata "'),
        (b'(\\Sent) "/" "&AGg"', "&AGg"),
        (None, ""),
        (b"", ""),
        (b"gibberish", ""),
    ],
)
def test_folder_is_read_from_the_servers_list(line: object, name: str) -> None:
    flags, found = folder_of(line)
    assert found == name
    assert ("\\sent" in flags) is bool(name)


@pytest.mark.parametrize("name", ["INBOX", "Elementi inviati", "Gelöschte & mehr", 'a "b" \\c'])
def test_names_of_folders_are_written_as_they_are_read(name: str) -> None:
    assert folder_of(f'() "/" {quoted(name)}'.encode())[1] == name


class Unmarked:
    """A server that marks no folder and does not know how it would be asked for."""

    def list(self, *asked: str) -> tuple[str, list[bytes]]:
        return ("BAD", [b"what?"]) if asked else ("OK", [b'() "/" "INBOX"'])


def test_folder_that_no_mark_tells_must_be_named() -> None:
    with pytest.raises(MailboxUnusable, match=r"\[imap\] sent_folder"):
        SentFolder(Unmarked(), MailboxServer("h", user="u"), "")  # type: ignore[arg-type] # it behaves as one as far as this goes
