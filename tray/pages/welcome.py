"""Welcome: five short steps from a new folder to the first statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core.domain.commands import ChangeSettings, Command, PutTable
from core.domain.dispatches import ChannelKind
from core.domain.parties import Customer
from core.domain.wording import Text, say
from core.engine.ledger_files import LEDGER_FOLDER
from core.engine.office import Office
from core.engine.status import ChannelInfo, Status
from core.errors import SollecitoError, UnknownName
from core.store.data_folder import SETTINGS_FILE
from core.store.settings import Settings, read_settings
from core.store.settings_tables import as_tables, faults_of, with_changes
from tray.demo import demo_tables
from tray.pages.desk import WrongInput, desk_of, field, quoted
from tray.pages.mail_provider import shown_provider
from tray.pages.roads_off import marked_off, remarks_on, roads_off
from tray.pages.setting_texts import SETTINGS

STEPS: Mapping[str, Text] = {
    "firm": say("The firm"),
    "tables": say("The tables"),
    "understood": say("What was understood"),
    "look": say("A first look"),
    "sending": say("How to send"),
}
_REFUSED = 422


def is_first_start(folder: Path) -> bool:
    """Whether nothing has been left in the ledger folder yet."""
    ledger = folder / LEDGER_FOLDER
    return ledger.is_dir() and not any(place.is_file() for place in ledger.rglob("[!.]*"))


def welcome(request: Request) -> Response:
    """Go to the first step that is not done."""
    desk = desk_of(request)
    done = _done(desk.office.status, _settings(request))
    step = next((name for name in STEPS if not done[name]), "look")
    return RedirectResponse(f"/welcome/{step}", 303)


def step(request: Request) -> Response:
    """Show one step."""
    return _page(request, request.path_params["step"])


async def change(request: Request) -> Response:
    """Save what a step asks for, and go on to the next."""
    form = await request.form()
    name = request.path_params["step"]
    if name not in _ASKED:
        raise UnknownName(say("There is no such page."))
    read, there = _ASKED[name]
    changes = read(form)
    faults = _faults(changes, _settings(request))
    if faults:
        return _page(request, name, form=form, faults=faults)
    return await _give(request, form, ChangeSettings(changes), (name, there))


async def upload(request: Request) -> Response:
    """Put dropped tables into the ledger folder."""
    async with request.form(max_files=50) as form:
        names = [file for file in form.getlist("file") if isinstance(file, UploadFile)]
        if not any(file.filename for file in names):
            raise WrongInput(say("Choose a file first."))
        tables = {file.filename or "": await file.read() for file in names}
        return await _put(request, form, tables, replace=bool(field(form, "replace")))


async def example(request: Request) -> Response:
    """Put the example firm's tables into a ledger folder that is empty."""
    form = await request.form()
    status = desk_of(request).office.status
    if not is_first_start(Path(status.folder)):
        raise SollecitoError(
            say("There are tables in the ledger folder already."),
            say("The example would mix with them; nothing was done."),
        )
    return await _put(request, form, demo_tables(status.day))


async def _put(
    request: Request, form: FormData, tables: Mapping[str, bytes], *, replace: bool = False
) -> Response:
    for place, (name, content) in enumerate(tables.items()):
        key = f"{field(form, 'errand')}-{place}"
        desk = desk_of(request)
        errand = await desk.errands.start(
            key, PutTable(name, content, replace), "/welcome/understood"
        )
        if not errand.done:
            return RedirectResponse(f"/errands/{quoted(key)}", 303)
        try:
            errand.result()
        except SollecitoError as error:
            return _page(request, "tables", error)
    return RedirectResponse("/welcome/understood", 303)


async def _give(
    request: Request, form: FormData, command: Command, steps: tuple[str, str]
) -> Response:
    """Give a command; a fault is told beside the form, which keeps what was written."""
    here, there = steps
    desk = desk_of(request)
    errand = await desk.errands.start(field(form, "errand"), command, f"/welcome/{there}")
    if errand.done:
        try:
            errand.result()
        except SollecitoError as error:
            return _page(request, here, error, form)
    return RedirectResponse(f"/errands/{quoted(errand.key)}", 303)


