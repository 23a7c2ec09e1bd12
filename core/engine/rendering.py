"""Draw a statement and write its letter, in its customer's language and the firm's design."""

from __future__ import annotations

from core.domain.covering_letter import CoveringLetter
from core.domain.statements import Statement
from core.drawing import Document, Drawing
from core.engine.firm import Firm
from core.engine.letters import build_letter


def draw_statement(
    firm: Firm, statement: Statement, *, posted: bool = False, language: str = ""
) -> Document:
    """Draw a statement as it would be sent; `posted`: in an envelope with a window.

    `language` is the customer's, if it is known already.
    """
    design, logo = firm.letterhead()
    company = firm.settings.company.to_domain()
    language = language or firm.language_of(statement.customer)
    drawing = Drawing(statement, company, design, language, logo, posted=posted)
    return firm.parts.plugins.render(drawing)


def write_letter(firm: Firm, statement: Statement, own: str = "") -> CoveringLetter:
    """Write the letter that goes with a statement: a person's own text, else the firm's."""
    language = firm.language_of(statement.customer)
    template = own or firm.settings.email.text_in(language)
    return build_letter(statement, firm.settings.company.to_domain(), language, template)
