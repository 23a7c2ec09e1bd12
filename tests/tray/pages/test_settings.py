"""The settings' pages: every key in plain words, checked, saved, and safe."""

import json
from html.parser import HTMLParser
from io import BytesIO

import httpx
import pytest
from PIL import Image

from core.domain.commands import (
    ChangeSettings,
    KeepLogo,
    MakeServer,
    SetFolders,
    SetLanguage,
    SetPassword,
)
from core.domain.wording import say
from core.engine.status import Role
from core.errors import FolderMissing, SecretNotKept, SettingsChanged
from core.plugin_border import PluginInfo, PluginState
from tests.fakes import CHANNELS, WRITING
from tests.tray.pages.conftest import Reader, errand_key
from tray.pages.setting_form import all_names, group_of, groups
from tray.pages.setting_texts import SETTINGS

PNG = b"\x89PNG\r\n\x1a\n"


class Fields(HTMLParser):
    """The form of the settings as a browser would send it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._inside = False
        self._writing = self._choosing = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == "settings"
        name = given.get("name", "")
        if not self._inside:
            return
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.sent[name] = given.get("value", "")
        elif tag == "textarea":
            self._writing, self.sent[name] = name, ""
        elif tag == "select":
            self._choosing = name
        elif tag == "option" and "selected" in given:
            self.sent[self._choosing] = given["value"]

    def handle_data(self, data: str) -> None:
        if self._writing:
            self.sent[self._writing] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._writing = ""


def filled(reader: Reader, group: str, fields: dict[str, str]) -> dict[str, str]:
    """Fill in a group's form: `company__phone="1"`."""
    changed = {name.replace("__", "."): text for name, text in fields.items()}
    return {**Fields(reader.see(f"/settings/{group}")).sent, **changed}


def save(reader: Reader, group: str, /, **fields: str) -> httpx.Response:
    return reader.client.post(f"/settings/{group}", data=filled(reader, group, fields))


def check(reader: Reader, group: str, **fields: str) -> dict[str, dict[str, str]]:
    form = filled(reader, group, fields)
    answer = reader.client.post(f"/settings/{group}/check", data=form)
    found: dict[str, dict[str, str]] = json.loads(answer.text)
    return found


def upload(reader: Reader, content: bytes, name: str = "logo.png") -> httpx.Response:
    errand = errand_key(reader.see("/settings/company"))
    return reader.client.post(
        "/settings/logo/upload",
        data={"csrf": reader.keys.csrf, "errand": errand},
        files={"file": (name, content, "image/png")},
    )


def test_every_setting_has_its_words_and_its_group() -> None:
    assert sorted(all_names()) == sorted(SETTINGS)
    assert {group_of(name) for name in all_names()} == set(groups())


@pytest.mark.parametrize("group", groups())
def test_every_setting_of_a_group_is_a_field_with_a_label(reader: Reader, group: str) -> None:
    page = reader.see(f"/settings/{group}")
    for name in (name for name in all_names() if group_of(name) == group):
        identity = name.replace(".", "-")
        assert f'name="{name}"' in page
        assert f'for="{identity}"' in page
        assert f'id="{identity}"' in page


def test_only_what_was_changed_is_saved_with_what_was_shown(reader: Reader) -> None:
    answer = save(reader, "company", company__phone="02 1", company__bic="")
    assert reader.office.posted == [
        ChangeSettings({"company.phone": "02 1"}, {"company.phone": ""})
    ]
    assert "Saved, and in force." in answer.text
    assert 'value="02 1"' in answer.text


@pytest.mark.parametrize(
    ("group", "fields", "value"),
    [
        ("automatic", {"automatic__period_days": "20"}, 20),
        ("automatic", {"automatic__minimum_amount": "25,5"}, "25.5"),
        ("automatic", {"automatic__minimum_amount": "25"}, "25.00"),
        ("automatic", {"automatic__enabled": "yes"}, True),
        ("automatic", {"automatic__paused_until": "2026-12-31"}, "2026-12-31"),
        ("automatic", {"automatic__scope": "open"}, "open"),
        (
            "company",
            {"company__address": "Via Po 3\r\n\r\n 00184 Roma "},
            ["Via Po 3", "00184 Roma"],
        ),
        ("letters", {"email__text__it": "Caro\r\n{customer}"}, "Caro\n{customer}"),
        ("email", {"email__via": "outbox"}, "outbox"),
    ],
)
def test_a_text_becomes_the_value_that_the_file_wants(
    reader: Reader, group: str, fields: dict[str, str], value: object
) -> None:
    save(reader, group, **fields)
    (command,) = reader.office.posted
    assert isinstance(command, ChangeSettings)
    assert dict(command.changes) == {next(iter(fields)).replace("__", "."): value}


