"""The program as the installer leaves it: without a source tree, it does what it does here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from installer.place import version
from tests.conftest import ROOT
from tests.windows.installation import LONG, Built, Installation
from tests.windows.windows_python import WindowsPython, windows_path
from tray.autostart_entries import AT_LOG_IN
from tray.clock import SystemClock
from tray.demo import write_demo

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("windows")]

OF_THE_FIRM = """
import importlib, sqlite3, tomllib, wsgiref.simple_server, xml.etree.ElementTree
from xml.sax import saxutils

import babel.numbers, keyring, pydantic, sollecito

importlib.invalidate_caches()
assert sqlite3.connect(":memory:").execute("select 40 + 2").fetchone() == (42,)
assert type(keyring.get_keyring()).__name__ == "WinVaultKeyring"
keyring.set_password("sollecito-test", "august", "segreto")
assert keyring.get_password("sollecito-test", "august") == "segreto"
keyring.delete_password("sollecito-test", "august")


@sollecito.hookimpl
def veto_dispatch(statement, automatic):
    return sollecito.say("Not in this test.")
"""


@pytest.fixture(scope="module")
def installed(
    built: Built, windows: WindowsPython, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    pc = Installation(windows, tmp_path_factory.mktemp("pc"))
    pc.clear()
    assert pc.install(built.setup) == 0
    yield pc
    pc.uninstall()


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    write_demo(tmp_path / "Ditta è", SystemClock(), "PC1", "it")
    return tmp_path / "Ditta è"


def here(firm: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command of the program on this machine."""
    pc = {"SOLLECITO_CONFIG_DIR": str(firm.parent / "pc"), "SOLLECITO_LANGUAGE": "it"}
    command = [sys.executable, "-m", "tray", *words, "--data", str(firm)]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **pc}, capture_output=True, check=False
    )


@pytest.mark.parametrize(
    "words",
    [("check", "--format", "json"), ("balances", "--format", "csv")],
    ids=lambda words: words[0],
)
def test_command_says_the_same_as_here(
    installed: Installation, firm: Path, words: tuple[str, ...]
) -> None:
    there, ours = installed.run(*words, "--data", windows_path(firm)), here(firm, *words)
    assert (there.returncode, there.stdout) == (ours.returncode, ours.stdout.decode())
    assert there.stderr == ours.stderr.decode()


def test_statement_is_the_same_to_the_byte(installed: Installation, firm: Path) -> None:
    words = ("statement", "C0002", "--output")
    theirs = installed.run(*words, windows_path(firm / "there.pdf"), "--data", windows_path(firm))
    assert (theirs.returncode, here(firm, *words, str(firm / "here.pdf")).returncode) == (0, 0)
    assert (firm / "there.pdf").read_bytes() == (firm / "here.pdf").read_bytes()


def test_every_plugin_works_and_a_dropped_in_one_imports_what_it_likes(
    installed: Installation, firm: Path, tmp_path: Path
) -> None:
    own = tmp_path / "plugins"
    own.mkdir()
    (own / "august.py").write_text(OF_THE_FIRM, "utf-8")
    (own / "copy_shop.py").write_bytes((ROOT / "examples/plugins/copy_shop.py").read_bytes())
    answer = installed.run(
        *("plugins", "--format", "json", "--plugins", windows_path(own)),
        *("--data", windows_path(firm)),
    )
    plugins = {plugin["name"]: plugin for plugin in json.loads(answer.stdout)}
    assert {"august", "copy_shop", "smtp", "outlook", "borb_pdf"} <= plugins.keys()
    assert [p for p in plugins.values() if p["state"] != "on"] == []
    assert plugins["august"]["offers"] == ["veto_dispatch"]


def test_pages_have_their_templates_pictures_and_manual(
    installed: Installation, firm: Path
) -> None:
    with running(installed, firm) as address, httpx.Client(follow_redirects=True) as browser:
        overview = browser.get(address)
        site = address.partition("/open")[0]
        assert "Panoramica" in overview.text
        for path, word in {
            "/help/first-statement": "Il primo estratto conto",
            "/settings": "Impostazioni",
            "/designs": "Modelli grafici",
            "/static/style.css": "--",
        }.items():
            assert word in browser.get(site + path).text, path
        picture = browser.get(f"{site}/help/images/statement.png")
        assert picture.content.startswith(b"\x89PNG")


def test_windows_shows_version_and_icon_of_both_programs(installed: Installation) -> None:
    facts = installed.facts()["files"]
    assert facts.keys() == {"Sollecito.exe", "sollecito-cli.exe"}
    for of_file in facts.values():
        assert of_file == {
            "numbers": [0, 1], "product": "Sollecito", "version": version(), "icons": 1
        }  # fmt: skip


def test_log_in_of_a_pc_that_knows_no_folder_brings_no_window(
    installed: Installation, tmp_path: Path
) -> None:
    new = installed.env | {"SOLLECITO_CONFIG_DIR": windows_path(tmp_path / "new pc")}
    program = installed.folder / "Sollecito.exe"
    answer = installed.windows.run_program(program, *AT_LOG_IN, env=new, timeout=LONG)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


@contextmanager
def running(installed: Installation, firm: Path) -> Iterator[str]:
    """Run the installed program on a firm and return the address of its page."""
    with installed.running("--data", windows_path(firm)) as (program, address):
        yield address
        installed.run("quit")
        program.communicate(timeout=LONG)
