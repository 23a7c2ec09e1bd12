"""What a reader is: a plugin that turns one file of the ledger folder into a ledger part."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from core.domain.ledger import LedgerPart
from core.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What came out of one file."""

    part: LedgerPart = field(default_factory=LedgerPart)
    problems: tuple[Problem, ...] = ()


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