@pytest.mark.parametrize(
    ("group", "fields", "sentence"),
    [
        ("company", {"company__name": " "}, "It cannot be empty."),
        ("company", {"company__iban": "IT00"}, "The IBAN is not valid"),
        ("company", {"company__logo": "../logo.png"}, "Write a path in the data folder"),
        ("automatic", {"automatic__period_days": "3651"}, "The most is 3650."),
        ("automatic", {"automatic__period_days": "ten"}, "Write a whole number."),
        ("automatic", {"automatic__period_days": "-1"}, "Write a whole number."),
        ("automatic", {"automatic__minimum_amount": "1.000,00"}, "Write an amount like 25.00."),
        ("automatic", {"automatic__minimum_amount": "NaN"}, "Write an amount like 25.00."),
        ("automatic", {"automatic__paused_until": "2026-02-30"}, "Write the date as 2026-12-31."),
        ("letters", {"email__text__en": "You owe {sum}."}, "Nothing fills “{sum}” in the text."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_written_stays(
    reader: Reader, group: str, fields: dict[str, str], sentence: str
) -> None:
    name, text = next(iter(fields.items()))
    answer = save(reader, group, **fields)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert text.strip() in answer.text
    assert reader.office.posted == []
    assert sentence in " ".join(check(reader, group, **fields)["faults"].values())
    assert list(check(reader, group, **fields)["faults"]) == [name.replace("__", ".")]


def test_only_a_road_that_is_there_can_be_chosen(reader: Reader) -> None:
    assert save(reader, "email", email__via="pigeon").status_code == 400
    assert list(check(reader, "email", email__via="pigeon")["faults"]) == ["email.via"]
    assert reader.office.posted == []


def switch_off(reader: Reader, name: str, label: str) -> None:
    """Take a plugin out of use, as a person does on the page Plugins."""
    off = PluginInfo(name, "built-in", PluginState.OFF, (name,), None, (), say(label))
    reader.office.plugins_there = (off,)
    left = tuple(one for one in reader.office.status.channels if one.name != name)
    reader.office.change(channels=left)


def test_a_road_that_is_switched_off_is_offered_to_nobody_who_has_not_chosen_it(
    reader: Reader,
) -> None:
    reader.office.change(channels=(*CHANNELS, *WRITING))
    assert 'value="outbox"' in reader.see("/settings/email")
    switch_off(reader, "outbox", "E-mail as files")
    assert 'value="outbox"' not in reader.see("/settings/email")


@pytest.mark.parametrize(
    ("group", "name", "label", "chosen"),
    [
        ("email", "smtp", "E-mail", {"email": {"via": "smtp"}}),
        ("automatic", "pec", "PEC", {"automatic": {"roads": ["pec", "email"]}}),
        ("smtp", "smtp", "E-mail", {}),
        ("fax", "fax", "Fax", {}),
        ("post", "printer", "Post", {}),
    ],
)
def test_a_road_that_is_switched_off_says_so_and_leads_to_the_plugins(
    reader: Reader, group: str, name: str, label: str, chosen: dict[str, object]
) -> None:
    reader.office.settings_tables |= chosen
    assert "is switched off in" not in reader.see(f"/settings/{group}")
    switch_off(reader, name, label)
    page = reader.see(f"/settings/{group}")
    assert f'“{label}” is switched off in <a href="/plugins">Plugins</a>.' in page
    if group == "email":
        assert "mail server (switched off)</option>" in page


def test_a_form_that_is_right_has_no_faults(reader: Reader) -> None:
    assert check(reader, "company", company__phone="02 1") == {"faults": {}, "letters": {}}


def test_a_letter_is_shown_as_a_customer_will_read_it(reader: Reader) -> None:
    letters = check(reader, "letters", email__text__en="{customer}: {outstanding}")["letters"]
    assert "{" not in letters["en"]
    assert "EUR" in letters["en"]
    assert letters["it"]


def test_the_programs_own_letter_can_be_the_beginning(reader: Reader) -> None:
    answer = reader.press("/settings/letters", "/settings/letters", start="en")
    assert "{outstanding}" in answer.text
    assert reader.office.posted == []


def test_a_conflict_is_told_and_nothing_is_lost(reader: Reader) -> None:
    reader.office.answers[ChangeSettings] = SettingsChanged(
        say(
            "Somebody else has changed “{name}” meanwhile; nothing was saved.", name="company.phone"
        ),
        say("It is now: {value}. Save again to put yours in its place.", value="02 9"),
    )
    answer = save(reader, "company", company__phone="02 1")
    assert answer.status_code == 409
    assert "It is now: 02 9." in answer.text
    assert 'value="02 1"' in answer.text


def test_a_password_is_kept_and_never_shown(reader: Reader) -> None:
    reader.press("/settings/smtp", "/settings/smtp/password", password=" s3cret ")
    assert reader.office.posted == [SetPassword("smtp", " s3cret ")]
    page = reader.see("/settings/smtp")
    assert "This PC has a password; it is not shown." in page
    assert "s3cret" not in page


def test_where_no_password_can_be_kept_the_variable_is_named(reader: Reader) -> None:
    assert "SOLLECITO_SMTP_PASSWORD" in reader.see("/settings/smtp")
    reader.office.answers[SetPassword] = SecretNotKept(
        say("This PC has no place to keep passwords.")
    )
    answer = reader.press("/settings/smtp", "/settings/smtp/password", password="s3cret")
    assert "This PC has no place to keep passwords." in answer.text
    assert "s3cret" not in answer.text


def test_only_a_group_with_a_password_takes_one(reader: Reader) -> None:
    answer = reader.press("/settings/company", "/settings/company/password", password="x")
    assert answer.status_code == 404


def test_what_is_wrong_in_the_file_is_marked_and_saving_mends_it(reader: Reader) -> None:
    fault = say("Line {line}: “{key}” is wrong.", line=18, key="automatic.period_days")
    reader.office.change(settings_fault=fault)
    page = reader.see("/settings/automatic")
    assert page.count("The file has a value that cannot be used") == 1
    assert "The file has a value" not in reader.see("/settings/company")
    form = Fields(page).sent
    reader.press("/settings/automatic", "/settings/automatic", **form)
    assert reader.office.posted == [ChangeSettings({"automatic.period_days": 10})]


def test_a_picture_is_handed_on_as_logo(reader: Reader) -> None:
    assert upload(reader, PNG).is_success
    assert reader.office.posted == [KeepLogo(PNG)]


def test_an_upload_without_a_file_or_without_the_forms_token_is_refused(reader: Reader) -> None:
    assert upload(reader, b"").status_code == 400
    files = {"file": ("logo.png", PNG, "image/png")}
    assert reader.client.post("/settings/logo/upload", files=files).status_code == 403
    assert reader.client.post("/settings/company", files=files).status_code in (403, 415)
    assert reader.office.posted == []


@pytest.mark.parametrize("name", ["../../evil.png", "C:\\evil.png", "<script>.png", "x\0.png"])
def test_the_name_of_an_uploaded_file_means_nothing(reader: Reader, name: str) -> None:
    upload(reader, PNG, name)
    assert reader.office.posted in ([KeepLogo(PNG)], [])


def test_the_logo_is_shown_from_the_data_folder_and_from_nowhere_else(
    reader: Reader, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("firm")
    outside = tmp_path_factory.mktemp("outside") / "secret.png"
    drawn = BytesIO()
    Image.new("RGB", (4, 4)).save(drawn, "PNG")
    for place in (outside, folder / "logo.png"):
        place.write_bytes(drawn.getvalue())
    (folder / "passwd.png").write_text("root:x:0:0")
    (folder / "link.png").symlink_to(outside)
    reader.office.change(folder=str(folder))
    codes = []
    for logo in ("logo.png", "passwd.png", "link.png", ""):
        reader.office.settings_tables = {"company": {"name": "R", "logo": logo}}
        codes.append(reader.client.get("/settings/logo.png").status_code)
    assert codes == [200, 409, 404, 404]


def test_markup_in_a_setting_is_text(reader: Reader) -> None:
    reader.office.settings_tables = {
        "company": {"name": '"><script>alert(1)</script>'},
        "email": {"text": {"en": "</textarea><script>alert(1)</script>"}},
    }
    for group in groups():
        assert "<script>alert" not in reader.see(f"/settings/{group}")


@pytest.mark.parametrize("group", ["nothing", "plugins", "..%2fetc", "%00"])
def test_a_group_that_does_not_exist_is_not_found(reader: Reader, group: str) -> None:
    reader.see(f"/settings/{group}", 404)


def test_the_windows_can_speak_another_language(reader: Reader) -> None:
    reader.press("/settings/this-pc", "/settings/this-pc/language", language="it")
    assert reader.office.posted == [SetLanguage("it")]
    answer = reader.press("/settings/this-pc", "/settings/this-pc/language", language="xx")
    assert answer.status_code == 404


def test_a_pc_uses_another_data_folder_from_its_next_start(reader: Reader) -> None:
    page, path = "/settings/this-pc", "/settings/this-pc/folders"
    assert 'value="/srv/rossi"' in reader.see(page)
    answer = reader.press(page, path, data="/srv/other", plugins="")
    assert reader.office.posted == [SetFolders(data="/srv/other")]
    assert "start it again" in answer.text


def test_a_folder_that_is_none_is_told_beside_its_field(reader: Reader) -> None:
    reader.office.answers[SetFolders] = FolderMissing(say("That is no data folder."))
    answer = reader.press("/settings/this-pc", "/settings/this-pc/folders", data="/x", plugins="")
    assert answer.status_code == 503
    assert "That is no data folder." in answer.text
    assert 'value="/x"' in answer.text


def test_a_client_becomes_the_server_only_after_a_question(reader: Reader) -> None:
    assert "is the server" in reader.see("/settings/this-pc")
    assert "Make this PC the server" not in reader.see("/settings/this-pc")
    reader.office.change(role=Role.CLIENT, server="OTHER")
    assert "Make this PC the server" in reader.see("/settings/this-pc")
    assert "OTHER" in reader.see("/settings/this-pc/server")
    assert reader.office.posted == []
    reader.press("/settings/this-pc/server", "/settings/this-pc/server")
    assert reader.office.posted == [MakeServer()]
