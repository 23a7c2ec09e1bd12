"""What a reader is: a plugin that turns one file of the ledger folder into a ledger part."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import ClassVar

from core.domain.ledger import LedgerPart
from core.domain.problems import Problem
from core.errors import FileUnreadable


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What came out of one file."""

    part: LedgerPart = field(default_factory=LedgerPart)
    problems: tuple[Problem, ...] = ()
    refused: tuple[FileUnreadable, ...] = ()
    """Tables of the file that cannot be used, beside those that can."""


def join_tables(found: Iterable[ReadFile]) -> ReadFile:
    """Join what the tables of one file hold."""
    found = tuple(found)
    parts = [one.part for one in found]
    part = LedgerPart(
        customers=tuple(chain.from_iterable(part.customers for part in parts)),
        items=tuple(chain.from_iterable(part.items for part in parts)),
        payments=tuple(chain.from_iterable(part.payments for part in parts)),
        has_payments=any(part.has_payments for part in parts),
        payments_lost=frozenset(chain.from_iterable(part.payments_lost for part in parts)),
        documents_lost=frozenset(chain.from_iterable(part.documents_lost for part in parts)),
        item_headings=frozenset(chain.from_iterable(part.item_headings for part in parts)),
    )
    problems = tuple(chain.from_iterable(one.problems for one in found))
    return ReadFile(part, problems, tuple(chain.from_iterable(one.refused for one in found)))


class Reader(ABC):
    """Reads the files that match its patterns."""

    name: ClassVar[str]
    patterns: ClassVar[tuple[str, ...]]
    """File names it reads, lower case: `*.csv`."""

    @abstractmethod
    def read(self, path: Path, file: str) -> ReadFile:
        """Read one file; `file` is its name in problems.

        Wrong rows are problems in the result. A file that cannot be used at all raises
        `FileUnreadable` with a sentence, and the ledger stays as it was.
        """
