"""Wrong data as values: where it is, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.wording import Text, say


class Severity(StrEnum):
    """How much a problem holds back."""

    NOTE = "note"
    """Worth knowing; every figure stands."""
    ROW = "row"
    """A row was left out or doubted; the rest stands."""
    FILE = "file"
    """A whole file could not be used: the ledger is not whole, nothing is sent by itself."""


CORRECT_THE_FILE = say("Correct the file and save it again.")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the firm's files that a person should mend."""

    file: str
    """Path below the data folder, with forward slashes."""
    what: Text
    hint: Text = CORRECT_THE_FILE
    severity: Severity = Severity.ROW
    line: int = 0
    """Line or spreadsheet row, from 1; 0 if it concerns the whole file."""
    column: str = ""
    """The heading of the column, as the file has it."""
    customer: str = ""
    """The customer's code, if one is concerned."""
