"""Whether the program starts with the computer, on the page of this PC."""

from pathlib import Path

from tests.fake_office import FakeOffice
from tests.tray.pages.conftest import Reader, open_pages
from tests.tray.test_autostart import a_place
from tray.autostart import Autostart

PAGE = "/settings/this-pc"


def a_reader(autostart: Autostart) -> Reader:
    reader = open_pages(FakeOffice(), autostart)
    reader.client.get("/open", params={"token": reader.keys.new_token("/")})
    return reader


def test_it_is_switched_on_and_off_and_shown(tmp_path: Path) -> None:
    autostart = Autostart(a_place(tmp_path), ("/opt/sollecito",))
    reader = a_reader(autostart)
    assert 'value="yes" checked' not in reader.see(PAGE)
    answer = reader.press(PAGE, f"{PAGE}/autostart", autostart="yes")
    assert "Saved, and in force." in answer.text
    assert autostart.on
    assert 'value="yes" checked' in reader.see(PAGE)
    reader.press(PAGE, f"{PAGE}/autostart")
    assert not autostart.on


def test_refusal_is_told_where_it_was_asked(tmp_path: Path) -> None:
    (tmp_path / "autostart").touch()
    reader = a_reader(Autostart(a_place(tmp_path), ("/opt/sollecito",)))
    answer = reader.press(PAGE, f"{PAGE}/autostart", autostart="yes")
    assert answer.status_code == 409
    assert "What starts with the computer could not be changed" in answer.text


def test_where_nobody_can_say_nothing_is_asked(reader: Reader) -> None:
    assert "Start with the computer" not in reader.see(PAGE)
    assert reader.press(PAGE, f"{PAGE}/autostart", autostart="yes").status_code == 404
