"""What a statement says: the design's texts, amounts and dates in one language."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from plugins.renderers.borb_pdf.characters import legible
from sollecito import Design, SollecitoError, format_amount, format_day, format_money, say

_BRACES = re.compile(r"\{(\w+)\}")


class Phrases:
    """The texts of a design in one language."""

    def __init__(self, design: Design, language: str) -> None:
        """Look the texts up when they are needed: a design may lack some."""
        self._design = design
        self._texts: dict[str, str] = {}
        self.language = language

    def fill(self, key: str, **values: str) -> str:
        """Return a text with its braces filled; the values are legible already."""
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = legible(self._design.text(self.language, key))
        if not values:
            return text
        # Not `str.format`: a customer's code may hold braces.
        if len(values) == 1:
            ((name, value),) = values.items()
            return text.replace(f"{{{name}}}", value).strip()
        return legible(_BRACES.sub(lambda match: values.get(match[1], match[0]), text))

    def need(self, key: str) -> None:
        """Refuse a design that lacks a text without which nothing makes sense."""
        if not self._design.text(self.language, key):
            raise SollecitoError(
                say(
                    "The design “{design}” lacks the text “{key}”.",
                    design=self._design.name,
                    key=key,
                ),
                say("Add it to the design’s file, or choose the design “classic”."),
            )

    def amount(self, amount: Decimal) -> str:
        """Write an amount; its currency stands elsewhere."""
        return format_amount(amount, self.language)

    def money(self, amount: Decimal, currency: str) -> str:
        """Write an amount with its currency, which no line break parts."""
        return format_money(amount, currency, self.language)

    def day(self, day: date) -> str:
        """Write a date in figures."""
        return _day(day, self.language)

    def days(self, days: int) -> str:
        """Say how many days something is overdue; nothing if it is not."""
        if days <= 0:
            return ""
        return self.fill("day") if days == 1 else self.fill("days", days=str(days))


_day = lru_cache(4096)(format_day)
