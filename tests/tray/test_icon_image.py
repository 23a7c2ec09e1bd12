from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from PIL import Image, ImageChops

from core.domain.wording import say
from core.engine.status import Role
from tests.fakes import TODAY, fake_status
from tray.icon_image import IconState, draw_icon, icon_state

SIZES = (16, 22, 24, 32, 64)
ASKS = (say("Look here."), say("And here."))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({}, (IconState.IDLE, 0)),
        ({"automatic": False}, (IconState.PAUSED, 0)),
        ({"paused_until": TODAY}, (IconState.PAUSED, 0)),
        ({"paused_until": TODAY - timedelta(days=1)}, (IconState.IDLE, 0)),
        ({"role": Role.CLIENT, "automatic": False}, (IconState.CLIENT, 0)),
        ({"role": Role.CLIENT, "attention": ASKS}, (IconState.ATTENTION, 2)),
        ({"attention": ASKS}, (IconState.ATTENTION, 2)),
        ({"folder_present": False}, (IconState.ATTENTION, 0)),
        ({"attention": ASKS, "working": True}, (IconState.WORKING, 0)),
    ],
)
def test_icon_tells_the_most_pressing(
    status: dict[str, Any], expected: tuple[IconState, int]
) -> None:
    assert icon_state(fake_status(**status)) == expected


def grey(picture: Image.Image, ground: int) -> Image.Image:
    bar = Image.new("RGBA", picture.size, (ground, ground, ground, 255))
    bar.alpha_composite(picture)
    return bar.convert("L")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("ground", [30, 243], ids=["dark bar", "light bar"])
def test_states_differ_without_their_colours(size: int, ground: int) -> None:
    pictures = [grey(draw_icon(state, 3, size), ground) for state in IconState]
    for one, other in combinations(pictures, 2):
        differing = sum(ImageChops.difference(one, other).point(lambda v: v > 40).histogram()[1:])
        assert differing >= size * size * 0.05


@pytest.mark.parametrize("ground", [30, 243], ids=["dark bar", "light bar"])
@pytest.mark.parametrize("state", IconState)
def test_icon_stands_out_from_the_bar(state: IconState, ground: int) -> None:
    low, high = grey(draw_icon(state, 3, 16), ground).getextrema()
    assert isinstance(low, int)
    assert isinstance(high, int)
    assert high - low > 100


@pytest.mark.parametrize("size", SIZES)
def test_icon_is_a_square_of_the_size_asked_for(size: int) -> None:
    assert draw_icon(IconState.IDLE, 0, size).size == (size, size)


def test_letters_edges_fall_between_pixels() -> None:
    for size in SIZES:
        column = (
            draw_icon(IconState.IDLE, 0, size)
            .getchannel("A")
            .crop((size // 2, 0, size // 2 + 1, size))
        )
        assert set(column.tobytes()) == {0, 255}


def test_more_than_nine_are_not_counted() -> None:
    assert draw_icon(IconState.ATTENTION, 10) == draw_icon(IconState.ATTENTION, 99)
    assert draw_icon(IconState.ATTENTION, 9) != draw_icon(IconState.ATTENTION, 10)
    assert draw_icon(IconState.ATTENTION, 0) != draw_icon(IconState.ATTENTION, 1)
