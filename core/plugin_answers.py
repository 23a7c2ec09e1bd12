"""What plugins answer, looked at before anything relies on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from core.channels import Channel
from core.domain.dispatches import ChannelKind, Receipt
from core.domain.wording import Text, say
from core.drawing import Document
from core.errors import SollecitoError
from core.readers import Reader


class WrongAnswer(TypeError):
    """A plugin answered with something of another kind."""

    def __init__(self, answer: object, wanted: str) -> None:
        """Say what came and what was wanted."""
        super().__init__(f"answered with {type(answer).__name__}, not with {wanted}")


def expect_anything(answer: object) -> object:
    """Return the answer of a hook that is only told something."""
    return answer


def expect_text(answer: object) -> Text | None:
    """Return a sentence or None."""
    if answer is None or isinstance(answer, Text):
        return answer
    raise WrongAnswer(answer, "a Text or None")


def expect_document(answer: object) -> Document | None:
    """Return a drawing; what is no PDF must not leave the house as one."""
    if answer is None:
        return None
    if isinstance(answer, Document) and answer.pdf[:5] == b"%PDF-":
        return answer
    raise WrongAnswer(answer, "a Document that holds a PDF")


def expect_path(answer: object) -> Path | None:
    """Return where something lies, or None."""
    if answer is None or isinstance(answer, Path):
        return answer
    raise WrongAnswer(answer, "a Path or None")


def expect_addresses(answer: object) -> tuple[str, ...]:
    """Return addresses; a bare string would be taken for many short ones."""
    if isinstance(answer, tuple) and all(isinstance(address, str) for address in answer):
        return answer
    raise WrongAnswer(answer, "a tuple of str")


def expect_receipt(answer: object) -> Receipt:
    """Return what became of a delivery."""
    if isinstance(answer, Receipt):
        return answer
    raise WrongAnswer(answer, "a Receipt")


def expect_receipts(answer: object) -> Mapping[str, Receipt]:
    """Return what became of several dispatches, by their ids."""
    if isinstance(answer, Mapping) and all(
        isinstance(key, str) and isinstance(value, Receipt) for key, value in answer.items()
    ):
        return answer
    raise WrongAnswer(answer, "a mapping of ids to Receipts")


def expect_channels(answer: object) -> tuple[Channel, ...]:
    """Return channels, each with what menus and settings need to name it."""
    channels = []
    for channel in _each(answer):
        if not isinstance(channel, Channel) or not (
            isinstance(getattr(channel, "name", None), str)
            and isinstance(getattr(channel, "kind", None), ChannelKind)
            and isinstance(getattr(channel, "label", None), Text)
        ):
            raise SollecitoError(
                say("output_channels must give channels with a name, a kind and a label.")
            )
        channels.append(channel)
    return tuple(channels)


def expect_readers(answer: object) -> tuple[Reader, ...]:
    """Return readers, each with the names of the files it reads."""
    readers = []
    for reader in _each(answer):
        patterns = getattr(reader, "patterns", None)
        if not isinstance(reader, Reader) or not (
            isinstance(getattr(reader, "name", None), str)
            and isinstance(patterns, tuple)
            and all(isinstance(pattern, str) for pattern in patterns)
        ):
            raise SollecitoError(say("ledger_readers must give readers with a name and patterns."))
        readers.append(reader)
    return tuple(readers)


def _each(answer: object) -> Iterable[object]:
    if answer is None:
        return ()
    if isinstance(answer, Iterable):
        return answer
    raise WrongAnswer(answer, "several things")