def _faults(changes: Mapping[str, object], settings: Settings) -> Mapping[str, Text]:
    """Return what is wrong in a step's form, by the names of its fields."""
    wrong = faults_of(with_changes(as_tables(settings), changes))
    return {
        name.rpartition(".")[2]: what
        for setting, what in wrong.items()
        if (name := next((one for one in changes if setting.startswith(one)), ""))
    }


def _page(
    request: Request,
    name: str,
    fault: SollecitoError | None = None,
    form: FormData | None = None,
    faults: Mapping[str, Text] | None = None,
) -> Response:
    if name not in STEPS:
        raise UnknownName(say("There is no such page."))
    desk = desk_of(request)
    status, settings, off = desk.office.status, _settings(request), roads_off(desk.office)
    names = list(STEPS)
    place = names.index(name)
    return desk.page(
        request,
        f"welcome_{name}.html",
        status_code=_REFUSED if fault or faults else 200,
        step=name,
        steps=STEPS,
        done=_done(status, settings),
        following=names[place + 1] if place + 1 < len(names) else "",
        fault=fault,
        faults=faults or {},
        written=_written(form, settings),
        ledger=str(Path(status.folder) / LEDGER_FOLDER),
        empty=is_first_start(Path(status.folder)),
        unknown=tuple(desk.office.unknown_tables()),
        first=_first(desk.office),
        roads=_roads(status, settings.email.via, off),
        remarks=tuple(remarks_on("", (settings.email.via,), off)),
        **shown_provider(request, settings),
    )


def _roads(
    status: Status, chosen: str, off: Mapping[str, Text]
) -> Sequence[tuple[ChannelInfo, Text]]:
    """Return the ways that e-mail can leave, each called as in the settings.

    The chosen one stands there even if it is off: nothing else must look chosen.
    """
    words = SETTINGS["email.via"].choices
    roads = [channel for channel in status.channels if channel.kind is ChannelKind.EMAIL]
    found = [(road, words.get(road.name, road.label)) for road in roads]
    if chosen in off:
        road = ChannelInfo(chosen, off[chosen], ChannelKind.EMAIL)
        found.append((road, marked_off(words.get(chosen, off[chosen]))))
    return found


def _first(office: Office) -> Customer | None:
    """Return the customer that owes the most overdue, if its statement can be drawn."""
    debtors = office.status.most_overdue
    try:
        return office.statement(debtors[0].customer.code).customer if debtors else None
    except SollecitoError:
        return None


def _done(status: Status, settings: Settings) -> Mapping[str, bool]:
    read = bool(status.ledger.customers)
    return {
        "firm": bool(settings.company.address and settings.company.iban),
        "tables": not is_first_start(Path(status.folder)),
        "understood": read and status.ledger.whole,
        "look": read and bool(status.recent),
        "sending": bool(settings.email.sender),
    }


def _written(form: FormData | None, settings: Settings) -> Mapping[str, str]:
    """Return what the fields show: what a person has just written, else what is saved."""
    company = settings.company
    saved = {
        "name": company.name,
        "address": "\n".join(company.address),
        "vat_number": company.vat_number,
        "iban": company.iban,
        "email": company.email,
        "phone": company.phone,
        "sender": settings.email.sender,
        "via": settings.email.via,
    }
    if form is None:
        return saved
    return saved | {name: field(form, name) for name in saved if name in form}


def _firm(form: FormData) -> dict[str, object]:
    lines = (line.strip() for line in field(form, "address").splitlines())
    changes: dict[str, object] = {
        f"company.{name}": field(form, name)
        for name in ("name", "vat_number", "iban", "email", "phone")
    }
    return changes | {"company.address": [line for line in lines if line]}


def _sending(form: FormData) -> dict[str, object]:
    return {"email.via": field(form, "via"), "email.sender": field(form, "sender")}


_ASKED: Mapping[str, tuple[Callable[[FormData], dict[str, object]], str]] = {
    "firm": (_firm, "tables"),
    "sending": (_sending, "sending"),
}
"""What the forms of steps are read by, and the step that follows."""


def _settings(request: Request) -> Settings:
    return read_settings(Path(desk_of(request).office.status.folder) / SETTINGS_FILE)


ROUTES = [
    Route("/welcome", welcome),
    Route("/welcome/upload", upload, methods=["POST"]),
    Route("/welcome/example", example, methods=["POST"]),
    Route("/welcome/{step}", step),
    Route("/welcome/{step}", change, methods=["POST"]),
]
