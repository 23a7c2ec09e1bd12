import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.domain.payment_code import MAX_BYTES
from plugins.renderers.borb_pdf import render_statement
from plugins.renderers.borb_pdf.payment_square import Square, make_code, payment_square
from sollecito import payment_code
from tests.conftest import need
from tests.plugins.renderers.drawings import drawing, invoice


def bits(square: Square) -> list[list[int]]:
    return [
        [row[column // 8] >> (7 - column % 8) & 1 for column in range(square.size)]
        for row in square.rows
    ]


def as_segno_has_it(code: str) -> list[list[int]]:
    return [list(row) for row in make_code(code).matrix]


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(min_value=1, max_value=MAX_BYTES))
def test_code_is_square_for_square_what_segno_makes(data: st.DataObject, length: int) -> None:
    letters = st.characters(min_codepoint=32, max_codepoint=126)
    for _ in range(2):
        code = data.draw(st.text(letters, min_size=length, max_size=length))
        assert bits(payment_square(code)) == as_segno_has_it(code)


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x4FF), min_size=1, max_size=150))
def test_letters_beyond_ascii_are_written_in_utf_8(code: str) -> None:
    assert bits(payment_square(code)) == as_segno_has_it(code)


def test_square_on_the_page_is_the_payment_code() -> None:
    wanted = drawing([invoice("1", "1234.56", 42)])
    code = payment_code(wanted.statement, wanted.company, "Estratto conto C0001 al 24/11/2026")
    assert code is not None
    expected = as_segno_has_it(code)
    assert _read_square(render_statement(wanted).pdf, len(expected)) == expected


@pytest.mark.only_on("unix", "zbarimg reads the code as a banking app does")
@pytest.mark.parametrize(("across", "down"), [(204, 196), (300, 300)])
def test_square_is_read_off_a_fax(across: int, down: int, tmp_path: Path) -> None:
    reader = shutil.which("zbarimg")
    need(present=reader is not None, what="zbarimg")
    wanted = drawing([invoice("1", "1234.56", 42)])
    fax = _as_fax(render_statement(wanted).pdf, across, down)
    fax.save(tmp_path / "fax.png")
    answer = subprocess.run(
        [str(reader), "-q", "--raw", str(tmp_path / "fax.png")],
        capture_output=True,
        text=True,
        check=True,
    )
    code = payment_code(wanted.statement, wanted.company, "Estratto conto C0001 al 24/11/2026")
    assert answer.stdout.rstrip("\n") == code


def _as_fax(pdf: bytes, across: int, down: int) -> Image.Image:
    """Return the page in black and white, with a fax’s different resolutions."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=across / 72, grayscale=True).to_pil()
    document.close()
    squeezed: Image.Image = picture.resize((picture.width, picture.height * down // across))
    return squeezed.convert("1", dither=Image.Dither.NONE)


def _read_square(pdf: bytes, size: int) -> list[list[int]]:
    """Read the squares off the picture of the page, each in its middle."""
    scale, point = 6, 72 / 25.4
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=scale, grayscale=True).to_pil()
    document.close()
    right = round((595.28 - 15 * point) * scale)
    strip = picture.crop((right - round(26 * point * scale), 0, right, picture.height // 3 * 2))
    dark = strip.point(lambda value: 255 if value < 128 else 0)
    # The upper left finder is the first dark row of seven squares after the panel's line.
    step = 26 * point * scale / size
    top = next(
        row
        for row in range(round(62 * point * scale), dark.height)
        if dark.getpixel((2, row)) and not dark.getpixel((round(7.5 * step), row))
    )
    return [
        [
            int(bool(dark.getpixel((int((column + 0.5) * step), int(top + (row + 0.5) * step)))))
            for column in range(size)
        ]
        for row in range(size)
    ]
