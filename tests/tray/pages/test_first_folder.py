"""On a PC without a data folder a page asks for it, before anything else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from core.store.data_folder import make_data_folder, read_server, set_server
from core.store.machine import Machine
from core.store.settings import read_settings
from tests.tray.pages.conftest import HOST, InProcess
from tray.pages.first_folder import FirstFolder
from tray.pages.keys import Keys


@dataclass
class Newcomer:
    """A person who has clicked on the icon for the first time."""

    home: Path
    keys: Keys = field(default_factory=Keys)
    remembered: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        machine = Machine("PC2", self.home, None, "", "en", self.home / "plugins")
        self.question = FirstFolder(machine, self.home / "Sollecito", self.remembered.append)
        app = self.question.behind(self.keys, (HOST,))
        self.client = httpx.Client(
            transport=InProcess(app), base_url=f"http://{HOST}", follow_redirects=True
        )
        self.client.get("/open", params={"token": self.keys.new_token("/")})

    def answer(self, way: str, **fields: str) -> httpx.Response:
        return self.client.post("/folder", data={"csrf": self.keys.csrf, "way": way, **fields})


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Newcomer]:
    newcomer = Newcomer(tmp_path)
    yield newcomer
    newcomer.client.close()


def test_it_asks_and_proposes_a_place_for_a_new_folder(newcomer: Newcomer) -> None:
    page = newcomer.client.get("/").text
    assert "Where is the firm’s folder?" in page
    assert f'value="{newcomer.home / "Sollecito"}"' in page


def test_new_folder_is_made_and_this_pc_is_its_server(newcomer: Newcomer) -> None:
    folder = newcomer.home / "a" / "ditta"
    page = newcomer.answer("new", company="Rossi & Figli", new=str(folder)).text
    assert "This PC is the server" in page
    assert 'href="/welcome"' in page
    assert read_settings(folder / "sollecito.toml").company.name == "Rossi & Figli"
    assert read_server(folder) == "PC2"
    assert newcomer.remembered == [folder]
    assert newcomer.question.folder == folder


def test_folder_of_another_pc_is_used_as_it_is_and_its_server_is_told(newcomer: Newcomer) -> None:
    folder = newcomer.home / "shared"
    make_data_folder(folder, "Rossi", "PC1", "en")
    (folder / "ledger" / "items.csv").write_text("a;b\n")
    # As Windows copies a path.
    page = newcomer.answer("existing", existing=f'"{folder}"').text
    assert "PC1 is the server and sends by itself; this PC sends by hand only." in page
    assert 'class="button main" href="/"' in page
    assert read_server(folder) == "PC1"
    assert newcomer.question.folder == folder


def test_folder_that_was_this_pcs_own_makes_it_the_server_again(newcomer: Newcomer) -> None:
    folder = newcomer.home / "shared"
    make_data_folder(folder, "Rossi", "PC1", "en")
    set_server(folder, "PC2")
    assert "This PC is the server" in newcomer.answer("existing", existing=str(folder)).text


@pytest.mark.parametrize(
    ("way", "fields", "said"),
    [
        ("new", {"company": "", "new": "/x"}, "The name of the firm is missing"),
        (
            "new",
            {"company": "Rossi", "new": "ditta"},
            "is not the whole path of a folder. Write it from its beginning",
        ),
        (
            "existing",
            {"existing": ""},
            "is not the whole path of a folder. Write it from its beginning",
        ),
        ("existing", {"existing": str(Path("/nowhere/at/all").absolute())}, "is not there"),
    ],
)
def test_wrong_answer_is_told_and_what_was_written_stays(
    newcomer: Newcomer, way: str, fields: dict[str, str], said: str
) -> None:
    answer = newcomer.answer(way, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert all(f'value="{value}"' in answer.text for value in fields.values() if value)
    assert not newcomer.question.chosen.is_set()
    assert newcomer.remembered == []


def test_folder_that_is_no_firms_is_refused(newcomer: Newcomer) -> None:
    answer = newcomer.answer("existing", existing=str(newcomer.home))
    assert (
        "is not a data folder. The folder of a firm holds a file “sollecito.toml”." in answer.text
    )


def test_firm_that_is_there_already_is_not_made_anew(newcomer: Newcomer) -> None:
    folder = newcomer.home / "shared"
    make_data_folder(folder, "Rossi", "PC1", "en")
    answer = newcomer.answer("new", company="Bianchi", new=str(folder))
    assert "There is a data folder in" in answer.text
    assert read_settings(folder / "sollecito.toml").company.name == "Rossi"


def test_firm_whose_settings_are_broken_is_refused_here(newcomer: Newcomer) -> None:
    folder = newcomer.home / "shared"
    make_data_folder(folder, "Rossi", "PC1", "en")
    (folder / "sollecito.toml").write_text("[company\n")
    answer = newcomer.answer("existing", existing=str(folder))
    assert "Line 1 of the settings cannot be understood." in answer.text


def test_until_the_program_is_there_every_address_waits_for_it(newcomer: Newcomer) -> None:
    newcomer.answer("new", company="Rossi", new=str(newcomer.home / "ditta"))
    answer = newcomer.client.get("/welcome")
    assert "Sollecito is starting" in answer.text
    assert answer.headers["refresh"] == "1"


def test_second_answer_changes_nothing(newcomer: Newcomer) -> None:
    newcomer.answer("new", company="Rossi", new=str(newcomer.home / "one"))
    newcomer.answer("new", company="Rossi", new=str(newcomer.home / "two"))
    assert newcomer.remembered == [newcomer.home / "one"]


def test_stranger_can_make_no_folder(newcomer: Newcomer) -> None:
    newcomer.client.cookies.clear()
    answer = newcomer.answer("new", company="Rossi", new=str(newcomer.home / "ditta"))
    assert answer.status_code == 403
    newcomer.client.get("/open", params={"token": newcomer.keys.new_token("/")})
    form = {"way": "new", "company": "Rossi", "new": str(newcomer.home / "ditta")}
    assert newcomer.client.post("/folder", data=form).status_code == 403
    assert not (newcomer.home / "ditta").exists()
