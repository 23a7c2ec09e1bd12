"""The Internet Printing Protocol, as much of it as a letter needs (RFC 8010, RFC 8011)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

VERSION = (1, 1)
"""Every printer and print server speaks it."""
_OPERATION, _JOB, _END = 0x01, 0x02, 0x03
_FIRST_VALUE = 0x10
"""Tags below it begin a group of attributes."""
_INTEGER, _ENUM = 0x21, 0x23
_TEXT, _NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE, _MIME = (
    0x41,
    0x42,
    0x44,
    0x45,
    0x47,
    0x48,
    0x49,
)
_TAGS = {
    "attributes-charset": _CHARSET,
    "attributes-natural-language": _LANGUAGE,
    "printer-uri": _URI,
    "requesting-user-name": _NAME,
    "job-name": _NAME,
    "document-format": _MIME,
    "job-id": _INTEGER,
    "which-jobs": _KEYWORD,
    "requested-attributes": _KEYWORD,
    "sides": _KEYWORD,
}

Value = int | str
Values = Value | tuple[str, ...]


class Operation(IntEnum):
    """What is asked of a printer."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB = 0x0009
    GET_JOBS = 0x000A


class JobState(IntEnum):
    """How far a printer is with a job."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


Attributes = Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a printer answered."""

    status: int
    attributes: Attributes
    """Of several groups the last value of a name counts."""
    jobs: tuple[Attributes, ...] = ()
    """The attributes of each job, one after the other."""

    @property
    def accepted(self) -> bool:
        """Whether it did what was asked."""
        return self.status < 0x0100  # noqa: PLR2004 - the range of RFC 8011, appendix B

    def first(self, name: str) -> Value | None:
        """Return an attribute's first value, if the printer told it."""
        return first_of(self.attributes, name)


def first_of(attributes: Attributes, name: str) -> Value | None:
    """Return an attribute's first value, if there is one."""
    return next(iter(attributes.get(name, ())), None)


class Malformed(ValueError):
    """An answer that is no IPP."""


def encode(
    operation: Operation,
    attributes: Mapping[str, Values],
    job: Mapping[str, Values] | None = None,
    document: bytes = b"",
) -> bytes:
    """Write a request; the printer's address must come first among the attributes."""
    first = {"attributes-charset": "utf-8", "attributes-natural-language": "en"}
    return b"".join(
        (
            struct.pack(">BBHI", *VERSION, operation, 1),
            bytes([_OPERATION]),
            *_encoded(first),
            *_encoded(attributes),
            *((bytes([_JOB]), *_encoded(job)) if job else ()),
            bytes([_END]),
            document,
        )
    )


def decode(content: bytes) -> Answer:
    """Read an answer."""
    try:
        status = struct.unpack_from(">H", content, 2)[0]
        groups: list[tuple[int, dict[str, tuple[Value, ...]]]] = []
        for tag, name, value in _decoded(content):
            if tag < _FIRST_VALUE:
                groups.append((tag, {}))
            elif name:
                last, groups[-1][1][name] = name, (value,)
            else:
                groups[-1][1][last] = (*groups[-1][1][last], value)
    except (struct.error, IndexError, KeyError, UnboundLocalError) as error:
        raise Malformed(str(error)) from error
    together = {name: values for _, group in groups for name, values in group.items()}
    return Answer(status, together, tuple(group for tag, group in groups if tag == _JOB))


def _encoded(attributes: Mapping[str, Values]) -> Iterable[bytes]:
    for name, given in attributes.items():
        key = name.encode()
        for value in given if isinstance(given, tuple) else (given,):
            written = struct.pack(">i", value) if isinstance(value, int) else value.encode()
            yield struct.pack(">BH", _TAGS[name], len(key)) + key
            yield struct.pack(">H", len(written)) + written
            # Every further value has no name of its own.
            key = b""


def _decoded(content: bytes) -> Iterator[tuple[int, str, Value]]:
    """Yield tag, name and value of each attribute, and the tag of each group before its own."""
    position = 8
    while (tag := content[position]) != _END:
        position += 1
        if tag < _FIRST_VALUE:
            yield tag, "", ""
            continue
        name, position = _field(content, position)
        value, position = _field(content, position)
        yield tag, name.decode("utf-8", "replace"), _value(tag, value)


def _field(content: bytes, position: int) -> tuple[bytes, int]:
    length = struct.unpack_from(">H", content, position)[0]
    end = position + 2 + length
    if end > len(content):
        raise Malformed("cut off")
    return content[position + 2 : end], end


def _value(tag: int, value: bytes) -> Value:
    if tag in (_INTEGER, _ENUM):
        return int(struct.unpack(">i", value)[0])
    return value.decode("utf-8", "replace")
