"""The plugins' page: what each is, why it is off, and the switch."""

from core.domain.commands import SendTestMessage, SwitchPlugin
from core.plugin_border import PluginInfo, PluginState
from tests.tray.pages.conftest import Reader


def test_each_plugin_is_shown_with_its_reason_and_its_failures(reader: Reader) -> None:
    page = reader.see("/plugins")
    assert "pigeon, veto_dispatch" in page
    assert "Switched off by a person." in page
    assert "deliver: RuntimeError: no wind" in page
    assert page.index("pigeon") < page.index("smtp")


def test_a_plugin_is_switched_off_and_on(reader: Reader) -> None:
    reader.press("/plugins", "/plugins", plugin="smtp", switch="off")
    reader.press("/plugins", "/plugins", plugin="smtp", switch="on")
    assert reader.office.posted == [
        SwitchPlugin("smtp", enabled=False),
        SwitchPlugin("smtp", enabled=True),
    ]


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
