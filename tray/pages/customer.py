"""A customer: what it owes, the statement as it would go out, what was sent, preferences."""

from __future__ import annotations

from datetime import date
from functools import partial
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.domain.roads import road_passed
from core.domain.statements import LineKind
from core.domain.wording import Text, say
from core.engine.status import Status
from core.errors import SollecitoError
from tray.pages.desk import (
    Desk,
    code_for,
    code_of,
    customer_url,
    day_in,
    desk_of,
    if_readable,
)
from tray.pages.preference_form import PreferencesForm, form_of

_SHOWN = 50
_FIRST_LINES = 12
_KINDS = {
    LineKind.INVOICE: say("Invoice"),
    LineKind.CREDIT_NOTE: say("Credit note"),
    LineKind.PAYMENT: say("Payment not yet allocated"),
}
# Looser than the pages' own: browsers show a PDF with a small page of theirs around it.
_PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; img-src 'self'"


def customer(request: Request) -> Response:
    """Show one customer, as of today or of another date."""
    return customer_page(request)


def customer_page(
    request: Request,
    form: PreferencesForm | None = None,
    fault: SollecitoError | None = None,
) -> Response:
    """Show a customer; with a form of preferences that was refused, and why."""
    desk = desk_of(request)
    code = code_of(request)
    as_of = as_of_in(request)
    preferences = desk.office.preferences(code)
    statement = desk.office.statement(code, as_of)
    table = statement.customer.preferences
    taken = if_readable(partial(desk.office.candidate, code))
    status = desk.office.status
    return desk.page(
        request,
        "customer.html",
        status_code=code_for(fault) if fault else 200,
        statement=statement,
        kinds=_KINDS,
        first_lines=_FIRST_LINES,
        form=form or form_of(preferences, table),
        fault=fault,
        usual=usual_channel(status, taken.channel if taken else ""),
        candidate=taken if taken and taken.automatic and taken.address else None,
        passed_over=[road_passed(one) for one in taken.passed_over] if taken else [],
        refused_pec=if_readable(partial(desk.office.refused_pec, code)),
        dispatches=if_readable(partial(desk.office.history, code, _SHOWN)),
        query=f"?as_of={as_of.isoformat()}",
        undrawable=status.undrawable or _undrawable_now(desk, code, as_of),
    )


def usual_channel(status: Status, taken: str) -> str:
    """Return the channel that automatic sending takes: its button is the main one."""
    able = [channel.name for channel in status.channels if channel.fault is None]
    return next((name for name in (taken, status.usual_channel, *able) if name in able), "")


def _undrawable_now(desk: Desk, code: str, as_of: date) -> Text | None:
    """Return why the statement cannot be drawn while the folder is away, if it cannot."""
    if desk.office.status.folder_present:
        return None
    try:
        desk.previews.document(code, as_of)
    except SollecitoError:
        return say("Its design lies in the data folder: the statement shows again with it.")
    return None


def search(request: Request) -> Response:
    """Find customers by code, name or address."""
    desk = desk_of(request)
    text = request.query_params.get("q", "").strip()
    template = "part_found.html" if "part" in request.query_params else "search.html"
    found = desk.office.search(text) if text else ()
    if len(found) == 1 and "part" not in request.query_params:
        return RedirectResponse(customer_url(found[0].code), 303)
    return desk.page(request, template, text=text, found=found)


def statement_pdf(request: Request) -> Response:
    """Give the statement as PDF."""
    code, as_of = code_of(request), as_of_in(request)
    document = desk_of(request).previews.document(code, as_of)
    name = quote(f"{code}-{as_of.isoformat()}.pdf", safe="")
    return Response(
        document.pdf,
        media_type="application/pdf",
        headers={
            "content-disposition": f"inline; filename*=UTF-8''{name}",
            "content-security-policy": _PDF_POLICY,
        },
    )


def evidence(request: Request) -> Response:
    """Give all that was sent to a customer as a ZIP, for a lawyer."""
    code = code_of(request)
    name = quote(f"{code}.zip", safe="")
    return Response(
        desk_of(request).office.evidence(code),
        media_type="application/zip",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def statement_picture(request: Request) -> Response:
    """Give one page of the statement as PNG."""
    previews = desk_of(request).previews
    page: int = request.path_params["page"]
    return Response(
        previews.picture(code_of(request), as_of_in(request), page), media_type="image/png"
    )


def further_pages(request: Request) -> Response:
    """Give the pictures after the first: how many there are is known once it is drawn."""
    desk = desk_of(request)
    code, as_of = code_of(request), as_of_in(request)
    pages = desk.previews.document(code, as_of).pages
    return desk.page(
        request,
        "part_pages.html",
        code=code,
        pages=range(2, pages + 1),
        query=f"?as_of={as_of.isoformat()}",
    )


def as_of_in(request: Request) -> date:
    """Return the date that the address names, else today."""
    today = desk_of(request).office.status.day
    return day_in(request.query_params.get("as_of", ""), today)


ROUTES = [
    Route("/search", search),
    Route("/customers/{code}", customer),
    Route("/customers/{code}/statement.pdf", statement_pdf),
    Route("/customers/{code}/evidence.zip", evidence),
    Route("/customers/{code}/statement-{page:int}.png", statement_picture),
    Route("/customers/{code}/further-pages", further_pages),
]
