"""Designs are saved only if every line, total and name of a statement is seen."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.commands import (
    ChangeSettings,
    CopyDesign,
    KeepDesignPart,
    RestoreDesign,
    SaveDesign,
)
from core.domain.design import Design
from core.domain.parties import Company
from core.domain.statements import Statement
from core.drawing import Document, Drawing
from core.engine.design_check import check_design
from core.engine.samples import SIZES, example_statement, sample_statement
from core.errors import SettingsInvalid, SollecitoError
from core.plugin_manager import Plugins
from core.store.design_changes import changed_design, previous_moment
from core.store.designs import design_text, read_design
from plugins import BUILTIN
from tests.firms import TODAY, Firm, make_firm_of

COMPANY = Company("Ferramenta Rossi S.r.l.", ("Via Roma 1",), iban="IT60X0542811101000000123456")
SAMPLES = [example_statement(lines, TODAY) for lines in SIZES]
CLASSIC = read_design(None, "classic")


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return Plugins(BUILTIN, entry_points=False)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path / "firm")
    firm.engine.post(CopyDesign("classic", "own")).result()
    return firm


@pytest.mark.parametrize(
    "design",
    [
        CLASSIC,
        replace(CLASSIC, columns=("open", "document")),
        replace(CLASSIC, margin_left=30.0, margin_right=30.0, normal=12.0, large=28.0),
        replace(CLASSIC, address_left=15.0, address_top=90.0, show_aging=False),
    ],
    ids=["classic", "two columns", "little room", "address on the left"],
)
def test_a_design_within_its_limits_shows_everything(plugins: Plugins, design: Design) -> None:
    assert check_design(plugins.render, design, b"", COMPANY, SAMPLES) == []


@pytest.mark.parametrize("size", range(len(SIZES)))
def test_a_line_that_is_not_drawn_is_found(plugins: Plugins, size: int) -> None:
    def forgetful(drawing: Drawing) -> Document:
        return plugins.render(replace(drawing, statement=_without_last_line(drawing.statement)))

    faults = check_design(forgetful, CLASSIC, b"", COMPANY, [SAMPLES[size]])
    assert [str(fault)[:14] for fault in faults][:1] == ["On a statement"]


def test_a_name_that_is_not_drawn_is_found(plugins: Plugins) -> None:
    def forgetful(drawing: Drawing) -> Document:
        return plugins.render(replace(drawing, company=replace(COMPANY, name="R.")))

    faults = check_design(forgetful, CLASSIC, b"", COMPANY, SAMPLES)
    assert "“Ferramenta Rossi S.r.l.” is missing" in str(faults[0])


def test_the_samples_have_the_length_they_are_meant_to_have(firm: Firm) -> None:
    for statement, lines in zip(SAMPLES, SIZES, strict=True):
        assert sum(len(section.lines) for section in statement.sections) == lines
    firm.run()
    assert sample_statement(firm.engine.firm.ledger, 1, TODAY).customer.code in {
        "ROSSI",
        "BIANCHI",
        "VERDI",
    }
    assert sample_statement(firm.engine.firm.ledger, 200, TODAY).customer.code == "C0042"


def test_a_persons_comments_stay_when_a_design_is_changed(firm: Firm) -> None:
    text = changed_design(design_text(firm.folder, "own"), {"colours.accent": "#7a1f2b"})
    firm.engine.post(SaveDesign("own", text)).result()
    saved = (firm.folder / "designs" / "own" / "design.toml").read_text("utf-8")
    assert 'accent = "#7a1f2b"        # the rule below the letterhead' in saved
    assert read_design(firm.folder, "own").accent == "#7a1f2b"


def test_the_version_before_can_be_brought_back_and_forth(firm: Firm) -> None:
    assert previous_moment(firm.folder, "own") is None
    text = changed_design(design_text(firm.folder, "own"), {"colours.accent": "#7a1f2b"})
    firm.engine.post(SaveDesign("own", text)).result()
    assert previous_moment(firm.folder, "own") is not None
    firm.engine.post(RestoreDesign("own")).result()
    assert read_design(firm.folder, "own").accent == CLASSIC.accent
    firm.engine.post(RestoreDesign("own")).result()
    assert read_design(firm.folder, "own").accent == "#7a1f2b"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("own", '[colours]\naccent = "#ffffff"'),
        ("own", "[margins]\nleft = 100.0"),
        ("own", "no toml"),
        ("classic", '[colours]\naccent = "#7a1f2b"'),
        ("..", ""),
        ("a/b", ""),
        ("own.", ""),
    ],
)
def test_a_wrong_design_is_refused_and_nothing_written(firm: Firm, name: str, text: str) -> None:
    before = sorted((firm.folder / "designs").rglob("*"))
    with pytest.raises(SollecitoError):
        firm.engine.post(SaveDesign(name, text)).result()
    assert sorted((firm.folder / "designs").rglob("*")) == before
    assert read_design(firm.folder, "own").accent == CLASSIC.accent


def test_a_copy_does_not_overwrite_a_design(firm: Firm) -> None:
    with pytest.raises(SollecitoError, match="already"):
        firm.engine.post(CopyDesign("classic", "own")).result()


def test_a_logo_is_kept_beside_the_design_under_a_name_of_its_content(firm: Firm) -> None:
    logo = (Path(__file__).parents[3] / "templates" / "demo" / "logo.png").read_bytes()
    name = firm.engine.post(KeepDesignPart("own", "logo", logo)).result()
    assert (firm.folder / "designs" / "own" / name).read_bytes() == logo
    assert firm.engine.post(KeepDesignPart("own", "logo", logo)).result() == name


@pytest.mark.parametrize("kind", ["logo", "regular", "bold"])
@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='alert(1)'/>", b"\x89PNG\r\n\x1a\n", b"\0\1\0\0", b"GIF89a"]
)
def test_what_is_no_picture_or_font_is_refused(firm: Firm, kind: str, content: bytes) -> None:
    with pytest.raises(SollecitoError):
        firm.engine.post(KeepDesignPart("own", kind, content)).result()


def test_a_setting_that_cannot_stand_is_refused_whole(firm: Firm) -> None:
    before = (firm.folder / "sollecito.toml").read_bytes()
    with pytest.raises(SettingsInvalid):
        firm.engine.post(ChangeSettings({"company.iban": "IT00"})).result()
    assert (firm.folder / "sollecito.toml").read_bytes() == before
    firm.engine.post(ChangeSettings({"statement.design": "own"})).result()
    assert firm.engine.firm.letterhead()[0].name == "own"


def _without_last_line(statement: Statement) -> Statement:
    section = statement.sections[-1]
    return replace(statement, sections=(replace(section, lines=section.lines[:-1]),))
