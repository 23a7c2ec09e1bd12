from pathlib import Path

import pytest

from core.domain.design import COLUMNS, SENTENCES, TEXTS, Design
from core.domain.parties import Company
from core.errors import SettingsInvalid, UnknownName
from core.formats import LANGUAGES
from core.store.designs import list_designs, read_design, read_logo


def write_design(folder: Path, text: str, name: str = "own") -> None:
    place = folder / "designs" / name
    place.mkdir(parents=True)
    (place / "design.toml").write_text(text, "utf-8")


def refusal(folder: Path, text: str) -> tuple[str, str]:
    """Return the sentence and the hint with which a design is refused."""
    write_design(folder, text)
    with pytest.raises(SettingsInvalid) as refused:
        read_design(folder, "own")
    return str(refused.value.title), str(refused.value.hint)


def test_classic_ships_with_every_text_in_both_languages() -> None:
    design = read_design(None, "classic")
    assert set(design.texts) == set(LANGUAGES)
    for language in LANGUAGES:
        assert set(design.texts[language]) == set(TEXTS)


def test_classic_is_what_a_design_is_by_default() -> None:
    design = read_design(None, "classic")
    assert design == Design("classic", texts=design.texts)


def test_own_design_keeps_what_it_leaves_out_as_classic_has_it(tmp_path: Path) -> None:
    write_design(
        tmp_path,
        '[colours]\naccent = "#7a1f2b"\n[margins]\nleft = 25\n'
        '[texts.it]\ngreeting = "Buongiorno."\n[texts.de]\ntitle = "Kontoauszug {as_of}"\n',
    )
    own, classic = read_design(tmp_path, "own"), read_design(None, "classic")
    assert (own.name, own.accent, own.margin_left) == ("own", "#7a1f2b", 25)
    assert own.margin_right == classic.margin_right
    assert own.text("it", "greeting") == "Buongiorno."
    assert own.text("it", "iban") == classic.text("it", "iban")
    assert own.text("de", "title") == "Kontoauszug {as_of}"
    assert own.text("de", "iban") == classic.text("en", "iban")


def test_own_design_named_classic_takes_the_place_of_the_one_that_ships(tmp_path: Path) -> None:
    write_design(tmp_path, "[table]\naging = false\n", "classic")
    assert read_design(tmp_path, "classic").show_aging is False


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TEXTS)
def test_an_emptied_text_never_speaks_another_language(
    tmp_path: Path, language: str, key: str
) -> None:
    write_design(tmp_path, f'[texts.{language}]\n{key} = ""\n')
    classic = read_design(None, "classic").text(language, key)
    expected = "" if key in SENTENCES else classic
    assert read_design(tmp_path, "own").text(language, key) == expected


def test_empty_design_file_is_classic_under_another_name(tmp_path: Path) -> None:
    write_design(tmp_path, "")
    assert read_design(tmp_path, "own").columns == COLUMNS


def test_designs_of_the_folder_are_listed_with_those_that_ship(tmp_path: Path) -> None:
    write_design(tmp_path, "")
    (tmp_path / "designs" / "empty").mkdir()
    (tmp_path / "designs" / "logo.png").write_bytes(b"")
    assert list_designs(tmp_path) == ("classic", "own")
    assert list_designs(None) == ("classic",)


@pytest.mark.parametrize("name", ["none", "", "../own", "..", "a/b", "own\\", "C:"])
def test_design_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownName) as refused:
        read_design(tmp_path, name)
    assert str(refused.value.hint) == "Possible here: classic."


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[color]\naccent = '#000000'", "color"),
        ("[colours]\naccnt = '#000000'", "colours.accnt"),
        ("[texts.it]\nhello = 'x'", "texts.it.hello"),
    ],
)
def test_unknown_key_is_refused_by_name(tmp_path: Path, text: str, key: str) -> None:
    title, hint = refusal(tmp_path, text)
    assert title == f"designs/own/design.toml: “{key}” is not a key of a design."
    assert hint


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[colours]\naccent = 'blue'", "colours.accent"),
        ("[colours]\naccent = '#cccccc'", "colours.accent"),
        ("[colours]\nink = '#999999'", "colours.ink"),
        ("[fonts]\nsmall = 7.5", "fonts.small"),
        ("[fonts]\nnormal = '9'", "fonts.normal"),
        ("[fonts]\nregular = 'none.ttf'", "fonts.regular"),
        ("[fonts]\nbold = '../own.ttf'", "fonts.bold"),
        ("[margins]\nleft = 2", "margins.left"),
        ("[margins]\ntop = nan", "margins.top"),
        ("[address]\ntop = 200", "address.top"),
        ("[logo]\nfile = '/etc/passwd'", "logo.file"),
        ("[table]\ncolumns = ['document']", "table.columns"),
        ("[table]\ncolumns = ['document', 'open', 'open']", "table.columns"),
        ("[table]\ncolumns = ['document', 'open', 'price']", "table.columns.2"),
        ("[payment]\ncode = 'yes'", "payment.code"),
        ("[texts.it]\ntitle = 3", "texts.it.title"),
    ],
)
def test_wrong_value_is_refused_with_what_is_allowed(tmp_path: Path, text: str, key: str) -> None:
    title, hint = refusal(tmp_path, text)
    assert title == f"designs/own/design.toml: “{key}” has a value that cannot be used."
    assert hint


def test_braces_that_nothing_fills_are_refused(tmp_path: Path) -> None:
    title, _ = refusal(tmp_path, "[texts.it]\ngreeting = 'Gentile {name}'")
    assert title == (
        "designs/own/design.toml: “texts.it.greeting” has words in braces that nothing fills."
    )


def test_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    title, _ = refusal(tmp_path, "accent = blue")
    assert title.startswith("designs/own/design.toml cannot be read: ")


def test_logo_is_the_design_s_own_else_the_company_s(tmp_path: Path) -> None:
    write_design(tmp_path, "[logo]\nfile = 'own.png'")
    (tmp_path / "designs" / "own" / "own.png").write_bytes(b"design")
    (tmp_path / "designs" / "logo.png").write_bytes(b"company")
    company = Company("Rossi", logo="designs/logo.png")
    assert read_logo(tmp_path, read_design(tmp_path, "own"), company) == b"design"
    assert read_logo(tmp_path, read_design(None, "classic"), company) == b"company"
    assert read_logo(tmp_path, read_design(None, "classic"), Company("Rossi")) == b""


def test_logo_that_is_not_there_is_said_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"The logo logo\.png cannot be read"):
        read_logo(tmp_path, read_design(None, "classic"), Company("R", logo="designs/logo.png"))
