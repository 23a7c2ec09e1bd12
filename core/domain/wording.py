"""Sentences for people, kept as message and values until the reader's language is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = "str | int | Decimal | date | Text"
"""What a sentence may carry: texts and numbers as they are, amounts and dates by locale, and
other sentences."""


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence: the English message, which is also its key, and what fills it."""

    message: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in English, for logs."""
        return self.message.format(**self.values)


def say(message: str, /, **values: Value) -> Text:
    """Make a sentence that can be said in any language; `pybabel` finds these calls."""
    return Text(message, values)
