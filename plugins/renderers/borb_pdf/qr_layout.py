"""Where the bits of a QR code lie, and which squares change with each of them (ISO/IEC 18004)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product

_BLOCKS = {
    1: (10, (16,)),
    2: (16, (28,)),
    3: (26, (44,)),
    4: (18, (32,) * 2),
    5: (24, (43,) * 2),
    6: (16, (27,) * 4),
    7: (18, (31,) * 4),
    8: (22, (38,) * 2 + (39,) * 2),
    9: (22, (36,) * 3 + (37,) * 2),
    10: (26, (43,) * 4 + (44,)),
    11: (30, (50,) + (51,) * 4),
    12: (22, (36,) * 6 + (37,) * 2),
    13: (22, (37,) * 8 + (38,)),
}
"""By version, at error correction M: correction bytes a block, data bytes of each block."""

_LONG_COUNT = 10
"""From this version on, the text's length takes 16 bits instead of 8."""

_FIELD = 0x11D
"""The polynomial of the Galois field that the correction bytes are reckoned in."""


_WITH_VERSION = 7
"""From this version on, a code says which one it is, and has alignment patterns in the middle."""


class Layout:
    """The squares of one version."""

    def __init__(self, version: int) -> None:
        """Find the places of the data, in the order of its bits."""
        self._correction, self._blocks = _BLOCKS[version]
        self.text_starts = 4 + (16 if version >= _LONG_COUNT else 8)
        self._size = 17 + 4 * version
        fixed = _fixed(version, self._size)
        self._places = [self.bit(*place) for place in _walk(self._size) if place not in fixed]
        self._flips: dict[int, int] = {}

    def bit(self, row: int, column: int) -> int:
        """Return the number in which only one square is set; rows fill whole bytes."""
        width = (self._size + 7) // 8 * 8
        return 1 << (width * self._size - 1 - (width * row + column))

    def flips(self, bit: int) -> int:
        """Return the squares that change with one bit of the data: itself and its correction."""
        squares = self._flips.get(bit)
        if squares is None:
            squares = self._flips[bit] = self._find_flips(bit)
        return squares

    def _find_flips(self, bit: int) -> int:
        block, position = self._locate(bit // 8)
        value = 0x80 >> bit % 8
        shortest = min(self._blocks)
        count = len(self._blocks)
        if position < shortest:
            codeword = position * count + block
        else:
            longer = [index for index, data in enumerate(self._blocks) if data > shortest]
            codeword = shortest * count + longer.index(block)
        squares = self._places[8 * codeword + bit % 8]
        remainder = _remainder(value, self._blocks[block] - 1 - position, self._correction)
        for index, byte in enumerate(remainder):
            codeword = sum(self._blocks) + index * count + block
            for offset in range(8):
                if byte & 0x80 >> offset:
                    squares |= self._places[8 * codeword + offset]
        return squares

    def _locate(self, codeword: int) -> tuple[int, int]:
        """Return the block of a data byte and its position in it."""
        for block, data in enumerate(self._blocks):
            if codeword < data:
                return block, codeword
            codeword -= data
        raise IndexError(codeword)


@cache
def layout_of(version: int) -> Layout:
    """Return the layout of a version."""
    return Layout(version)


def _fixed(version: int, size: int) -> set[tuple[int, int]]:
    """Return the squares that hold no data: finders, timing, alignment, format and version."""
    edge = range(size)
    fixed = {(6, place) for place in edge} | {(place, 6) for place in edge}
    fixed |= _field(range(9), range(9))
    fixed |= _field(range(9), range(size - 8, size)) | _field(range(size - 8, size), range(9))
    if version >= _WITH_VERSION:
        beside, short = range(size - 11, size - 8), range(6)
        fixed |= _field(short, beside) | _field(beside, short)
    last = size - 7
    centres = [6, last] if version < _WITH_VERSION else [6, (6 + last) // 2, last]
    corners = {(6, 6), (6, last), (last, 6)}
    if version > 1:
        for centre in {(row, column) for row in centres for column in centres} - corners:
            fixed |= _field(*(range(middle - 2, middle + 3) for middle in centre))
    return fixed


def _field(rows: Iterable[int], columns: Iterable[int]) -> set[tuple[int, int]]:
    return set(product(rows, columns))


def _walk(size: int) -> Iterator[tuple[int, int]]:
    """Yield the squares in the order of their bits: two columns at a time, up and down."""
    upwards = True
    right = size - 1
    while right > 0:
        if right == 6:  # noqa: PLR2004 - the column of the timing pattern is left out
            right -= 1
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for column in (right, right - 1):
                yield row, column
        upwards = not upwards
        right -= 2


def _remainder(value: int, power: int, count: int) -> list[int]:
    """Return the correction bytes of a block that is zero but for one byte."""
    divisor = _divisor(count)
    remainder = [0] * count
    for byte in [value] + [0] * power:
        factor = byte ^ remainder[0]
        remainder = [
            old ^ _times(coefficient, factor)
            for old, coefficient in zip([*remainder[1:], 0], divisor, strict=True)
        ]
    return remainder


@cache
def _divisor(count: int) -> tuple[int, ...]:
    """Return the generator polynomial without its leading one."""
    result = [0] * (count - 1) + [1]
    root = 1
    for _ in range(count):
        for index in range(count):
            result[index] = _times(result[index], root)
            if index + 1 < count:
                result[index] ^= result[index + 1]
        root = _times(root, 2)
    return tuple(result)


@cache
def _times(first: int, second: int) -> int:
    """Multiply in the Galois field of 256 elements."""
    result = 0
    while second:
        if second & 1:
            result ^= first
        first <<= 1
        if first & 0x100:
            first ^= _FIELD
        second >>= 1
    return result
