"""What the commands say, in the language of this PC."""

from __future__ import annotations

from functools import cache

from core.domain.wording import Text
from core.errors import SettingsInvalid
from core.store.machine import read_machine
from core.texts import system_language, tell


@cache
def language() -> str:
    """Return the language of this PC's messages."""
    try:
        return read_machine().language
    except SettingsInvalid:
        # Said by the command itself; here it would hit the help of all of them.
        return system_language()


def _(message: str) -> str:
    """Say a fixed sentence, such as the help of an option; `pybabel` finds these calls."""
    return tell(Text(message), language())


def told(text: Text) -> str:
    """Say a sentence with its values."""
    return tell(text, language())
