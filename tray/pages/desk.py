"""What every page works with: the office, the templates, and the words around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from importlib.resources import files
from typing import TypeVar, cast
from urllib.parse import quote, unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from core.domain.commands import Command
from core.domain.dispatches import Dispatch
from core.domain.planning import Due
from core.domain.replies import Reply
from core.domain.roads import road_passed
from core.domain.wording import Text, Value, say
from core.engine.invoices import NOTHING, Enclosed, remarks_on
from core.engine.office import Office
from core.errors import FolderMissing, HistoryUnwritable, SollecitoError, UnknownName
from core.evidence.words import proof_word, signature_word
from core.formats import format_amount, format_day, format_moment, format_money, format_weekday
from core.texts import tell
from tray.access import Access
from tray.autostart import Autostart
from tray.pages import charts, parts
from tray.pages.bell import Bell
from tray.pages.drafts import Drafts
from tray.pages.errands import Errand, Errands
from tray.pages.nav import NavEntry
from tray.pages.preview import Previews
from tray.pages.setting_places import linked, tell_in_words, tell_linked

TEMPLATES = files("templates") / "pages"
AWAY = say("The data folder cannot be reached.")


T = TypeVar("T")


class WrongInput(SollecitoError):
    """What a person wrote into a form cannot be used."""


_STATUS_CODES = {WrongInput: 400, UnknownName: 404, FolderMissing: 503, HistoryUnwritable: 503}
_CONFLICT = 409


class Desk:
    """Everything a page may use, once for the program."""

    def __init__(self, office: Office, csrf: str, autostart: Autostart | None = None) -> None:
        self.office = office
        self.autostart = autostart
        self.errands = Errands(office)
        self.previews = Previews(office)
        self.figures = parts.FiguresOfThePlan()
        self.drafts = Drafts(office)
        self.bell = Bell()
        self.access = Access(office)
        self.navigation: tuple[NavEntry, ...] = ()
        self._csrf = csrf
        self._templates = Environment(
            loader=FileSystemLoader(str(TEMPLATES)),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "aging_bar": charts.aging_bar,
            "amounts_of_due": parts.amounts_of_due,
            "day_bars": charts.day_bars,
            "customer_url": customer_url,
            "mark_of": parts.mark_of,
            "quoted": quoted,
            "state_word": parts.state_word,
            "state_icon": parts.state_icon,
            "outcome_icon": parts.outcome_icon,
            "reason_word": parts.reason_word,
            "road_passed": road_passed,
            "remarks_on": remarks_on,
        }
        office.subscribe(self.previews.forget)
        office.subscribe(self.drafts.forget)
        office.subscribe(self.bell.hear)

    def learn_templates(self) -> None:
        """Compile every template now: each takes a few milliseconds, once."""
        for name in self._templates.list_templates(extensions=["html"]):
            self._templates.get_template(name)

    def tell(self, text: Text) -> str:
        """Say a sentence in the language of this PC's windows."""
        return tell_in_words(text, self.office.status.language)

    def page(
        self, request: Request, template: str, *, status_code: int = 200, **context: object
    ) -> Response:
        """Fill a template in the language of this PC's windows."""
        news = self.bell.news
        status = self.office.status
        language = status.language
        words: dict[str, object] = {
            "_": partial(_translate, language=language),
            "tell": partial(tell_linked, language=language),
            "linked": partial(linked, language=language),
            "amount": partial(format_amount, language=language),
            "money": partial(format_money, language=language),
            "day": partial(format_day, language=language),
            "weekday": partial(format_weekday, language=language),
            "moment": format_moment,
            "sum_of": partial(parts.sum_of, language=language),
            "channel_name": partial(parts.channel_name, status, language=language),
            "outcome_word": partial(parts.outcome_word, status),
            "came_back": partial(parts.came_back, status, language=language),
            "enclosed_of": self._enclosed_of,
            "proof_word": proof_word,
            "signature_word": signature_word,
            "takes_back": partial(parts.takes_back, status),
            "replies_to": self._replies_to,
        }
        text = self._templates.get_template(template).render(
            words
            | {
                "status": status,
                "language": language,
                "path": request.url.path,
                "here": _address_again(request),
                "navigation": self.navigation,
                "news": news,
                "csrf": self._csrf,
                "errand_key": self.errands.new_key(),
            }
            | context
        )
        return HTMLResponse(text, status_code)

    def _replies_to(self, dispatch: Dispatch) -> Sequence[Reply]:
        """Return what was answered to a sending; nothing, if that cannot be read now."""
        if not dispatch.id:
            return ()
        return if_readable(partial(self.office.replies, dispatch.id)) or ()

    def _enclosed_of(self, due: Due) -> Enclosed:
        """Return what would go with a statement of the plan; nothing, if that cannot be told."""
        try:
            return self.office.enclosed(due.customer.code, due.candidate.channel)
        except SollecitoError:
            return NOTHING

    async def carry_out(
        self, form: FormData, command: Command, back: str, *, shown: tuple[object, ...] = ()
    ) -> Response:
        """Give a command once for each form and go on to the page that tells its outcome.

        `shown` are the figures as they are now: they must be those that the form showed.
        """
        return _to_outcome(await self._start(form, command, back, shown))

    async def attempt(
        self, form: FormData, command: Command, back: str, *, shown: tuple[object, ...] = ()
    ) -> Response | SollecitoError:
        """Do the same, but return an error that is known at once: the form can tell it."""
        try:
            errand = await self._start(form, command, back, shown)
            if errand.done:
                errand.result()
        except SollecitoError as error:
            return error
        return _to_outcome(errand)

    async def _start(
        self, form: FormData, command: Command, back: str, shown: tuple[object, ...]
    ) -> Errand:
        key = field(form, "errand")
        if not key:
            raise WrongInput(say("The form is incomplete."), say("Open the page again."))
        if shown and not self.errands.knows(key) and field(form, "mark") != parts.mark_of(*shown):
            raise SollecitoError(
                say("The figures have changed meanwhile; nothing was done."),
                say("Look at them again, then confirm."),
            )
        return await self.errands.start(key, command, back)


