"""One customer's evidence: every statement, message and receipt, and a list with their hashes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import quote

from core.domain.dispatches import Amounts, Dispatch, DispatchState, SentFile
from core.domain.wording import Text, say
from core.files import safe_name
from core.texts import tell

LIST, PAGE, SUMS = "list.csv", "list.html", "SHA256SUMS"
_BELOW = ("archive", "outbox")
"""Where the program keeps what it sent; no other file of the data folder is evidence."""
_COLUMNS = (
    "number", "planned", "changed", "state", "channel", "address", "blind_copy", "amounts",
    "receipt", "error", "user", "machine", "message_id", "file", "kind", "check", "sha256",
)  # fmt: skip
_STATES = {
    DispatchState.PLANNED: say("Planned"),
    DispatchState.SENDING: say("On its way"),
    DispatchState.SENT: say("Sent"),
    DispatchState.FAILED: say("Failed"),
    DispatchState.RETRY: say("Will be tried again"),
    DispatchState.UNKNOWN: say("Unclear"),
    DispatchState.YIELDED: say("Left to another PC"),
    DispatchState.DROPPED: say("Dropped"),
}
_AS_SENT = say("as it was sent")
_AS_IT_CAME = say("as it came")
_MISSING = say("MISSING from the archive")
_MOVED = say("NO LONGER where it was found")
_CHANGED = say("CHANGED since it was sent")
_NEVER = say("none was made")
_STYLE = (
    "body{font:15px/1.45 sans-serif;margin:2rem;max-width:70rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.35rem .6rem;border-bottom:1px solid #ccc}code{font-size:.75em;overflow-wrap:anywhere}"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One file that belongs to a sending, or its absence."""

    kind: str
    """`statement`, `message`, `invoice` or `receipt`."""
    name: str
    content: bytes | None
    check: Text

    @property
    def sha256(self) -> str:
        return "" if self.content is None else sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All files by name, and whether each statement is there as it was sent."""

    files: Mapping[str, bytes]
    whole: bool


def build_evidence(
    folder: Path, company: str, dispatches: Sequence[Dispatch], language: str
) -> Evidence:
    """Gather a customer's sendings, the oldest first: the same history, the same bytes."""
    begun = sorted(
        (one for one in dispatches if one.has_begun), key=lambda one: (one.created_at, one.id)
    )
    sendings = [
        (number, dispatch, tuple(_pieces(folder, number, dispatch)))
        for number, dispatch in enumerate(begun, 1)
    ]
    files = {
        piece.name: piece.content
        for _, _, pieces in sendings
        for piece in pieces
        if piece.content is not None
    }
    files[LIST] = _list(sendings, language)
    files[PAGE] = _page(sendings, company, language)
    sums = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    files[SUMS] = sums.encode()
    faults = (_MISSING, _CHANGED, _MOVED)
    whole = not any(piece.check in faults for _, _, pieces in sendings for piece in pieces)
    return Evidence(files, whole)


_Sending = tuple[int, Dispatch, tuple[_Piece, ...]]


def _pieces(folder: Path, number: int, dispatch: Dispatch) -> Iterator[_Piece]:
    yield _statement(folder, number, dispatch)
    message = _read(folder, dispatch.receipt) if dispatch.receipt.endswith(".eml") else None
    if message is not None:
        yield _Piece("message", _name(number, dispatch.receipt), message, _AS_SENT)
    for sent in dispatch.attached:
        yield _invoice(folder, number, sent)
    for proof in dispatch.proofs:
        name, content = _name(number, proof.file), _read(folder, proof.file)
        check = _AS_IT_CAME
        if content is None:
            check = _MISSING
        elif sha256(content).hexdigest() != proof.sha256:
            check = _CHANGED
        yield _Piece("receipt", name, content, check)
    yield from _unrecorded(folder, number, dispatch)


def _unrecorded(folder: Path, number: int, dispatch: Dispatch) -> Iterator[_Piece]:
    """Yield receipts that were written when the program died and nobody noted them."""
    path = folder / dispatch.document
    if not dispatch.document or not path.parent.is_dir():
        return
    known = {proof.file.rpartition("/")[2] for proof in dispatch.proofs}
    # Receipts lie beside the PDF, under its name and the dispatch's own mark.
    for receipt in sorted(path.parent.glob("*.eml")):
        if receipt.name.startswith(receipt_prefix(dispatch)) and receipt.name not in known:
            content = _read(folder, receipt.relative_to(folder).as_posix())
            if content is not None:
                yield _Piece("receipt", _name(number, receipt.name), content, _AS_IT_CAME)


def receipt_prefix(dispatch: Dispatch) -> str:
    """Return how the names of a dispatch's receipts begin, beside its PDF."""
    mark = sha256(dispatch.id.encode()).hexdigest()[:8]
    return f"{Path(dispatch.document).stem} {mark} "


def _statement(folder: Path, number: int, dispatch: Dispatch) -> _Piece:
    if not dispatch.document:
        return _Piece("statement", "", None, _NEVER)
    name = _name(number, dispatch.document)
    try:
        # Another archive than ours may lie elsewhere: its files count by their hash alone.
        content = (folder / dispatch.document).read_bytes()
    except OSError:
        return _Piece("statement", name, None, _MISSING)
    if sha256(content).hexdigest() == dispatch.sha256:
        return _Piece("statement", name, content, _AS_SENT)
    return _Piece("statement", name, _read(folder, dispatch.document), _CHANGED)


