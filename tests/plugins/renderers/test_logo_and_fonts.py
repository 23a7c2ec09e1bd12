import io
from dataclasses import replace
from pathlib import Path

import font_source_sans_pro
import pytest
from PIL import Image

from core.errors import SollecitoError
from plugins.renderers.borb_pdf import render_statement
from plugins.renderers.borb_pdf.face_cache import read_font, write_font
from plugins.renderers.borb_pdf.subsetting import subset_font
from tests.conftest import ROOT
from tests.plugins.renderers.drawings import CLASSIC, drawing, invoices, texts

REGULAR = Path(font_source_sans_pro.font_directory) / "SourceSansPro-Regular.ttf"
EXAMPLE = (ROOT / "examples" / "firm" / "designs" / "logo.png").read_bytes()


def image(mode: str, kind: str, size: tuple[int, int] = (300, 100)) -> bytes:
    file = io.BytesIO()
    Image.effect_noise(size, 80).convert(mode).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    "logo",
    [
        EXAMPLE,
        image("RGB", "PNG"),
        image("RGBA", "PNG"),
        image("L", "JPEG"),
        image("CMYK", "JPEG"),
        image("1", "PNG"),
        image("RGB", "JPEG", (5000, 40)),
        image("L", "PNG", (3, 900)),
    ],
)
def test_logo_of_any_kind_is_drawn(logo: bytes) -> None:
    with_logo = render_statement(replace(drawing(invoices(2)), logo=logo))
    assert b"/Image" in with_logo.pdf
    assert "Fattura FT 2/2026" in texts(with_logo.pdf)[0]


@pytest.mark.parametrize(
    "logo",
    [
        b"no image",
        b"<svg/>",
        EXAMPLE[:200],
        EXAMPLE[:60],
        image("RGB", "BMP"),
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_broken_logo_is_refused_with_a_sentence(logo: bytes) -> None:
    with pytest.raises(SollecitoError) as refused:
        render_statement(replace(drawing(invoices(2)), logo=logo))
    assert str(refused.value.title) == "The logo is not an image that can be used."
    assert refused.value.hint is not None


def test_example_logo_is_small() -> None:
    assert len(EXAMPLE) < 20_000


def test_company_without_a_logo_shows_its_name_large() -> None:
    assert texts(render_statement(drawing()).pdf)[0].startswith("Officine Rossi S.r.l.")


def test_broken_font_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(b"no font")
    design = replace(CLASSIC, font="own.ttf", folder=str(tmp_path))
    with pytest.raises(SollecitoError, match="is not a TrueType font"):
        render_statement(drawing(design=design))


def test_design_may_bring_fonts_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(REGULAR.with_name("SourceSansPro-Light.ttf").read_bytes())
    design = replace(CLASSIC, font="own.ttf", folder=str(tmp_path))
    assert b"SOLLEC+SourceSansProLight" in render_statement(drawing(design=design)).pdf


def test_figures_are_all_of_one_width() -> None:
    font = subset_font(REGULAR, frozenset(map(ord, "0123456789")))
    assert len(set(font.advances.values())) == 1


def test_kept_font_is_the_one_that_was_kept(tmp_path: Path) -> None:
    font = subset_font(REGULAR, frozenset(map(ord, "Rossi 123")))
    place = tmp_path / "cache" / "one.font"
    write_font(place, font)
    assert read_font(place) == font
    assert [found.name for found in place.parent.iterdir()] == ["one.font"]


@pytest.mark.parametrize("damage", [slice(0), slice(10), slice(100), slice(-1)])
def test_damaged_font_in_the_cache_is_made_anew(tmp_path: Path, damage: slice) -> None:
    place = tmp_path / "one.font"
    write_font(place, subset_font(REGULAR, frozenset(map(ord, "Rossi"))))
    place.write_bytes(place.read_bytes()[damage])
    assert read_font(place) is None


def test_cache_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    place = tmp_path / "file" / "one.font"
    write_font(place, subset_font(REGULAR, frozenset(map(ord, "Rossi"))))
    assert read_font(place) is None
