"""Stationery: fonts, letterhead and footer, written by borb once and used for every statement.

borb writes a document that holds only the constant parts. Its bytes up to the
cross-reference table are the start of each statement; the pages are appended to them.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from borb.pdf import PDF, Document, Page, UsageStatistics
from borb.pdf.primitives import datestr

from plugins.renderers.borb_pdf.typography import PAGE_HEIGHT, PAGE_WIDTH

# Before the first write: it would send a report to the Internet and replace the handlers
# of SIGINT and SIGTERM.
UsageStatistics.opt_out()

MEDIA_BOX = [0, 0, PAGE_WIDTH, PAGE_HEIGHT]
_REFERENCE = re.compile(rb"(\d+) 0 (obj|R)\b")
_FAST = 1
"""Level of compression of the pages: a kilobyte more, in a tenth of the time of level 6."""

_BORN = "D:20000101000000Z"


@dataclass(frozen=True, slots=True)
class Properties:
    """What a document says of itself."""

    title: str
    author: str
    language: str
    written: str
    """`YYYYMMDD`: of the statement, not of the clock, so that equal drawings are equal bytes."""


@dataclass(frozen=True, slots=True)
class Stationery:
    """The constant start of every statement of a design."""

    start: bytes
    offsets: tuple[int, ...]
    """Where the objects 1, 2, 3 ... begin."""
    resources: int
    """Number of the object that names fonts and constant parts."""

    def write(self, pages: Sequence[bytes], properties: Properties) -> bytes:
        """Append the pages and return the whole document."""
        appendix = _Appendix(self)
        kids = [appendix.number + 3 + 2 * index for index in range(len(pages))]
        information = appendix.add(_information(properties))
        catalog = appendix.add(_catalog(properties, tree=information + 2))
        references = " ".join(f"{kid} 0 R" for kid in kids)
        tree = appendix.add(b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(kids), references.encode()))
        for content, number in zip(pages, kids, strict=True):
            appendix.add(_page(tree, self.resources, number + 1))
            data = zlib.compress(content, _FAST)
            stream = b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(data), data)
            appendix.add(stream)
        return appendix.finish(catalog, information)


def write_stationery(resources: Mapping[Any, Any]) -> Stationery:
    """Let borb write the constant parts, and learn where each of its objects lies."""
    document = Document()
    page = Page()
    page["Resources"] = resources
    document.append_page(page)
    trailer = document["Trailer"]
    trailer["Info"]["CreationDate"] = datestr(_BORN)
    file = io.BytesIO()
    PDF.write(what=document, where_to=file)
    root = trailer["Root"]
    replaced = (root, root["Pages"], trailer["Info"], page, page["Contents"], page["ProcSet"])
    left_out = {id(thing) for thing in replaced} | {id(root["Pages"]["Kids"])}
    left_out.add(id(page["MediaBox"]))
    return _keep(file.getvalue(), document["XRef"], left_out, resources)


def _keep(
    data: bytes, table: Iterable[Any], left_out: set[int], resources: Mapping[Any, Any]
) -> Stationery:
    """Keep the objects that are not replaced, numbered without gaps."""
    entries = sorted(table, key=lambda entry: entry.get_byte_offset())
    ends = [entry.get_byte_offset() for entry in entries[1:]] + [data.rindex(b"\nxref\n") + 1]
    bodies = {
        entry.get_object_nr(): data[entry.get_byte_offset() : end]
        for entry, end in zip(entries, ends, strict=True)
        if id(entry.get_referenced_object()) not in left_out
    }
    numbers = {old: new for new, old in enumerate(bodies, 1)}
    out = bytearray(data[: data.index(b"\n", 9) + 1])
    offsets = []
    for body in bodies.values():
        offsets.append(len(out))
        head, mark, rest = body.partition(b"stream\n")
        out += _REFERENCE.sub(lambda m: b"%d 0 %b" % (numbers[int(m[1])], m[2]), head)
        out += mark + rest
    own = next(
        numbers[e.get_object_nr()] for e in entries if e.get_referenced_object() is resources
    )
    return Stationery(bytes(out), tuple(offsets), own)


class _Appendix:
    """The objects that follow the stationery, with their place in the file."""

    def __init__(self, stationery: Stationery) -> None:
        self.parts = [stationery.start]
        self.position = len(stationery.start)
        self.offsets = list(stationery.offsets)

    @property
    def number(self) -> int:
        """Return the number of the next object."""
        return len(self.offsets) + 1

    def add(self, body: bytes) -> int:
        number = self.number
        self.offsets.append(self.position)
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def finish(self, catalog: int, information: int) -> bytes:
        start = self.position
        rows = b"".join(b"%010d 00000 n\r\n" % offset for offset in self.offsets)
        mark = sha256(b"".join(self.parts[1:])).hexdigest()[:32].encode()
        self._put(b"xref\n0 %d\n0000000000 65535 f\r\n%b" % (self.number, rows))
        self._put(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (self.number, catalog, information, mark, mark, start)
        )
        return b"".join(self.parts)

    def _put(self, data: bytes) -> None:
        self.parts.append(data)
        self.position += len(data)


def _information(properties: Properties) -> bytes:
    # borb's licence asks that the producer's line stays.
    return b"<</Producer(borb)/Creator(Sollecito)/Title<%b>/Author<%b>%b>>" % (
        _hex(properties.title),
        _hex(properties.author),
        b"/CreationDate(D:%b000000Z)/ModDate(D:%b000000Z)" % ((properties.written.encode(),) * 2),
    )


def _catalog(properties: Properties, *, tree: int) -> bytes:
    return b"<</Type/Catalog/Pages %d 0 R/Lang<%b>/ViewerPreferences<</DisplayDocTitle true>>>>" % (
        tree,
        _hex(properties.language),
    )


def _page(tree: int, resources: int, content: int) -> bytes:
    return (
        f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]"
        f"/Resources {resources} 0 R/Contents {content} 0 R>>"
    ).encode()


def _hex(text: str) -> bytes:
    """Return a text string that is safe for any character: UTF-16BE in hexadecimal."""
    return ("\ufeff" + text).encode("utf-16-be", "replace").hex().encode()
