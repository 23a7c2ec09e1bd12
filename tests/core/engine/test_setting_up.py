"""What a person sets for the firm and for this PC, on a real data folder."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from core.domain.commands import (
    ChangeSettings,
    CheckDate,
    KeepLogo,
    MakeServer,
    SetFolders,
    SetLanguage,
    SetPassword,
    SwitchPlugin,
)
from core.engine.status import Role
from core.errors import FolderMissing, SettingsChanged, SettingsInvalid, SollecitoError
from core.store.data_folder import read_server, set_server
from core.store.settings_file import change_settings
from tests.firms import Firm, make_firm_of, make_parts


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return make_firm_of(tmp_path)


def settings_text(firm: Firm) -> str:
    return (firm.folder / "sollecito.toml").read_text("utf-8")


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "navy").save(file, kind)
    return file.getvalue()


def test_a_changed_setting_is_in_force_and_the_comments_stay(firm: Firm) -> None:
    comments = settings_text(firm).count("#")
    firm.engine.post(ChangeSettings({"automatic.period_days": 20})).result()
    assert firm.engine.settings().settings.automatic.period_days == 20
    assert settings_text(firm).count("#") == comments


def test_a_wrong_setting_is_refused_and_nothing_is_written(firm: Firm) -> None:
    before = settings_text(firm)
    with pytest.raises(SettingsInvalid):
        firm.engine.post(ChangeSettings({"automatic.period_days": 0})).result()
    assert settings_text(firm) == before


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(firm: Firm) -> None:
    change_settings(firm.folder / "sollecito.toml", {"company.phone": "02 1"})
    wish = ChangeSettings({"company.phone": "02 2"}, {"company.phone": ""})
    with pytest.raises(SettingsChanged) as refused:
        firm.engine.post(wish).result()
    assert "02 1" in str(refused.value.hint)
    assert 'phone = "02 1"' in settings_text(firm)


def test_another_setting_that_somebody_changed_meanwhile_stays_beside_ours(firm: Firm) -> None:
    change_settings(firm.folder / "sollecito.toml", {"company.bic": "UNCRITMM"})
    wish = ChangeSettings({"company.phone": "02 2"}, {"company.phone": ""})
    firm.engine.post(wish).result()
    company = firm.engine.settings().settings.company
    assert (company.phone, company.bic) == ("02 2", "UNCRITMM")


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_drawn_anew_and_kept_as_png(firm: Firm, kind: str) -> None:
    firm.engine.post(KeepLogo(picture(kind, (4000, 1000)) + b"<script>")).result()
    kept = (firm.folder / "designs" / "logo.png").read_bytes()
    with Image.open(BytesIO(kept)) as image:
        assert (image.format, image.size) == ("PNG", (1600, 400))
    assert b"<script>" not in kept
    assert firm.engine.settings().settings.company.logo == "designs/logo.png"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        picture()[:60],
        picture("GIF"),
        picture("PNG", (6000, 6000)),
        b"x" * 10_000_001,
    ],
    ids=["svg", "pdf", "only a head", "half", "gif", "too many pixels", "too large"],
)
def test_what_is_no_picture_is_no_logo(firm: Firm, content: bytes) -> None:
    with pytest.raises(SollecitoError):
        firm.engine.post(KeepLogo(content)).result()
    assert not (firm.folder / "designs" / "logo.png").exists()
    assert firm.engine.settings().settings.company.logo == ""


def test_a_logo_can_be_taken_away(firm: Firm) -> None:
    firm.engine.post(KeepLogo(picture())).result()
    firm.engine.post(KeepLogo(b"")).result()
    assert firm.engine.settings().settings.company.logo == ""


def test_a_plugin_is_switched_off_and_on_again_for_the_firm(firm: Firm) -> None:
    firm.engine.post(SwitchPlugin("disk", enabled=False)).result()
    assert firm.engine.settings().settings.plugins.off == ("disk",)
    assert "disk" not in firm.engine.firm.parts.plugins.channels()
    firm.engine.post(SwitchPlugin("disk", enabled=True)).result()
    assert "disk" in firm.engine.firm.parts.plugins.channels()


def test_a_password_goes_to_the_pc_s_store_and_nowhere_else(firm: Firm) -> None:
    kept: dict[str, str] = {}
    firm.restart(keep_secret=kept.__setitem__, secret=kept.get)
    wish = SetPassword("smtp", "s3cret")
    firm.engine.post(wish).result()
    assert kept == {"smtp": "s3cret"}
    assert firm.engine.settings().has_password("smtp")
    assert "s3cret" not in repr(wish) + settings_text(firm)


def test_the_windows_change_their_language_at_once_and_for_good(firm: Firm) -> None:
    remembered: dict[str, object] = {}
    firm.restart(remember=remembered.update)
    firm.engine.post(SetLanguage("it")).result()
    assert firm.engine.status.language == "it"
    assert remembered == {"language": "it"}
    with pytest.raises(SollecitoError):
        firm.engine.post(SetLanguage("de")).result()


def test_a_wrong_setting_in_the_file_is_mended_though_nobody_saw_it(firm: Firm) -> None:
    path = firm.folder / "sollecito.toml"
    change_settings(path, {"automatic.period_days": 12})
    path.write_text(settings_text(firm).replace("= 12", "= 'abc'"), "utf-8")
    wish = ChangeSettings({"automatic.period_days": 20}, {"automatic.period_days": 10})
    firm.engine.post(wish).result()
    assert firm.engine.settings().settings.automatic.period_days == 20


def test_another_data_folder_counts_from_the_next_start(firm: Firm, tmp_path: Path) -> None:
    remembered: dict[str, object] = {}
    other = make_firm_of(tmp_path / "other").folder
    firm.restart(remember=remembered.update)
    firm.engine.post(SetFolders(data=str(other), plugins=str(tmp_path))).result()
    assert remembered == {"data_folder": str(other), "plugins_folder": str(tmp_path)}
    assert firm.engine.status.folder == str(firm.folder)


@pytest.mark.parametrize("wish", [SetFolders(data="/"), SetFolders(plugins="/no/such/folder")])
def test_a_folder_that_is_none_is_not_remembered(firm: Firm, wish: SetFolders) -> None:
    remembered: dict[str, object] = {}
    firm.restart(remember=remembered.update)
    with pytest.raises(FolderMissing):
        firm.engine.post(wish).result()
    assert remembered == {}


def test_a_pc_that_is_made_the_server_sends_and_the_other_steps_back(firm: Firm) -> None:
    other = make_other(firm)
    assert other.engine.status.role is Role.CLIENT
    other.engine.post(MakeServer()).result()
    assert (other.engine.status.role, other.engine.status.server) == (Role.SERVER, "PC2")
    assert read_server(firm.folder) == "PC2"
    firm.engine.post(CheckDate()).result()
    assert firm.engine.status.role is Role.CLIENT
    assert firm.dispatches == []


def test_a_role_that_was_ordered_stays(firm: Firm) -> None:
    firm.restart(role_ordered=True)
    set_server(firm.folder, "PC2")
    firm.engine.post(CheckDate()).result()
    assert firm.engine.status.role is Role.SERVER


def make_other(firm: Firm) -> Firm:
    """Return the same firm as a second PC sees it."""
    other = Firm(firm.folder, firm.clock, firm.engine, firm.script)
    other.engine = type(firm.engine)(
        make_parts(firm.folder, firm.clock, machine="PC2", role=Role.CLIENT)
    )
    return other
