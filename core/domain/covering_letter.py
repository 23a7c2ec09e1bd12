"""The covering letter: the text that goes with a statement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACEHOLDERS = ("customer", "company", "outstanding", "overdue", "as_of")
"""What `{...}` may name in the firm's text; contract, section 3."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class CoveringLetter:
    """Subject and body, filled from the statement that goes with them."""

    subject: str
    body: str


def unknown_placeholders(template: str) -> tuple[str, ...]:
    """Return the names in braces that nothing fills, in order of appearance."""
    return tuple(name for name in _PLACEHOLDER.findall(template) if name not in PLACEHOLDERS)


def fill_letter(template: str, values: Mapping[str, str]) -> str:
    """Fill the placeholders; anything else in braces stays as the firm wrote it.

    Not `str.format`: a customer named `{company.__class__}` is only a name.
    """
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)


def without_paragraphs_on(name: str, template: str) -> str:
    """Leave out the paragraphs that speak of a value there is nothing to say about."""
    paragraphs = template.split("\n\n")
    return "\n\n".join(text for text in paragraphs if name not in _PLACEHOLDER.findall(text))
