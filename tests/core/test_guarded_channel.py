from __future__ import annotations

from pathlib import Path

import pytest

from core.channels import Channel
from core.domain.dispatches import ChannelKind, Receipt
from core.domain.dispatches import DispatchState as State
from core.errors import SollecitoError
from core.plugin_manager import Plugins
from tests.core.plugin_things import CUSTOMER, GOOD_CHANNEL, PluginsFolder, delivery, info, site

BODY = "hand_over()\n            return"


def never() -> None:
    raise AssertionError("handed over")


def accept() -> None:
    pass


@pytest.fixture
def folder(tmp_path: Path) -> PluginsFolder:
    return PluginsFolder(tmp_path)


def pigeon(folder: PluginsFolder, does: str, more: str = "") -> tuple[Plugins, Channel]:
    """Drop in the pigeon, but with another way to deliver."""
    source = GOOD_CHANNEL.replace(BODY, f"{does}\n            return")
    source = source.replace("    @s.hookimpl", f"    {more}\n    @s.hookimpl")
    folder.drop("pigeon", source)
    plugins = folder.plugins(max_failures=2)
    return plugins, plugins.channels()["pigeon"]


def test_channel_delivers_as_its_plugin_does(folder: PluginsFolder) -> None:
    _, channel = pigeon(folder, "hand_over()")
    handed: list[str] = []
    with channel.connect(site(folder.path)) as deliver:
        receipt = deliver(delivery(), lambda: handed.append("over"))
    assert receipt == Receipt(State.SENT, "flown")
    assert handed == ["over"]
    assert (channel.name, channel.kind, str(channel.label)) == (
        "pigeon",
        ChannelKind.POST,
        "Pigeon",
    )
    assert channel.address(CUSTOMER) == CUSTOMER.postal_lines
    assert channel.validate_environment(site(folder.path)) is None


def test_what_a_channel_says_later_is_looked_at_and_a_server_away_is_no_mistake(
    folder: PluginsFolder,
) -> None:
    plugins, channel = pigeon(folder, "hand_over()")
    assert channel.follow(site(folder.path), []) == {}
    assert channel.joins(site(folder.path)) is False
    inner = vars(channel)["_inner"]
    answers: dict[str, object] = {"7": Receipt(State.SENT, "received")}
    inner.follow = lambda *_: answers
    assert channel.follow(site(folder.path), []) == answers
    answers["8"] = "received"
    assert channel.follow(site(folder.path), []) == {}
    inner.follow = lambda *_: Path("/nowhere/at all").read_bytes()
    with pytest.raises(FileNotFoundError):
        channel.follow(site(folder.path), [])
    inner.joins = lambda _: 1 / 0
    assert channel.joins(site(folder.path)) is False
    assert info(plugins, "pigeon").state == "on"


def test_errors_of_a_delivery_reach_the_engine_and_switch_the_plugin_off(
    folder: PluginsFolder,
) -> None:
    plugins, channel = pigeon(folder, "raise ZeroDivisionError('wings')")
    for _ in range(2):
        with (
            channel.connect(site(folder.path)) as deliver,
            pytest.raises(ZeroDivisionError, match="wings"),
        ):
            deliver(delivery(), accept)
    assert info(plugins, "pigeon").state == "off"
    assert plugins.channels() == {}
    with pytest.raises(SollecitoError, match="switched off"):
        channel.deliver(site(folder.path), delivery(), never)
    assert "after 2 failures" in str(channel.validate_environment(site(folder.path)))


@pytest.mark.parametrize("raised", ["OSError('server away')", "s.SollecitoError(s.say('Full'))"])
def test_server_that_is_away_is_no_failure_of_the_plugin(
    folder: PluginsFolder, raised: str
) -> None:
    plugins, channel = pigeon(folder, f"raise {raised}")
    for _ in range(5):
        with pytest.raises((OSError, SollecitoError)):
            channel.deliver(site(folder.path), delivery(), accept)
    assert info(plugins, "pigeon").state == "on"


def test_exit_in_a_delivery_becomes_an_error(folder: PluginsFolder) -> None:
    _, channel = pigeon(folder, "raise SystemExit(4)")
    with pytest.raises(RuntimeError, match="SystemExit: 4"):
        channel.deliver(site(folder.path), delivery(), accept)


def test_delivery_without_a_receipt_is_an_error(folder: PluginsFolder) -> None:
    _, channel = pigeon(folder, "return True")
    with pytest.raises(TypeError, match="bool, not with a Receipt"):
        channel.deliver(site(folder.path), delivery(), accept)


def test_address_that_fails_reaches_nobody(folder: PluginsFolder) -> None:
    plugins, channel = pigeon(folder, "", "Pigeon.address = lambda self, customer: customer.nest")
    assert channel.address(CUSTOMER) == ()
    assert "nest" in info(plugins, "pigeon").failures[0]


def test_address_of_the_wrong_kind_reaches_nobody(folder: PluginsFolder) -> None:
    _, channel = pigeon(folder, "", "Pigeon.address = lambda self, customer: 'roof'")
    assert channel.address(CUSTOMER) == ()


@pytest.mark.parametrize("answer", ["1 / 0", "'no wind'"])
def test_check_that_fails_is_shown_as_the_fault(folder: PluginsFolder, answer: str) -> None:
    more = f"Pigeon.validate_environment = lambda self, site: {answer}"
    _, channel = pigeon(folder, "", more)
    assert "“pigeon” failed" in str(channel.validate_environment(site(folder.path)))


def test_failure_to_hang_up_does_not_undo_what_was_delivered(folder: PluginsFolder) -> None:
    more = """
    from contextlib import contextmanager

    @contextmanager
    def connect(self, site):
        yield lambda delivery, hand_over: s.Receipt(s.DispatchState.SENT, "flown")
        raise ValueError("QUIT refused")

    Pigeon.connect = connect
    """
    plugins, channel = pigeon(folder, "", more)
    with channel.connect(site(folder.path)) as deliver:
        assert deliver(delivery(), accept).text == "flown"
    assert "QUIT refused" in info(plugins, "pigeon").failures[0]