def _invoice(folder: Path, number: int, sent: SentFile) -> _Piece:
    """Return an invoice's own file if it still lies where it was found, byte for byte.

    Another file that lies there by now may be anybody's: it is named, and not taken.
    """
    name = _name(number, sent.name)
    path = (folder / sent.file).resolve()
    try:
        content = path.read_bytes() if path.is_relative_to(folder.resolve()) else None
    except OSError:
        content = None
    if content is None:
        return _Piece("invoice", name, None, _MOVED)
    if sha256(content).hexdigest() == sent.sha256:
        return _Piece("invoice", name, content, _AS_SENT)
    return _Piece("invoice", name, None, _CHANGED)


def _read(folder: Path, name: str) -> bytes | None:
    """Return a file that the program keeps; a path that leads elsewhere leads nowhere."""
    path = (folder / name).resolve()
    root = folder.resolve()
    if not any(path.is_relative_to(root / top) for top in _BELOW):
        return None
    try:
        return path.read_bytes()
    except OSError:
        return None


def _name(number: int, path: str) -> str:
    stem, dot, suffix = path.rpartition("/")[2].rpartition(".")
    return f"{number:04} {safe_name(stem)}{dot}{suffix}"


def _list(sendings: Sequence[_Sending], language: str) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for number, dispatch, pieces in sendings:
        for piece in pieces:
            row = _row(number, dispatch, language)
            row |= {"file": piece.name, "kind": piece.kind, "sha256": piece.sha256}
            row["check"] = tell(piece.check, language)
            writer.writerow({key: _harmless(value) for key, value in row.items()})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _row(number: int, dispatch: Dispatch, language: str) -> dict[str, str]:
    return {
        "number": str(number),
        "planned": dispatch.created_at.isoformat(),
        "changed": dispatch.updated_at.isoformat(),
        "state": _state(dispatch, language),
        "channel": dispatch.channel,
        "address": dispatch.address,
        "blind_copy": dispatch.bcc,
        "amounts": "; ".join(_amounts(one, language) for one in dispatch.amounts),
        "receipt": dispatch.receipt,
        "error": dispatch.error,
        "user": dispatch.user,
        "machine": dispatch.machine,
        "message_id": dispatch.message_id,
    }


def _harmless(value: str) -> str:
    """Keep a spreadsheet from taking a far server's words for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _state(dispatch: Dispatch, language: str) -> str:
    taken_back = say("Taken back")
    return tell(taken_back if dispatch.taken_back_by else _STATES[dispatch.state], language)


def _amounts(amounts: Amounts, language: str) -> str:
    text = say(
        "outstanding {outstanding} {currency}, overdue {overdue} {currency}",
        outstanding=amounts.outstanding,
        overdue=amounts.overdue_net,
        currency=amounts.currency,
    )
    return tell(text, language)


def _page(sendings: Sequence[_Sending], company: str, language: str) -> bytes:
    newest = sendings[-1][1] if sendings else None
    title = tell(
        say(
            "Statements sent by {company} to {customer}",
            company=company,
            customer=f"{newest.name} ({newest.customer})" if newest else "",
        ),
        language,
    )
    heads = (say("Date"), say("Sending"), say("Amounts"), say("Outcome"), say("Files"))
    row = "".join(f"<th>{escape(tell(head, language))}</th>" for head in heads)
    rows = "".join(_html_row(sending, language) for sending in sendings)
    note = say("Each file can be checked with its SHA-256; {file} holds them all.", file=SUMS)
    return (
        f'<!doctype html>\n<html lang="{language}"><meta charset="utf-8"><title>{escape(title)}'
        f"</title><style>{_STYLE}</style>\n<h1>{escape(title)}</h1>\n"
        f"<p>{escape(tell(note, language))}</p>\n<table><tr>{row}</tr>\n{rows}</table></html>\n"
    ).encode()


def _html_row(sending: _Sending, language: str) -> str:
    number, dispatch, pieces = sending
    shown = _row(number, dispatch, language)
    cells = (
        escape(f"{dispatch.created_at:%Y-%m-%d %H:%M %z}"),
        escape(f"{shown['channel']}: {shown['address']}"),
        escape(shown["amounts"]),
        "<br>".join(escape(one) for one in (shown["state"], *_told(dispatch))),
        "<br>".join(_html_piece(piece, language) for piece in pieces),
    )
    return "<tr>{}</tr>\n".format("".join(f"<td>{cell}</td>" for cell in cells))


def _told(dispatch: Dispatch) -> Iterator[str]:
    yield f"{dispatch.updated_at:%Y-%m-%d %H:%M %z}"
    for proof in dispatch.proofs:
        yield f"{proof.kind}: {proof.at:%Y-%m-%d %H:%M:%S %z}"
    yield from filter(None, (dispatch.receipt, dispatch.error))


def _html_piece(piece: _Piece, language: str) -> str:
    check = escape(tell(piece.check, language))
    name = escape(piece.name)
    shown = f'<a href="{quote(piece.name)}">{name}</a>' if piece.content is not None else name
    return f"{shown} {check} <code>{piece.sha256}</code>"
