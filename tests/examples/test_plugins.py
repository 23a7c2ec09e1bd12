from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.channels import Channel
from core.domain.dispatches import ChannelKind, DispatchState
from core.domain.parties import Customer
from core.plugin_manager import Plugins
from tests.conftest import ROOT
from tests.core.plugin_things import CUSTOMER, delivery, site

EXAMPLE = ROOT / "examples" / "plugins" / "copy_shop.py"


@pytest.fixture
def channel(tmp_path: Path) -> Channel:
    """Drop the example into a plugins folder while the program runs."""
    plugins = Plugins(entry_points=False, folder=tmp_path)
    shutil.copy(EXAMPLE, tmp_path)
    assert plugins.sync_folder()
    return plugins.channels()["copy_shop"]


def test_one_file_of_less_than_forty_lines_adds_a_channel() -> None:
    assert len(EXAMPLE.read_text("utf-8").splitlines()) < 40


def test_print_shop_finds_the_pdf_and_its_ticket(channel: Channel, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    place = site(tmp_path, folder=str(shop))
    handed: list[list[str]] = []

    assert channel.validate_environment(place) is None
    with channel.connect(place) as deliver:
        sent = delivery(*channel.address(CUSTOMER))
        receipt = deliver(sent, lambda: handed.append([file.suffix for file in shop.iterdir()]))

    assert (channel.kind, receipt.state) == (ChannelKind.POST, DispatchState.SENT)
    assert handed == [[".pdf"]], "without its ticket the shop leaves a PDF alone"
    assert (shop / sent.file_name).read_bytes() == sent.document.pdf
    ticket = (shop / sent.file_name).with_suffix(".txt").read_text("utf-8")
    assert ticket.splitlines() == [
        "Idraulica Bianchi, Via Po 3, 00184 Roma RM",
        "Pages: 2",
    ]


def test_customer_without_a_street_gets_no_letter(channel: Channel) -> None:
    assert channel.address(Customer("C1", "Neri")) == ()


def test_print_shop_without_a_folder_says_what_is_missing(channel: Channel, tmp_path: Path) -> None:
    assert "[plugins.copy_shop]" in str(channel.validate_environment(site(tmp_path)))
