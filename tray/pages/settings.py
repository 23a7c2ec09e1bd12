"""The firm's settings: a form a group, checked while a person types, saved beside the comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from core.domain.commands import (
    ChangeSettings,
    Command,
    KeepLogo,
    SendTestMessage,
    SetPassword,
    TryMailbox,
)
from core.domain.covering_letter import CoveringLetter
from core.domain.wording import Text, say
from core.engine.letters import build_letter, default_template
from core.engine.samples import example_statement
from core.engine.status import Status
from core.errors import SollecitoError, UnknownName
from core.formats import LANGUAGES
from core.store.design_parts import LOGO, part_suffix
from core.store.secrets import variable
from core.store.settings import Settings
from tray.pages import desk
from tray.pages.desk import Desk, WrongInput, desk_of, quoted
from tray.pages.mail_provider import GROUPS as PROVIDED
from tray.pages.mail_provider import shown_provider
from tray.pages.nav import NavEntry
from tray.pages.roads_off import remarks_on, roads_off
from tray.pages.setting_form import (
    Filled,
    SettingField,
    as_value,
    fields_of,
    fill,
    groups,
    texts_of,
)
from tray.pages.setting_texts import GROUPS, LETTERS, MAILBOX, PLACEHOLDER_WORDS

NAV = NavEntry(say("Settings"), "/settings", 70)
_WAS = "was:"
"""Before the name of a field: what it showed."""
_EXAMPLE_LINES = 5
_WRONG, _REFUSED = 400, 409
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg"}
_NO_LONGER_THAN = 200
_IN_THE_FILE = say("The file has a value that cannot be used: this one is in force. Save mends it.")


@dataclass(frozen=True, slots=True)
class _Shown:
    """A group's page: what stands in its fields, and what is to be said about it."""

    texts: Mapping[str, str]
    was: Mapping[str, str]
    faults: Mapping[str, Text] = field(default_factory=dict)
    error: SollecitoError | None = None
    saved: bool = False


def settings(request: Request) -> Response:
    """Show one group of settings; without a name, the first."""
    group = _group(request)
    here = desk_of(request)
    _, now = _form_of(here, group)
    faults = {name: _IN_THE_FILE for name in _broken(here) if name in now}
    saved = "saved" in request.query_params
    return _page(request, group, _Shown(now, now, faults, saved=saved))


async def save(request: Request) -> Response:
    """Save what was changed, or show the form again with what is wrong in it."""
    here, group = desk_of(request), _group(request)
    form = await request.form()
    fields, _ = _form_of(here, group)
    filled, shown = _filled(here, fields, form)
    start = desk.field(form, "start")
    if start in LANGUAGES:
        texts = {**filled.texts, f"email.text.{start}": default_template(start).strip()}
        return _page(request, group, _Shown(texts, shown))
    if filled.faults:
        return _page(request, group, _Shown(filled.texts, shown, filled.faults), _WRONG)
    # What is wrong in the file is written anew even if it is what the form showed.
    mended = {
        name: as_value(entry, filled.texts[name])
        for entry in fields
        if (name := entry.name) in _broken(here)
    }
    changes = mended | dict(filled.changes)
    if not changes:
        return RedirectResponse(_address(group), 303)
    command = ChangeSettings(changes, filled.before)
    errand = await here.errands.start(_key(form), command, f"{_address(group)}?saved=yes")
    if errand.done:
        try:
            errand.result()
        except SollecitoError as error:
            # What the file says now is what the next try is measured against.
            _, now = _form_of(here, group)
            return _page(request, group, _Shown(filled.texts, now, error=error), _REFUSED)
    return RedirectResponse(f"/errands/{quoted(errand.key)}", 303)


async def check(request: Request) -> Response:
    """Say what is wrong in a form as it stands, and how the letters would read."""
    here, group = desk_of(request), _group(request)
    fields, _ = _form_of(here, group)
    filled, _ = _filled(here, fields, await request.form())
    faults = {name: here.tell(what) for name, what in filled.faults.items()}
    letters = _letters(here, filled.texts) if group == LETTERS else {}
    bodies = {language: letter.body for language, letter in letters.items()}
    return JSONResponse({"faults": faults, "letters": bodies})


async def set_password(request: Request) -> Response:
    """Keep a password in the system's own store."""
    form = await request.form()
    group = _group(request)
    if GROUPS[group].password is None:
        raise UnknownName(say("There is no such page."))
    # Not through desk.field: blanks at the ends belong to a password.
    given = form.get("password", "")
    command = SetPassword(group, given if isinstance(given, str) else "")
    return await desk_of(request).carry_out(form, command, f"{_address(group)}?saved=yes")


async def send_test(request: Request) -> Response:
    """Try a road out with an example, or the mailbox by opening it."""
    form = await request.form()
    group = _group(request)
    trial = GROUPS[group].trial
    if trial is None:
        raise UnknownName(say("There is no such page."))
    command: Command = TryMailbox()
    if group != MAILBOX:
        status = desk_of(request).office.status
        command = SendTestMessage(address_to_try(form), _able(status, trial.channel))
    return await desk_of(request).carry_out(form, command, _address(group))


