"""The lists of an evidence: to read, and to work with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from core.domain.dispatches import Dispatch
from core.domain.wording import Text, say
from core.evidence.pieces import Piece
from core.evidence.words import Happening, amounts_said, state_word
from core.texts import tell

_FILES = {
    "number": say("number"),
    "planned": say("planned at"),
    "left": say("handed over at"),
    "state": say("outcome"),
    "channel": say("channel"),
    "address": say("address"),
    "blind_copy": say("blind copy"),
    "amounts": say("amounts"),
    "answer": say("answer of the server"),
    "error": say("what went wrong"),
    "user": say("user"),
    "machine": say("PC"),
    "message_id": Text("Message-ID", {}),
    "file": say("file"),
    "kind": say("kind"),
    "check": say("check"),
    "sha256": Text("SHA-256", {}),
}
_EVENTS = (
    say("moment"), say("number"), say("event"), say("detail"), say("channel"), say("address"),
)  # fmt: skip
_STYLE = (
    "body{font:15px/1.45 sans-serif;margin:2rem;max-width:70rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.35rem .6rem;border-bottom:1px solid #ccc}code{font-size:.75em;overflow-wrap:anywhere}"
)


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending with its files and what happened to it."""

    number: int
    dispatch: Dispatch
    channel: Text
    pieces: tuple[Piece, ...]
    happenings: tuple[Happening, ...]


def file_list(sendings: Sequence[Sending], language: str) -> bytes:
    """Write a line for each file, in the order of the sendings."""
    heads = [tell(head, language) for head in _FILES.values()]
    return _csv(heads, (_file(s, p, language) for s in sendings for p in s.pieces))


def event_list(sendings: Sequence[Sending], language: str) -> bytes:
    """Write a line for each thing that happened, in order of time."""
    found = [(one, sending) for sending in sendings for one in sending.happenings]
    found.sort(key=lambda pair: (pair[0].at, pair[1].number))
    rows = (
        (
            one.at.isoformat(),
            str(sending.number),
            tell(one.what, language),
            _detail(one, language),
            tell(sending.channel, language),
            sending.dispatch.address,
        )
        for one, sending in found
    )
    return _csv([tell(head, language) for head in _EVENTS], rows)


def page(sendings: Sequence[Sending], company: str, sums: str, language: str) -> bytes:
    """Write the page that a person reads."""
    newest = sendings[-1].dispatch if sendings else None
    customer = f"{newest.name} ({newest.customer})" if newest else ""
    sent = say("Statements sent by {company} to {customer}", company=company, customer=customer)
    title = escape(tell(sent, language))
    heads = (say("Date"), say("Sending"), say("Amounts"), say("Outcome"), say("Files"))
    row = "".join(f"<th>{escape(tell(head, language))}</th>" for head in heads)
    rows = "".join(_html_row(sending, language) for sending in sendings)
    note = say("Each file can be checked with its SHA-256; {file} holds them all.", file=sums)
    return (
        f'<!doctype html>\n<html lang="{language}"><meta charset="utf-8"><title>{title}'
        f"</title><style>{_STYLE}</style>\n<h1>{title}</h1>\n"
        f"<p>{escape(tell(note, language))}</p>\n<table><tr>{row}</tr>\n{rows}</table></html>\n"
    ).encode()


def _csv(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _file(sending: Sending, piece: Piece, language: str) -> Iterable[str]:
    dispatch = sending.dispatch
    left = dispatch.left_at.isoformat() if dispatch.left_at else ""
    values: Mapping[str, str] = {
        "number": str(sending.number),
        "planned": dispatch.created_at.isoformat(),
        "left": left,
        "state": tell(state_word(dispatch), language),
        "channel": tell(sending.channel, language),
        "address": dispatch.address,
        "blind_copy": dispatch.bcc,
        "amounts": "; ".join(amounts_said(one, language) for one in dispatch.amounts),
        "answer": dispatch.receipt,
        "error": dispatch.error,
        "user": dispatch.user,
        "machine": dispatch.machine,
        "message_id": dispatch.message_id,
        "file": piece.name,
        "kind": tell(piece.kind, language),
        "check": tell(piece.check, language),
        "sha256": piece.sha256,
    }
    return [values[key] for key in _FILES]


def _harmless(value: str) -> str:
    """Keep a spreadsheet from taking a far server's words for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _html_row(sending: Sending, language: str) -> str:
    dispatch = sending.dispatch
    happened = dispatch.happened_at
    amounts = "; ".join(amounts_said(one, language) for one in dispatch.amounts)
    cells = (
        escape(f"{happened:%Y-%m-%d %H:%M %z}"),
        escape(f"{tell(sending.channel, language)}: {dispatch.address}"),
        escape(amounts),
        "<br>".join(
            [
                f"<b>{escape(tell(state_word(dispatch), language))}</b>",
                *(_html_event(one, language) for one in sending.happenings),
            ]
        ),
        "<br>".join(_html_piece(piece, language) for piece in sending.pieces),
    )
    return "<tr>{}</tr>\n".format("".join(f"<td>{cell}</td>" for cell in cells))


def _html_event(one: Happening, language: str) -> str:
    said = f"{one.at:%Y-%m-%d %H:%M:%S %z} {tell(one.what, language)}"
    detail = _detail(one, language)
    return escape(f"{said}: {detail}" if detail else said)


def _detail(one: Happening, language: str) -> str:
    return tell(one.note, language) if one.note else one.detail


def _html_piece(piece: Piece, language: str) -> str:
    check = escape(f"{tell(piece.kind, language)}, {tell(piece.check, language)}")
    name = escape(piece.name)
    shown = f'<a href="{quote(piece.name)}">{name}</a>' if piece.content is not None else name
    return f"{shown} {check} <code>{piece.sha256}</code>"