def if_readable(read: Callable[[], T]) -> T | None:
    """Return what is read out of the history; None while that cannot be read."""
    try:
        return read()
    except HistoryUnwritable:
        return None


def code_for(error: SollecitoError) -> int:
    """Return the status code of HTTP that an error is told with."""
    return _STATUS_CODES.get(type(error), _CONFLICT)


def desk_of(request: Request) -> Desk:
    """Return the desk of the program that the request reached."""
    return cast("Desk", request.app.state.desk)


def field(form: FormData | QueryParams, name: str) -> str:
    """Return a form's text, without the blanks around it."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def code_of(request: Request) -> str:
    """Return the customer's code that the address names."""
    return unquote(request.path_params["code"])


def customer_url(code: str, *below: str) -> str:
    """Return the address of a customer's page, whatever the code is made of."""
    return "/".join(("/customers", quoted(code), *below))


def quoted(text: str) -> str:
    """Return a text as one segment of an address."""
    return quote(text, safe="")


def day_in(text: str, default: date) -> date:
    """Read a date out of an address or a form."""
    if not text:
        return default
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongInput(
            say("“{text}” is not a date.", text=text), say("Write the date as 2026-12-31.")
        ) from None


def _address_again(request: Request) -> str:
    """Return where this page can be asked for again; the answer to a form cannot."""
    if request.method == "POST":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def way_back(form: FormData | QueryParams, default: str) -> str:
    """Return the page that a form or a link stood on: one of ours, whatever is said."""
    back = field(form, "back")
    return back if back.startswith("/") and back[1:2] not in ("/", "\\") else default


def came_from(request: Request) -> str:
    """Return the page of ours that led here; empty if there is none, or it is this one."""
    found = urlsplit(request.headers.get("referer", ""))
    if found.netloc != request.headers.get("host") or found.path == request.url.path:
        return ""
    return found.path + (f"?{found.query}" if found.query else "")


def _to_outcome(errand: Errand) -> Response:
    return RedirectResponse(f"/errands/{quoted(errand.key)}", 303)


def _translate(message: str, /, language: str, **values: Value) -> str:
    return tell(Text(message, values), language)
