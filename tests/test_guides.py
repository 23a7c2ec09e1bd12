"""The guides for Windows, held against the program, the installer and each other."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest
import typer.main

from core.store.machine import read_machine
from core.store.settings_file import change_settings
from core.texts import catalogue
from tests.commands import Command, write_ledger
from tests.conftest import ROOT
from tests.sentences import said
from tests.test_office_manual import is_said, labels_in
from tray.cli.app import app
from tray.pages.manual import PAGES

DOCS = ROOT / "docs"
FOLDERS = {"en": DOCS / "how-to", "it": DOCS / "it" / "how-to"}
OFFICE, PCS = "install-on-windows.md", "look-after-the-pcs.md"
INSTALLER = (ROOT / "installer" / "setup.nsi").read_text("utf-8")
SAID_BY_INSTALLER = re.findall(r'"([^"\n]+)" \\?\s*"([^"\n]+)"$', INSTALLER, re.MULTILINE)
NSIS_OWN = {"en": {"Install", "Finish"}, "it": {"Installa", "Chiudi"}}
"""The buttons that every installer of this kind has."""
BOLD = {"en": "bold", "it": "grassetto"}
"""The word that shows what it says."""
MOST_BYTES = 60_000
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
both = pytest.mark.parametrize("language", FOLDERS)
each = pytest.mark.parametrize("name", [OFFICE, PCS])


def text_of(language: str, name: str) -> str:
    return (FOLDERS[language] / name).read_text("utf-8")


def sentences_of(language: str) -> tuple[str, ...]:
    if language == "en":
        return (*said(), *(english for english, _ in SAID_BY_INSTALLER))
    return (*catalogue("it").values(), *(italian for _, italian in SAID_BY_INSTALLER))


def pictures_in(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)


@both
def test_every_label_of_the_office_s_guide_stands_on_a_screen(language: str) -> None:
    labels = labels_in(FOLDERS[language] / OFFICE) - NSIS_OWN[language] - {BOLD[language]}
    sentences = tuple(s.replace("${NAME}", "Sollecito") for s in sentences_of(language))
    assert len(labels) > 25
    assert sorted(label for label in labels if not is_said(label, sentences)) == []


@each
def test_both_languages_have_the_same_steps_pictures_and_words_to_type(name: str) -> None:
    shapes = []
    for language in FOLDERS:
        text = text_of(language, name)
        shapes.append(
            {
                "steps": re.findall(r"^ *(\d+\.|-) ", text, re.MULTILINE),
                "tried": len(re.findall(r"^\*[^*\n]", text, re.MULTILINE)),
                "pictures": [Path(p).stem.rpartition("-")[0] for p in pictures_in(text)],
                "switches": re.findall(r"/[A-Z]+\b", text),
                "commands": re.findall(r"`?sollecito-cli [a-z]+", text),
            }
        )
    assert shapes[0] == shapes[1]


@both
@each
def test_every_section_about_windows_says_how_far_it_was_tried(language: str, name: str) -> None:
    sections = re.split(r"^## ", text_of(language, name), flags=re.MULTILINE)[1:]
    # The last one only leads to the others.
    for section in sections[:-1]:
        assert re.search(r"^\*[^*\n].*(Wine|Linux)", section, re.MULTILINE), section[:40]


@both
@each
def test_pictures_are_there_small_and_in_the_reader_s_language(language: str, name: str) -> None:
    for picture in pictures_in(text_of(language, name)):
        path = FOLDERS[language] / picture
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size < MOST_BYTES
        assert path.stem.endswith(f"-{language}")


def test_no_picture_of_windows_is_left_over() -> None:
    shown = {
        Path(p).name for la in FOLDERS for n in (OFFICE, PCS) for p in pictures_in(text_of(la, n))
    }
    assert shown == {path.name for path in (DOCS / "images").glob("windows-*.png")}


@both
def test_switches_and_exit_codes_are_the_installer_s_own(language: str) -> None:
    guide = text_of(language, PCS)
    taken = set(re.findall(r'GetOptions\} \$Given "(/[A-Z]+)="', INSTALLER))
    assert {"/AUTOSTART", "/OPEN", "/WAIT", "/LANG"} <= taken
    assert set(re.findall(r"(/[A-Z]+)=", guide)) == taken | {"/D"}
    busy = re.search(r"!define BUSY (\d+)", INSTALLER)
    assert busy is not None
    assert re.findall(r"^\| `(\d)` \|", guide, re.MULTILINE) == ["0", "1", "2", busy[1]]


@both
def test_every_command_of_the_guide_is_one_with_such_options(language: str) -> None:
    used = re.findall(r"sollecito-cli ([a-z]+)([^`\n]*)", text_of(language, PCS))
    assert {"autostart", "check", "customer", "password", "plan", "plugins"} <= {n for n, _ in used}
    for name, rest in used:
        options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options


@both
def test_a_pc_reads_the_line_that_the_guide_gives(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLLECITO_CONFIG_DIR", str(tmp_path))
    monkeypatch.delenv("SOLLECITO_DATA", raising=False)
    (line,) = re.findall(r"^data_folder = .*$", text_of(language, PCS), re.MULTILINE)
    (tmp_path / "pc.toml").write_text(line, "utf-8")
    written = tomllib.loads(line)["data_folder"]
    assert re.fullmatch(r"\\\\server\\\w+\\Sollecito", written)
    assert read_machine().data_folder == Path(written)


def test_who_is_left_out_after_a_restoration_is_not_written_to_twice(
    sollecito: Command, tmp_path: Path
) -> None:
    firm, copy, settings = tmp_path / "firm", tmp_path / "copy", tmp_path / "firm/sollecito.toml"
    sollecito("init", "--data", firm, "--company", "Rossi")
    write_ledger(firm, ("ROSSI", "VERDI"))
    sender = {"email.via": "outbox", "email.sender": "info@rossi.example"}
    change_settings(settings, {"automatic.enabled": True, **sender})
    shutil.copytree(firm / "history", copy)
    assert sollecito("auto").json["sent"] == 2

    shutil.rmtree(firm / "history")
    shutil.copytree(copy, firm / "history")
    change_settings(settings, {"automatic.enabled": False})
    assert sollecito("auto").json["sent"] == 0
    assert sollecito("customer", "ROSSI", "--exclude-until", "2099-12-31").code == 0
    change_settings(settings, {"automatic.enabled": True})
    sollecito("confirm")
    assert [due["customer"] for due in sollecito("plan").json["due"]] == ["VERDI"]


@each
def test_the_guides_are_among_the_pages_of_help(name: str) -> None:
    assert f"how-to/{name}" in PAGES.values()
