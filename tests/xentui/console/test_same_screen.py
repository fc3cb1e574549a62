"""The cells that are sent make the screen that Textual itself would draw, after every step of an operator."""

import asyncio

import pytest

from tests.xentui.console.two_terminals import walk


@pytest.mark.parametrize("seed", range(4))
def test_the_same_screen_after_every_step(seed: int) -> None:
    asyncio.run(walk(40, seed))
