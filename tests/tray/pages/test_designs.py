"""The designs page: chosen, copied, changed before one’s eyes, no statement broken."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from core.domain.commands import CopyDesign
from core.store.designs import read_design
from tests.fake_office import FakeOffice
from tests.firms import Firm, make_firm_of
from tests.tray.pages.conftest import Reader, errand_key, open_pages
from tray.pages.design_form import _moved

LOGO = Path(__file__).parents[3] / "templates" / "demo" / "logo.png"


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = make_firm_of(tmp_path / "firm")
    firm.engine.post(CopyDesign("classic", "own")).result()
    return firm


@pytest.fixture
def person(firm: Firm) -> Iterator[Reader]:
    reader = open_pages(cast("FakeOffice", firm.engine))
    with reader.client:
        reader.client.get("/open", params={"token": reader.keys.new_token("/")})
        yield reader


def fields(page: str) -> dict[str, str | list[str]]:
    """Read the fields of the form as a browser would send them."""
    form = page[page.index('id="design"') : page.index('class="main"')]
    sent: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if "checkbox" in tag and "checked" not in tag:
            continue
        if found["name"] in ("column", "shown"):
            sent[found["name"]] = [*sent.get(found["name"], []), found["value"]]
        elif found.get("type") != "file":
            sent[found["name"]] = found.get("value", "")
    sent |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)', form))
    return sent


def change(person: Reader, action: str, /, **changes: str | list[str]) -> tuple[int, str]:
    form = fields(person.see("/designs/own")) | {"action": action} | changes
    answer = person.client.post("/designs/own", data=form)
    return answer.status_code, answer.text


def test_the_list_shows_which_design_is_in_use(person: Reader) -> None:
    page = person.see("/designs")
    assert page.index("In use") < page.index(">own</a>")
    assert len(re.findall(r'src="/designs/drafts/\w+/12-1.png"', page)) == 2


def test_a_design_is_chosen_for_the_whole_firm(person: Reader, firm: Firm) -> None:
    person.press("/designs", "/designs/own/choose")
    assert firm.engine.status.design == "own"
    assert firm.engine.firm.letterhead()[0].name == "own"


def test_saving_what_was_not_changed_changes_nothing(person: Reader, firm: Firm) -> None:
    file = firm.folder / "designs" / "own" / "design.toml"
    before = file.read_bytes()
    code, page = change(person, "save")
    assert (code, file.read_bytes()) == (200, before)
    assert "Saved" in page


def test_a_change_is_looked_at_first_and_saved_then(person: Reader, firm: Firm) -> None:
    accent = {"colours.accent": "#7a1f2b"}
    code, page = change(person, "look", **accent)
    assert code == 200
    assert read_design(firm.folder, "own").accent == "#1f4e79"
    picture = re.search(r'src="(/designs/drafts/\w+/12-1.png)"', page)
    assert picture
    assert person.client.get(picture[1]).content.startswith(b"\x89PNG")
    change(person, "save", **accent)
    assert read_design(firm.folder, "own").accent == "#7a1f2b"
    assert "Bring back the version before" in person.see("/designs/own")


def test_the_version_before_is_brought_back(person: Reader, firm: Firm) -> None:
    change(person, "save", **{"margins.left": "25"})
    answer = person.press("/designs/own", "/designs/own/restore")
    assert "The version before is back." in answer.text
    assert read_design(firm.folder, "own").margin_left == 20


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("colours.accent", "#ffff00"),
        ("colours.accent", "red"),
        ("margins.left", "7.9"),
        ("margins.left", "30.1"),
        ("margins.left", "wide"),
        ("margins.left", "nan"),
        ("fonts.small", ""),
        ("logo.file", "../../logo.png"),
        ("logo.file", "not-there.png"),
        ("fonts.regular", "/etc/passwd"),
        ("texts.it.title", "Conto {nobody}"),
    ],
)
def test_a_wrong_value_is_told_beside_the_form(
    person: Reader, firm: Firm, name: str, value: str
) -> None:
    before = (firm.folder / "designs" / "own" / "design.toml").read_bytes()
    code, page = change(person, "save", **{name: value})
    assert code == 422
    assert '<p class="fault">' in page
    assert "design.toml" not in page or name.startswith(("colours", "logo", "fonts.regular"))
    assert (firm.folder / "designs" / "own" / "design.toml").read_bytes() == before


def test_a_column_is_left_out_and_the_order_kept(person: Reader, firm: Firm) -> None:
    change(person, "save", column=["open", "document", "paid"], shown=["paid"])
    assert read_design(firm.folder, "own").columns == ("open", "document", "paid")


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("up:b", "bac"),
        ("down:b", "acb"),
        ("up:a", "abc"),
        ("down:c", "abc"),
        ("up:x", "abc"),
        ("left:b", "abc"),
        ("", "abc"),
    ],
)
def test_columns_move_by_a_step_and_not_over_the_edge(move: str, order: str) -> None:
    assert "".join(_moved(("a", "b", "c"), move)) == order


def test_the_programs_own_design_is_copied_never_changed(person: Reader, firm: Firm) -> None:
    assert 'id="design"' not in person.see("/designs/classic")
    form = {"csrf": person.keys.csrf, "errand": "x", "action": "save"}
    assert person.client.post("/designs/classic", data=form).status_code == 409
    page = person.press("/designs/classic", "/designs/classic/copy", name="mine").text
    assert "<h1>mine</h1>" in page
    assert read_design(firm.folder, "mine").columns == read_design(None, "classic").columns


@pytest.mark.parametrize(
    "name", ["", "..", "../x", "a/b", "classic", "own", "OWN", "con", "x" * 41, "<b>"]
)
def test_a_copy_has_a_name_of_its_own(person: Reader, firm: Firm, name: str) -> None:
    before = sorted((firm.folder / "designs").iterdir())
    answer = person.press("/designs/classic", "/designs/classic/copy", name=name)
    assert answer.status_code == 409
    assert sorted((firm.folder / "designs").iterdir()) == before


def test_a_dropped_logo_can_then_be_chosen(person: Reader, firm: Firm) -> None:
    answer = drop(person, LOGO.read_bytes())
    name = answer["name"]
    assert f'<option value="{name}"' in person.see("/designs/own")
    form = fields(person.see("/designs/own")) | {"action": "save", "logo.file": name}
    person.client.post("/designs/own", data=form)
    assert read_design(firm.folder, "own").logo == name


def test_a_logo_that_is_no_picture_is_refused(person: Reader, firm: Firm) -> None:
    assert "PNG" in drop(person, b"<svg onload='alert(1)'/>")["fault"]
    assert sorted(f.name for f in (firm.folder / "designs" / "own").iterdir()) == ["design.toml"]


@pytest.mark.parametrize("path", ["%2e%2e", "..%2f..", "%3Cb%3E", "nothing", "x%00"])
def test_a_path_that_is_no_design_is_not_found(person: Reader, path: str) -> None:
    answer = person.client.get(f"/designs/{path}")
    assert answer.status_code == 404 or "<h1>Designs</h1>" in answer.text


def drop(person: Reader, content: bytes) -> dict[str, str]:
    page = person.see("/designs/own")
    answer = person.client.post(
        "/designs/own/upload",
        data={"csrf": person.keys.csrf, "errand": errand_key(page), "kind": "logo"},
        files={"file": ("../../evil.png", content)},
        headers={"accept": "application/json"},
    )
    told: dict[str, str] = answer.json()
    return told
