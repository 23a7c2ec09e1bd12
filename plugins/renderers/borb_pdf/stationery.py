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
from hashlib import blake2b
from typing import Any, NamedTuple

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


class PageContent(NamedTuple):
    """The content streams of one page."""

    text: bytes
    squares: bytes
    """The QR code. Packing its five kilobytes would take as long as all the rest of drawing
    it, so they stay as they are."""


@dataclass(frozen=True, slots=True)
class Stationery:
    """The constant start of every statement of a design."""

    start: bytes
    objects: int
    """How many there are, numbered from 1 without gaps."""
    table: bytes
    """Their rows of the cross-reference table."""
    resources: int
    """Number of the object that names fonts and constant parts."""

    def write(self, pages: Sequence[PageContent], properties: Properties) -> bytes:
        """Append the pages and return the whole document."""
        appendix = _Appendix(self)
        information = appendix.add(_information(properties))
        tree = information + 2
        catalog = appendix.add(_catalog(properties, tree=tree))
        kids, number = [], tree + 1
        for page in pages:
            kids.append(number)
            number += 3 if page.squares else 2
        references = " ".join(f"{kid} 0 R" for kid in kids)
        appendix.add(f"<</Type/Pages/Count {len(kids)}/Kids[{references}]>>".encode())
        for page, kid in zip(pages, kids, strict=True):
            parts = f"{kid + 1} 0 R {kid + 2} 0 R" if page.squares else f"{kid + 1} 0 R"
            appendix.add(_page(tree, self.resources, parts))
            text = zlib.compress(page.text, _FAST)
            appendix.add(_stream(text, b"/Filter/FlateDecode"))
            if page.squares:
                appendix.add(_stream(page.squares))
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
    return Stationery(bytes(out), len(offsets), _rows(offsets), own)


class _Appendix:
    """The objects that follow the stationery, with their place in the file."""

    def __init__(self, stationery: Stationery) -> None:
        self.parts = [stationery.start]
        self.position = len(stationery.start)
        self.number = stationery.objects + 1
        """Of the next object."""
        self._table = stationery.table
        self._offsets: list[int] = []

    def add(self, body: bytes) -> int:
        number = self.number
        self.number += 1
        self._offsets.append(self.position)
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def finish(self, catalog: int, information: int) -> bytes:
        start = self.position
        rows = self._table + _rows(self._offsets)
        mark = blake2b(b"".join(self.parts[1:]), digest_size=16).hexdigest().encode()
        self._put(b"xref\n0 %d\n0000000000 65535 f\r\n%b" % (self.number, rows))
        self._put(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (self.number, catalog, information, mark, mark, start)
        )
        return b"".join(self.parts)

    def _put(self, data: bytes) -> None:
        self.parts.append(data)
        self.position += len(data)


def _rows(offsets: Iterable[int]) -> bytes:
    return b"".join([b"%010d 00000 n\r\n" % offset for offset in offsets])


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


def _stream(data: bytes, how: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(data), how, data)


def _page(tree: int, resources: int, contents: str) -> bytes:
    return (
        f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]"
        f"/Resources {resources} 0 R/Contents[{contents}]>>"
    ).encode()


def _hex(text: str) -> bytes:
    """Return a text string that is safe for any character: UTF-16BE in hexadecimal."""
    return ("\ufeff" + text).encode("utf-16-be", "replace").hex().encode()
