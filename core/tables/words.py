"""Words as people write them in headings and cells, made comparable."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_PARTICLES = frozenset(
    {
        *("di", "del", "dello", "della", "dell", "delle", "dei", "degli"),
        *("in", "il", "la", "lo", "al", "the", "of"),
    }
)
_ON = "il"


def words(text: str) -> list[str]:
    """Return the words in lower case, without accents, punctuation and particles."""
    # The signs of "numero" (Nº, N°) would decompose into a letter of their own.
    plain = unicodedata.normalize("NFKD", text.replace("º", " ").replace("°", " ").casefold())
    ascii_only = "".join(char for char in plain if not unicodedata.combining(char))
    every = _NOT_WORDS.sub(" ", ascii_only).split()
    said = [word for word in every if word not in _PARTICLES] or every
    # “Pagato” is an amount, “Pagato il” a day.
    return [*said, _ON] if every[-1:] == [_ON] != said else said


def key(text: str) -> str:
    """Return the words joined: `E-mail`, `EMail` and `e mail` are one heading."""
    return "".join(words(text))