def address_to_try(form: FormData) -> str:
    """Return where an example goes, as a person wrote it."""
    address = desk.field(form, "address")
    if len(address) > _NO_LONGER_THAN or not address.isprintable():
        raise WrongInput(say("This address cannot be used."))
    return address


def _able(status: Status, name: str) -> str:
    """Return the channel of a group; of fax and post, another that can work here instead.

    What is set for the mail server, Outlook or a mail program says nothing of the others.
    """
    named = next((one for one in status.channels if one.name == name), None)
    if named is None or named.fault is None or named.kind.is_mail:
        return name
    able = (
        one.name
        for one in status.channels
        if one.kind is named.kind and one.fault is None and not one.writes_file
    )
    return next(able, name)


async def upload_logo(request: Request) -> Response:
    """Keep the picture that was dropped as the firm's logo."""
    async with request.form() as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not (picture := await file.read()):
            raise WrongInput(say("Choose a file first."))
        back = f"{_address('company')}?saved=yes"
        return await desk_of(request).carry_out(form, KeepLogo(picture), back)


async def remove_logo(request: Request) -> Response:
    """Take the logo away."""
    form = await request.form()
    back = f"{_address('company')}?saved=yes"
    return await desk_of(request).carry_out(form, KeepLogo(b""), back)


def logo(request: Request) -> Response:
    """Give the firm's logo, if it is a picture inside the data folder."""
    here = desk_of(request)
    folder = Path(here.office.status.folder).resolve()
    place = (folder / here.office.settings().settings.company.logo).resolve()
    if not place.is_relative_to(folder) or not place.is_file():
        raise UnknownName(say("There is no such page."))
    content = place.read_bytes()
    return Response(content, media_type=_PICTURES[part_suffix(LOGO, content)])


def _page(request: Request, group: str, shown: _Shown, code: int = 200) -> Response:
    here = desk_of(request)
    view = here.office.settings()
    fields, _ = _form_of(here, group)
    return here.page(
        request,
        "settings.html",
        status_code=code,
        groups=groups(),
        group=group,
        fields=fields,
        shown=shown,
        view=view,
        variable=variable(group),
        remarks=_remarks(here, group, view.settings),
        letters=_letters(here, shown.texts) if group == LETTERS else {},
        placeholders=PLACEHOLDER_WORDS,
        **(shown_provider(request, view.settings, PROVIDED[group]) if group in PROVIDED else {}),
    )


def _remarks(here: Desk, group: str, now: Settings) -> tuple[Text, ...]:
    """Return what is to be said of the roads that a group is about."""
    chosen = {"email": (now.email.via,), "automatic": now.automatic.roads}.get(group, ())
    return tuple(remarks_on(group, chosen, roads_off(here.office)))


def _form_of(here: Desk, group: str) -> tuple[tuple[SettingField, ...], dict[str, str]]:
    status, view = here.office.status, here.office.settings()
    fields = fields_of(group, view, status, roads_off(here.office))
    return fields, texts_of(fields, view, status.language)


def _filled(
    here: Desk, fields: tuple[SettingField, ...], form: FormData
) -> tuple[Filled, dict[str, str]]:
    """Read the form; return what it showed as well."""
    texts = {entry.name: _lines(desk.field(form, entry.name)) for entry in fields}
    shown = {entry.name: _lines(desk.field(form, _WAS + entry.name)) for entry in fields}
    return fill(fields, here.office.settings(), texts, shown), shown


def _lines(text: str) -> str:
    return "\n".join(text.splitlines())


def _letters(here: Desk, texts: Mapping[str, str]) -> dict[str, CoveringLetter]:
    """Return each letter as an example customer would get it."""
    status = here.office.status
    company = here.office.settings().settings.company.to_domain()
    statement = example_statement(_EXAMPLE_LINES, status.day)
    templates = {language: texts.get(f"email.text.{language}", "") for language in LANGUAGES}
    return {
        language: build_letter(statement, company, language, template)
        for language, template in templates.items()
    }


def _broken(here: Desk) -> tuple[str, ...]:
    """Return the name of the setting that is wrong in the file, if it is one."""
    fault = here.office.settings().fault
    key = fault.values.get("key") if fault else None
    return (key,) if isinstance(key, str) else ()


def _group(request: Request) -> str:
    group: str = request.path_params.get("group", next(iter(GROUPS)))
    if group not in groups():
        raise UnknownName(say("There is no such page."))
    return group


def _key(form: FormData) -> str:
    key = desk.field(form, "errand")
    if not key:
        raise WrongInput(say("The form is incomplete."), say("Open the page again."))
    return key


def _address(group: str) -> str:
    return f"/settings/{group}"


ROUTES = [
    Route("/settings", settings),
    Route("/settings/logo.png", logo),
    Route("/settings/logo/upload", upload_logo, methods=["POST"]),
    Route("/settings/logo/remove", remove_logo, methods=["POST"]),
    Route("/settings/{group}", settings),
    Route("/settings/{group}", save, methods=["POST"]),
    Route("/settings/{group}/check", check, methods=["POST"]),
    Route("/settings/{group}/password", set_password, methods=["POST"]),
    Route("/settings/{group}/test", send_test, methods=["POST"]),
]
