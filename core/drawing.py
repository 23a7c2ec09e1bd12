"""What a renderer is given and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.design import Design
from core.domain.parties import Company
from core.domain.statements import Statement


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that a drawn statement depends on: the same drawing, the same bytes."""

    statement: Statement
    company: Company
    design: Design
    language: str
    logo: bytes = b""
    """PNG or JPEG; empty for none."""
    title: str = ""
    """Title in the document's properties."""
    posted: bool = False
    """In an envelope, whose window shows the address and nothing else."""


@dataclass(frozen=True, slots=True)
class Document:
    """A drawn statement."""

    pdf: bytes
    pages: int
    unknown_characters: tuple[str, ...] = ()
    """Characters that the design's font lacks; drawn as `?` and reported."""
