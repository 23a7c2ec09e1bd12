"""What the commands say, in the language of this PC."""

from __future__ import annotations

from functools import cache

from core.domain.wording import Text
from core.store.machine import read_machine
from core.texts import tell


@cache
def language() -> str:
    """Return the language of this PC's messages."""
    return read_machine().language


def _(message: str) -> str:
    """Say a fixed sentence, such as the help of an option; `pybabel` finds these calls."""
    return tell(Text(message), language())


def told(text: Text) -> str:
    """Say a sentence with its values."""
    return tell(text, language())
