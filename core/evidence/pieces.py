"""The files that belong to a sending: each as it was, or what is no longer so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.domain.dispatches import Dispatch, SentFile
from core.domain.wording import Text, say
from core.evidence.words import signature_word
from core.files import safe_name, statement_file_name
from core.mail.bounces import CAME_BACK, CONFIRMED
from core.mail.message import is_head, with_attachments

_BELOW = ("archive", "outbox")
"""Where the program keeps what it sent; no other file of the data folder is evidence."""
_AS_SENT = say("as it was sent")
_AS_HANDED = say("as it was handed to the mail program, which made the message")
_AS_IT_CAME = say("as it came")
_BARE = say("as it was sent, without its attachments")
_MISSING = say("MISSING from the archive")
_MOVED = say("NO LONGER where it was found")
_CHANGED = say("CHANGED since it was sent")
_NEVER = say("none was made")
FAULTS = (_MISSING, _CHANGED, _MOVED)
_STATEMENT, _MESSAGE = say("statement"), say("message")
_INVOICE, _RECEIPT, _REPORT = say("invoice"), say("receipt"), say("report of the mail server")


@dataclass(frozen=True, slots=True)
class Piece:
    """One file that belongs to a sending, or its absence."""

    kind: Text
    name: str
    content: bytes | None
    check: Text

    @property
    def sha256(self) -> str:
        """Return the hash of the file, if it is there."""
        return "" if self.content is None else sha256(self.content).hexdigest()


def pieces_of(folder: Path, number: int, dispatch: Dispatch) -> Iterator[Piece]:
    """Yield the statement, the message, the invoices and the receipts of one sending."""
    yield _statement(folder, number, dispatch)
    yield from _message(folder, number, dispatch)
    for sent in dispatch.attached:
        yield _invoice(folder, number, sent)
    for proof in dispatch.proofs:
        name, content = _name(number, proof.file), _read(folder, proof.file)
        signature = signature_word(proof)
        check = say("as it came, {signature}", signature=signature) if signature else _AS_IT_CAME
        if content is None:
            check = _MISSING
        elif sha256(content).hexdigest() != proof.sha256:
            check = _CHANGED
        yield Piece(_kind_of(proof.kind), name, content, check)
    yield from _unrecorded(folder, number, dispatch)


def _unrecorded(folder: Path, number: int, dispatch: Dispatch) -> Iterator[Piece]:
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
                kind = receipt.stem.removeprefix(receipt_prefix(dispatch)).partition(" (")[0]
                yield Piece(_kind_of(kind), _name(number, receipt.name), content, _AS_IT_CAME)


def _kind_of(proof: str) -> Text:
    return _REPORT if proof in (CAME_BACK, CONFIRMED) else _RECEIPT


def receipt_prefix(dispatch: Dispatch) -> str:
    """Return how the names of a dispatch's receipts begin, beside its PDF."""
    mark = sha256(dispatch.id.encode()).hexdigest()[:8]
    return f"{Path(dispatch.document).stem} {mark} "


def _statement(folder: Path, number: int, dispatch: Dispatch) -> Piece:
    if not dispatch.document:
        return Piece(_STATEMENT, "", None, _NEVER)
    name = _name(number, dispatch.document)
    try:
        # Another archive than ours may lie elsewhere: its files count by their hash alone.
        content = (folder / dispatch.document).read_bytes()
    except OSError:
        return Piece(_STATEMENT, name, None, _MISSING)
    if sha256(content).hexdigest() == dispatch.sha256:
        return Piece(_STATEMENT, name, content, _AS_SENT)
    return Piece(_STATEMENT, name, _read(folder, dispatch.document), _CHANGED)


def _message(folder: Path, number: int, dispatch: Dispatch) -> Iterator[Piece]:
    """Yield the message: what was kept of it, and the attachments by their own hashes."""
    if dispatch.receipt.endswith(".eml"):
        file = _read(folder, dispatch.receipt)
        if file is not None:
            yield Piece(_MESSAGE, _name(number, dispatch.receipt), file, _AS_SENT)
    if not dispatch.message:
        return
    name, kept = _name(number, dispatch.message), _read(folder, dispatch.message)
    if kept is None:
        yield Piece(_MESSAGE, name, None, _MISSING)
    elif sha256(kept).hexdigest() != dispatch.message_sha256:
        yield Piece(_MESSAGE, name, kept, _CHANGED)
    elif not is_head(kept):
        yield Piece(_MESSAGE, name, kept, _AS_HANDED)
    else:
        attached = _attachments(folder, dispatch)
        if attached is None:
            yield Piece(_MESSAGE, name, kept, _BARE)
        else:
            whole = with_attachments(kept, attached)
            yield Piece(_MESSAGE, f"{name.removesuffix('.txt')}.eml", whole, _AS_SENT)


def _attachments(folder: Path, dispatch: Dispatch) -> list[tuple[str, bytes]] | None:
    """Return what was attached, by name; None if any of it is no longer as it was."""
    own = statement_file_name(dispatch.customer, dispatch.as_of, dispatch.language)
    pieces = [(own, _statement(folder, 0, dispatch))]
    pieces += [(sent.name, _invoice(folder, 0, sent)) for sent in dispatch.attached]
    if any(piece.content is None or piece.check is not _AS_SENT for _, piece in pieces):
        return None
    return [(name, piece.content or b"") for name, piece in pieces]


def _invoice(folder: Path, number: int, sent: SentFile) -> Piece:
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
        return Piece(_INVOICE, name, None, _MOVED)
    if sha256(content).hexdigest() == sent.sha256:
        return Piece(_INVOICE, name, content, _AS_SENT)
    return Piece(_INVOICE, name, None, _CHANGED)


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
