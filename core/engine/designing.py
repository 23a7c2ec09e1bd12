"""Designs as a person changes them: drawn as a draft, checked, saved, copied, brought back."""

from __future__ import annotations

from core.domain.commands import CopyDesign, KeepDesignPart, RestoreDesign, SaveDesign
from core.domain.wording import say
from core.drawing import Document, Drawing
from core.engine.design_check import check_design
from core.engine.firm import Firm
from core.engine.samples import SIZES, example_statement, sample_statement
from core.errors import SollecitoError
from core.store.design_changes import copy_design, keep_part, previous_text, save_design
from core.store.designs import draft_design, read_design, read_logo


class DesignFaulty(SollecitoError):
    """A design with which something of a statement would not be seen."""


def draw_draft(firm: Firm, name: str, text: str, lines: int) -> Document:
    """Draw a statement of about so many lines with a design that is not saved yet."""
    folder = firm.parts.folder
    design = draft_design(folder, name, text)
    company = firm.settings.company.to_domain()
    logo = read_logo(folder, design, company)
    statement = sample_statement(firm.ledger, lines, firm.parts.clock.today())
    language = firm.language_of(statement.customer)
    return firm.parts.plugins.render(Drawing(statement, company, design, language, logo))


def save(firm: Firm, command: SaveDesign) -> None:
    """Save a design, unless something would be missing from a statement."""
    folder = firm.parts.folder
    design = draft_design(folder, command.name, command.text)
    company = firm.settings.company.to_domain()
    logo = read_logo(folder, design, company)
    # Invented ones as well: the firm's own may have no line of every kind.
    day = firm.parts.clock.today()
    samples = [sample_statement(firm.ledger, lines, day) for lines in SIZES]
    samples += [example_statement(lines, day) for lines in SIZES]
    for fault in check_design(firm.parts.plugins.render, design, logo, company, samples):
        raise DesignFaulty(fault, say("The design was not saved; change it and save it again."))
    save_design(folder, command.name, command.text)


def copy(firm: Firm, command: CopyDesign) -> None:
    """Make a design of the firm's own that begins as another one."""
    copy_design(firm.parts.folder, read_design(firm.parts.folder, command.source), command.name)


def restore(firm: Firm, command: RestoreDesign) -> None:
    """Bring the version before the last change back; the one in force takes its place."""
    save(firm, SaveDesign(command.name, previous_text(firm.parts.folder, command.name)))


def keep(firm: Firm, command: KeepDesignPart) -> str:
    """Keep a logo or a font beside a design; return its name there."""
    return keep_part(firm.parts.folder, command.design, command.kind, command.content)
