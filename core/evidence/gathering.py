"""One customer's evidence: statements, messages, receipts, answers, and lists with their hashes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.domain.dispatches import Dispatch
from core.domain.replies import Reply
from core.domain.wording import Text
from core.evidence.lists import Sending, event_list, file_list, page
from core.evidence.pieces import FAULTS, pieces_of
from core.evidence.words import happenings_of

LIST, EVENTS, PAGE, SUMS = "list.csv", "events.csv", "list.html", "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Evidence:
    """All files by name, and whether each statement is there as it was sent."""

    files: Mapping[str, bytes]
    whole: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the history: the channels' names and what customers answered."""

    company: str
    channels: Mapping[str, Text]
    replies: Mapping[str, Sequence[Reply]]
    """By the id of the dispatch that they answer."""


def build_evidence(
    folder: Path, known: Known, dispatches: Sequence[Dispatch], language: str
) -> Evidence:
    """Gather a customer's sendings, the oldest first: the same history, the same bytes."""
    begun = sorted(
        (one for one in dispatches if one.has_begun), key=lambda one: (one.created_at, one.id)
    )
    sendings = [
        Sending(
            number,
            dispatch,
            known.channels.get(dispatch.channel) or Text("{name}", {"name": dispatch.channel}),
            tuple(pieces_of(folder, number, dispatch)),
            tuple(happenings_of(dispatch, known.replies.get(dispatch.id, ()))),
        )
        for number, dispatch in enumerate(begun, 1)
    ]
    pieces = [piece for sending in sendings for piece in sending.pieces]
    files = {piece.name: piece.content for piece in pieces if piece.content is not None}
    files[LIST] = file_list(sendings, language)
    files[EVENTS] = event_list(sendings, language)
    files[PAGE] = page(sendings, known.company, SUMS, language)
    sums = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    files[SUMS] = sums.encode()
    return Evidence(files, not any(piece.check in FAULTS for piece in pieces))
