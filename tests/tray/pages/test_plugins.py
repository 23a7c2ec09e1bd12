"""The plugins' page: what each is, why it is off, and the switch."""

import pytest

from core.domain.commands import SendTestMessage, SwitchPlugin
from core.plugin_border import PluginInfo, PluginState
from core.plugin_manager import Plugins
from plugins import BUILTIN
from tests.tray.pages.conftest import Reader


def test_each_plugin_is_shown_with_its_reason_and_its_failures(reader: Reader) -> None:
    page = reader.see("/plugins")
    assert "a road out: pigeon; may withhold a sending" in page
    assert "Switched off by a person." in page
    assert "deliver: RuntimeError: no wind" in page
    assert page.index("pigeon") < page.index("smtp")


def test_a_plugin_is_switched_off_and_on(reader: Reader) -> None:
    reader.press("/plugins", "/plugins", plugin="pigeon", switch="off")
    reader.press("/plugins", "/plugins", plugin="pigeon", switch="on")
    assert reader.office.posted == [
        SwitchPlugin("pigeon", enabled=False),
        SwitchPlugin("pigeon", enabled=True),
    ]


@pytest.mark.parametrize(
    ("offers", "said"),
    [
        (("smtp",), "Nothing leaves any more by “E-mail”; due today by it: {due}."),
        (("*.csv", "*.txt"), "Files that are no longer read: {files}."),
        (("render_statement",), "No statement can be drawn any more"),
        (("archive_statement",), "nothing is sent"),
    ],
)
def test_what_is_in_use_is_switched_off_only_after_a_question(
    reader: Reader, offers: tuple[str, ...], said: str
) -> None:
    reader.office.plugins_there = (PluginInfo("x", "built-in", PluginState.ON, offers, None, ()),)
    page = reader.press("/plugins", "/plugins", plugin="x", switch="off").text
    status = reader.office.status
    assert said.format(due=len(status.plan.due), files=len(status.ledger.files)) in page
    assert reader.office.posted == []
    reader.press("/plugins", "/plugins", plugin="x", switch="off", sure="yes")
    assert reader.office.posted == [SwitchPlugin("x", enabled=False)]


def test_what_another_plugin_does_as_well_is_no_question(reader: Reader) -> None:
    drawing = ("render_statement",)
    reader.office.plugins_there = tuple(
        PluginInfo(name, "built-in", PluginState.ON, drawing, None, ()) for name in ("x", "y")
    )
    reader.press("/plugins", "/plugins", plugin="x", switch="off")
    assert reader.office.posted == [SwitchPlugin("x", enabled=False)]


def test_every_built_in_plugin_has_a_name_for_people() -> None:
    found = Plugins(BUILTIN, entry_points=False).report()
    assert [info.name for info in found if info.label is None] == []
    assert len(found) == len(BUILTIN)


def test_a_plugin_in_the_list_of_those_off_offers_to_be_switched_on(reader: Reader) -> None:
    reader.office.settings_tables = {"company": {"name": "R"}, "plugins": {"off": ["smtp"]}}
    page = reader.see("/plugins")
    assert page.count('value="on"') == 1
    assert page.count('value="off"') == 1


def test_a_plugin_that_is_not_there_cannot_be_switched(reader: Reader) -> None:
    assert reader.press("/plugins", "/plugins", plugin="owl", switch="off").status_code == 404
    assert reader.office.posted == []


def test_markup_in_a_plugins_words_is_text(reader: Reader) -> None:
    evil = "<script>alert(1)</script>"
    info = PluginInfo(evil, evil, PluginState.BROKEN, (evil,), None, (evil,))
    reader.office.plugins_there = (info,)
    assert evil not in reader.see("/plugins")


def test_every_channel_that_can_work_is_tried_with_a_button(reader: Reader) -> None:
    offers = tuple(info.name for info in reader.office.status.channels)
    info = PluginInfo("roads", "built-in", PluginState.ON, offers, None, ())
    reader.office.plugins_there = (info,)
    page = reader.see("/plugins")
    for channel in reader.office.status.channels:
        button = f'<input type="hidden" name="channel" value="{channel.name}">'
        assert (button in page) == (channel.fault is None)
        assert channel.fault is None or str(channel.fault) in page
    reader.press("/plugins", "/plugins/try", channel="disk", address="/srv/pdf")
    assert reader.office.posted == [SendTestMessage("/srv/pdf", "disk")]


def test_a_channel_that_is_not_there_cannot_be_tried(reader: Reader) -> None:
    assert reader.press("/plugins", "/plugins/try", channel="owl").status_code == 404
    assert reader.press("/plugins", "/plugins/try", channel="disk", address="a\nb").is_client_error
    assert reader.office.posted == []
