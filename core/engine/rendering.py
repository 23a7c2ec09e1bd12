"""Draw a statement in its customer's language and the firm's design."""

from __future__ import annotations

from core.domain.statements import Statement
from core.drawing import Document, Drawing
from core.engine.firm import Firm


def draw_statement(firm: Firm, statement: Statement) -> Document:
    """Draw a statement as it would be sent."""
    design, logo = firm.letterhead()
    company = firm.settings.company.to_domain()
    language = firm.language_of(statement.customer)
    return firm.parts.plugins.render(Drawing(statement, company, design, language, logo))
