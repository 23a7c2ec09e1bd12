"""The designs: choose, copy and change how statements look, with the sheet beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from core.domain.commands import (
    ChangeSettings,
    CopyDesign,
    KeepDesignPart,
    RestoreDesign,
    SaveDesign,
)
from core.domain.design import TEXTS, Design
from core.domain.wording import say
from core.engine.samples import SIZES
from core.errors import FolderMissing, SollecitoError
from core.formats import LANGUAGES
from core.store.design_changes import changed_design, parts_of, previous_moment
from core.store.design_parts import BOLD, FONTS, IMAGES, LOGO, REGULAR
from core.store.designs import (
    CLASSIC,
    design_text,
    draft_design,
    list_designs,
    own_design,
    read_design,
)
from tray.pages import design_form
from tray.pages.desk import AWAY, WrongInput, desk_of, field, quoted
from tray.pages.nav import NavEntry

NAV = NavEntry(say("Designs"), "/designs", 60)

_USUAL_SIZE = 12
_REFUSED = 422
_LANGUAGE_NAMES = {"it": say("Italian"), "en": say("English")}


@dataclass(frozen=True, slots=True)
class Shown:
    """One design in the list."""

    name: str
    used: bool
    own: bool
    draft: str
    """Key of its pictures; empty if it cannot be drawn."""
    fault: SollecitoError | None = None


@dataclass(frozen=True, slots=True)
class _Form:
    """What the form of a design shows now."""

    values: dict[str, object]
    order: tuple[str, ...] = ()
    fault: SollecitoError | None = None
    draft: str = ""


def designs(request: Request) -> Response:
    """Show every design with its sheet, the one in use first."""
    folder = _folder(request)
    used = _used(request)
    shown = [_shown(request, name, used) for name in list_designs(folder)]
    shown.sort(key=lambda entry: (not entry.used, entry.name != CLASSIC, entry.name))
    return desk_of(request).page(request, "designs.html", designs=shown, used=used)


def design(request: Request) -> Response:
    """Show one design: the form on the left, the sheet on the right."""
    folder, name = _folder(request), _name(request)
    if not desk_of(request).office.status.folder_present:
        raise FolderMissing(AWAY)
    values = design_form.values_of(read_design(folder, name))
    return _page(request, _Form(values, draft=_keep(request, name, design_text(folder, name))))


async def change(request: Request) -> Response:
    """Look at a changed design, or save it if it shows everything."""
    form = await request.form()
    name = _own_name(request)
    try:
        shown, text = _read(request, form, name)
    except SollecitoError as error:
        before = design_form.values_of(read_design(_folder(request), name))
        return _page(request, _Form(before, fault=error), _REFUSED)
    if field(form, "action") != "save" or shown.fault is not None:
        return _page(request, shown, _REFUSED if shown.fault else 200)
    desk = desk_of(request)
    errand = await desk.errands.start(
        field(form, "errand"), SaveDesign(name, text), f"/designs/{quoted(name)}?saved=1"
    )
    if errand.done:
        try:
            errand.result()
        except SollecitoError as error:
            return _page(request, _Form(shown.values, shown.order, error, shown.draft), _REFUSED)
    return RedirectResponse(f"/errands/{quoted(errand.key)}", 303)


async def upload(request: Request) -> Response:
    """Keep a logo or a font that was dropped; the form then names it."""
    name = _own_name(request)
    async with request.form() as form:
        kind, file = field(form, "kind"), form.get("file")
        if kind not in (LOGO, REGULAR, BOLD) or not isinstance(file, UploadFile):
            raise WrongInput(say("Choose a file first."))
        command = KeepDesignPart(name, kind, await file.read())
    desk = desk_of(request)
    errand = await desk.errands.start(field(form, "errand"), command, f"/designs/{quoted(name)}")
    if "application/json" not in request.headers.get("accept", ""):
        return RedirectResponse(f"/errands/{quoted(errand.key)}", 303)
    try:
        return JSONResponse({"name": errand.result()})
    except SollecitoError as error:
        sentences = [error.title, *([error.hint] if error.hint else [])]
        return JSONResponse({"fault": " ".join(map(desk.tell, sentences))}, _REFUSED)


async def copy(request: Request) -> Response:
    """Make a design of the firm's own that begins as this one."""
    form = await request.form()
    name = field(form, "name")
    command = CopyDesign(_name(request), name)
    return await desk_of(request).carry_out(form, command, f"/designs/{quoted(name)}")


