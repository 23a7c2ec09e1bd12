"""Why the system could not do something is said in the user's language, whole."""

import errno
import socket
import tomllib
from pathlib import Path

import pytest

from core.causes import cause_of, why_unreadable
from core.domain.wording import say
from core.texts import tell


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "non c’è"),
        (PermissionError(errno.EACCES, "Permission denied"), "l’accesso è negato"),
        (OSError(errno.ENOSPC, "No space left on device"), "non c’è più spazio"),
        (FileNotFoundError(errno.ENOENT, "is gone", "2026/PC1"), "«2026/PC1» non c’è"),
        (FileNotFoundError(errno.ENOENT, "x", str(Path("/a/b").absolute())), "non c’è"),
        (TimeoutError("timed out"), "nessuna risposta in tempo"),
        (socket.gaierror(-2, "Name or service not known"), "il nome non è noto nella rete"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), "la connessione è stata rifiutata"),
    ],
)
def test_a_cause_is_told_in_italian(error: OSError, cause: str) -> None:
    sentence = say("The archive cannot be read: {cause}", cause=cause_of(error))
    assert tell(sentence, "it").endswith(f": {cause}")


def test_what_has_no_words_of_ours_is_told_in_those_of_the_system() -> None:
    assert str(cause_of(OSError(123456, "the moon is full"))) == "the moon is full"
    assert str(cause_of(OSError("only this"))) == "only this"
    assert str(cause_of(OSError())) == "OSError"


def test_a_file_held_open_on_windows_is_busy() -> None:
    error = OSError(13, "used by another process")
    error.winerror = 32  # type: ignore[misc, attr-defined, unused-ignore] # as Windows gives it
    assert str(cause_of(error)) == "another program uses it"


@pytest.mark.parametrize(
    ("text", "reason"),
    [(b"a = 1\nb\n", "line 2 cannot be understood"), (b"\xff", "it is not UTF-8")],
)
def test_why_a_file_of_settings_cannot_be_read(text: bytes, reason: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - of two kinds, none of ours
        tomllib.loads(text.decode())
    assert str(why_unreadable(refused.value)) == reason


def test_what_is_toml_and_no_sense_is_told_so() -> None:
    assert str(why_unreadable(KeyError("kind"))) == "something in it makes no sense"
    assert str(why_unreadable(PermissionError(errno.EACCES, "x"))) == "access is denied"
