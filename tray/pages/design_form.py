"""The form of a design: what its fields show, and what they change in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData

from core.domain.design import COLUMNS, NEEDED_COLUMNS, TEXTS, Design
from core.domain.wording import Text, say
from core.formats import LANGUAGES
from tray.pages.desk import field

COLOURS = {
    "colours.accent": ("accent", say("Accent")),
    "colours.ink": ("ink", say("Text")),
}
SIZES = {
    "fonts.small": ("small", say("Small letters"), 8, 10),
    "fonts.normal": ("normal", say("Normal letters"), 8, 12),
    "fonts.large": ("large", say("Large letters"), 12, 28),
}
MARGINS = {
    "margins.left": ("margin_left", say("Left"), 8, 30),
    "margins.right": ("margin_right", say("Right"), 8, 30),
    "margins.top": ("margin_top", say("Top"), 8, 30),
    "margins.bottom": ("margin_bottom", say("Bottom"), 8, 30),
}
ADDRESS = {
    "address.left": ("address_left", say("From the left edge"), 15, 150),
    "address.top": ("address_top", say("From the upper edge"), 30, 90),
    "address.window": ("address_window", say("Kept free for the window"), 0, 60),
}
LOGO_HEIGHT = {"logo.height": ("logo_height", say("Height"), 5, 40)}
SWITCHES = {
    "table.aging": ("show_aging", say("Amounts by days overdue, below the table")),
    "payment.code": ("show_payment_code", say("QR code for banking apps")),
}
FILES = {
    "logo.file": "logo",
    "fonts.regular": "font",
    "fonts.bold": "font_bold",
}
COLUMN_NAMES = {
    "document": say("Document"),
    "document_date": say("Date of the document"),
    "due_date": say("Due date"),
    "days_overdue": say("Days overdue"),
    "amount": say("Amount"),
    "paid": say("Paid"),
    "open": say("Open amount"),
    "balance": say("Running balance"),
}
_BRACES = re.compile(r"\{([^{}]*)\}")
_STEPS = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column in the form: whether it is shown, and whether it may be left out."""

    name: str
    label: Text
    shown: bool
    needed: bool


def values_of(design: Design) -> dict[str, object]:
    """Return a design's values by dotted name, as its file has them."""
    numbers = SIZES | MARGINS | ADDRESS | LOGO_HEIGHT
    values: dict[str, object] = {key: getattr(design, entry[0]) for key, entry in numbers.items()}
    values |= {key: getattr(design, name) for key, (name, _) in (COLOURS | SWITCHES).items()}
    values |= {key: getattr(design, name) for key, name in FILES.items()}
    values["table.columns"] = design.columns
    for language in LANGUAGES:
        for key in TEXTS:
            values[f"texts.{language}.{key}"] = design.texts.get(language, {}).get(key, "")
    return values


def columns_of(values: Mapping[str, object], order: tuple[str, ...] = ()) -> list[ColumnRow]:
    """Return every column in the form's order: the shown ones, then those left out."""
    shown = values["table.columns"]
    names = order or tuple(shown) if isinstance(shown, tuple) else ()
    rest = tuple(name for name in COLUMNS if name not in names)
    return [
        ColumnRow(
            name,
            COLUMN_NAMES[name],
            isinstance(shown, tuple) and name in shown,
            name in NEEDED_COLUMNS,
        )
        for name in (*names, *rest)
    ]


def read_form(form: FormData) -> tuple[dict[str, object], tuple[str, ...]]:
    """Return the form's values by dotted name, and the order of its columns."""
    values: dict[str, object] = {key: field(form, key) for key in (*COLOURS, *FILES)}
    for key in (*SIZES, *MARGINS, *ADDRESS, *LOGO_HEIGHT):
        values[key] = _number(field(form, key))
    values |= {key: field(form, key) == "yes" for key in SWITCHES}
    order = _moved(_order(form), field(form, "move"))
    shown = set(form.getlist("shown")) | set(NEEDED_COLUMNS)
    values["table.columns"] = tuple(name for name in order if name in shown)
    for key in _text_keys():
        values[key] = field(form, key)
    return values, order


def faults_of(values: Mapping[str, object]) -> Iterator[Text]:
    """Yield what is wrong in the form, in the words of its fields."""
    for key, (_, label, least, most) in (SIZES | MARGINS | ADDRESS | LOGO_HEIGHT).items():
        number = values[key]
        if not (isinstance(number, float) and least <= number <= most):
            yield say(
                "{label}: write a number from {least} to {most}.",
                label=label,
                least=least,
                most=most,
            )
    for key in _text_keys():
        allowed = TEXTS[key.rpartition(".")[2]]
        text = str(values[key])
        for name in _BRACES.findall(text):
            if name not in allowed:
                yield say("Nothing fills “{name}” in “{text}”.", name=f"{{{name}}}", text=text)


def changes_between(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """Return what a person changed: the file keeps saying only what differs."""
    return {key: value for key, value in after.items() if value != before.get(key)}


def _order(form: FormData) -> tuple[str, ...]:
    named = dict.fromkeys(name for name in form.getlist("column") if name in COLUMNS)
    return (*map(str, named), *(name for name in COLUMNS if name not in named))


def _moved(order: tuple[str, ...], move: str) -> tuple[str, ...]:
    """Move one column up or down, as its button says: `up:paid`."""
    direction, _, name = move.partition(":")
    if direction not in _STEPS or name not in order:
        return order
    names = list(order)
    place = names.index(name)
    other = min(max(place + _STEPS[direction], 0), len(names) - 1)
    names[place], names[other] = names[other], names[place]
    return tuple(names)


def _number(text: str) -> float | str:
    """Return a number, else what was written in its place: the form keeps it."""
    try:
        return float(text.replace(",", ".", 1))
    except ValueError:
        return text


def _text_keys() -> Iterator[str]:
    for language in LANGUAGES:
        for key in TEXTS:
            yield f"texts.{language}.{key}"
