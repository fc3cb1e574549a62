"""What an operator finds by a word: the palette, the audit, the events, the help."""

import pytest

from tests.snapshots.screens import SMALL, TINY, Snapshot, before, on, sample


@pytest.mark.parametrize("size", [SMALL, TINY], ids=["80x24", "40x12"])
def test_palette(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample()
    assert snap_compare(
        console.app, terminal_size=size, run_before=before(console, then=on("mail", "colon", wait_for="COMMAND"))
    )


def test_palette_by_the_word_of_the_operator(snap_compare: Snapshot) -> None:
    console = sample()
    play = on("mail", "colon", *"kill", wait_for="pull the plug")
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))