async def choose(request: Request) -> Response:
    """Use a design for every statement from now on."""
    form = await request.form()
    name = _name(request)
    read_design(_folder(request), name)
    command = ChangeSettings({"statement.design": name})
    return await desk_of(request).carry_out(form, command, "/designs")


async def restore(request: Request) -> Response:
    """Bring the version before the last change back."""
    form = await request.form()
    name = _own_name(request)
    back = f"/designs/{quoted(name)}?restored=1"
    return await desk_of(request).carry_out(form, RestoreDesign(name), back)


def picture(request: Request) -> Response:
    """Give one page of a sample statement as PNG."""
    path = request.path_params
    png = desk_of(request).drafts.picture(path["key"], path["lines"], path["page"])
    return Response(png, media_type="image/png", headers={"cache-control": "private, max-age=3600"})


def _page(request: Request, form: _Form, code: int = 200) -> Response:
    desk, folder, name = desk_of(request), _folder(request), _name(request)
    own = own_design(folder, name) is not None
    lines = _lines(request)
    pages, fault = 0, form.fault
    if form.draft:
        try:
            pages = desk.drafts.pages(form.draft, lines)
        except SollecitoError as error:
            fault = fault or error
    return desk.page(
        request,
        "design.html",
        status_code=code,
        name=name,
        own=own,
        used=_used(request) == name,
        form=form,
        fault=fault,
        fields=design_form,
        columns=design_form.columns_of(form.values, form.order),
        images=parts_of(folder, name, IMAGES),
        fonts=parts_of(folder, name, FONTS),
        previous=previous_moment(folder, name),
        saved="saved" in request.query_params,
        restored="restored" in request.query_params,
        sizes=SIZES,
        lines=lines,
        # The first two of a long statement and its last: heading, flow and totals.
        shown_pages=sorted({page for page in (1, 2, pages) if 0 < page <= pages}),
        pages=pages,
        languages=[(language, _LANGUAGE_NAMES[language]) for language in LANGUAGES],
        text_keys=tuple(TEXTS),
        classic=read_design(None, CLASSIC),
    )


def _read(request: Request, form: FormData, name: str) -> tuple[_Form, str]:
    """Return what the form shows now, and the text of the file that it would make."""
    folder = _folder(request)
    before: Design = read_design(folder, name)
    values, order = design_form.read_form(form)
    for fault in design_form.faults_of(values):
        return _Form(values, order, WrongInput(fault)), ""
    changes = design_form.changes_between(design_form.values_of(before), values)
    text = changed_design(design_text(folder, name), changes)
    try:
        draft_design(folder, name, text)
    except SollecitoError as error:
        return _Form(values, order, error), text
    return _Form(values, order, draft=_keep(request, name, text)), text


def _shown(request: Request, name: str, used: str) -> Shown:
    folder = _folder(request)
    own = own_design(folder, name) is not None
    if not desk_of(request).office.status.folder_present:
        return Shown(name, name == used, own, "")
    try:
        read_design(folder, name)
        draft = _keep(request, name, design_text(folder, name))
    except SollecitoError as error:
        return Shown(name, name == used, own, "", error)
    return Shown(name, name == used, own, draft)


def _keep(request: Request, name: str, text: str) -> str:
    return desk_of(request).drafts.keep(name, text)


def _folder(request: Request) -> Path:
    return Path(desk_of(request).office.status.folder)


def _used(request: Request) -> str:
    return desk_of(request).office.status.design


def _name(request: Request) -> str:
    return unquote(request.path_params["name"])


def _own_name(request: Request) -> str:
    name = _name(request)
    if own_design(_folder(request), name) is None:
        raise SollecitoError(
            say("The design “{name}” belongs to the program.", name=name),
            say("Make a copy and change that one."),
        )
    return name


def _lines(request: Request) -> int:
    text = request.query_params.get("lines", "")
    return next((size for size in SIZES if str(size) == text), _USUAL_SIZE)


ROUTES = [
    Route("/designs", designs),
    Route("/designs/drafts/{key}/{lines:int}-{page:int}.png", picture),
    Route("/designs/{name}", design),
    Route("/designs/{name}", change, methods=["POST"]),
    Route("/designs/{name}/upload", upload, methods=["POST"]),
    Route("/designs/{name}/copy", copy, methods=["POST"]),
    Route("/designs/{name}/choose", choose, methods=["POST"]),
    Route("/designs/{name}/restore", restore, methods=["POST"]),
]
