"""Random bursts of keys for every screen and dialog of the console, and what one may do."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest

from tests.xentui.console.driving import Console, drive
from xentui.console.screens.new import NewScreen
from xentui_widgets.dialogs import Dialog

IN_A_ROW = 4
"""Bursts from where a way led to: later ones meet whatever the earlier ones have left."""
GUESTS = ("web-01", "web-02", "web-03")
LETTERS = "abcdefgijklmnopqrstuvwxyzXRSUCIZNPMJKGYE019"
SIGNS = (" ", "/", ":", "!", "-", "+", "*", "<", ">", "?", ".", "_")
_TRIES = 40
"""On a busy machine a dialog that was begun by the burst comes between."""
KEYS = ("enter", "escape", "tab", "backspace", "up", "down", "left", "right", "home", "end", "f2", "ctrl+r")
TEXTS = (
    "proxy_pass http://web-01",
    "x\ny\n",
    "supply\n",
    "y\ny\n",
    "n n",
    "yes\n",
    "R\n\n\n",
    "rm -rf /var/xen\n",
    "ssh root@dom0b xl destroy web-01\n",
    "Xy",
    "web-01\n\ny",
    "512m\n\n",
    "dom0b\n\n",
)
WAYS: dict[str, tuple[str, ...]] = {
    "main screen": (),
    "filter": ("slash",),
    "stop": ("x",),
    "destroy": ("X",),
    "reset": ("R",),
    "reboot": ("r",),
    "pause": ("p",),
    "balloon": ("b",),
    "vcpus": ("v",),
    "migrate": ("m",),
    "new, asked": ("n",),
    "new": ("n", "f"),
    "copy": ("n", "c"),
    "guest, now": ("enter",),
    "guest, definition": ("d",),
    "guest, disks and networks": ("enter", "3"),
    "guest, jobs": ("enter", "4"),
    "guest, stop": ("enter", "x"),
    "guest, destroy": ("enter", "X"),
    "guest, memory": ("enter", "b"),
    "guest, palette": ("enter", "colon"),
    "guest, help": ("enter", "question_mark"),
    "guest, copy": ("enter", "y"),
    "help": ("question_mark",),
    "jobs": ("5",),
    "palette": ("colon",),
    "copy a value": ("y",),
    "audit": ("6",),
    "events": ("E",),
    "filter of the audit": ("6", "slash"),
    "search of the help": ("question_mark", "slash"),
    "marked set": ("asterisk", "x"),
    "balloon, asked": ("b", *"300", "enter"),
    "migrate, asked": ("m", *"dom0b", "enter"),
    "type the name": ("asterisk", "X"),
}
"""The keys, each by itself, that lead from the main screen to each screen."""


def burst(dice: random.Random) -> tuple[str, ...]:
    """Keys that arrive in one read and don't ask to leave."""
    while (letters := _letters(keys := _any_burst(dice))) and letters <= {"q", *"jkgG/"} and "q" in letters:
        pass
    return keys


def _letters(keys: Sequence[str]) -> set[str]:
    return {key for key in keys if len(key) == 1 and key.isprintable()}


def _any_burst(dice: random.Random) -> tuple[str, ...]:
    """A text, one key held down, or anything."""
    kind = dice.random()
    if kind < 0.4:
        return tuple("enter" if letter == "\n" else letter for letter in dice.choice(TEXTS))
    every = (*LETTERS, *SIGNS, *KEYS)
    if kind < 0.55:
        return (dice.choice(every),) * dice.randint(2, 5)
    return tuple(dice.choice(every) for _ in range(dice.randint(2, 8)))


def may_act(keys: Sequence[str], screen: object) -> bool:
    """Whether a job may begin: one answer to an open question, typed without another letter."""
    is_question = isinstance(screen, Dialog | NewScreen)
    return is_question and len(_letters(keys)) <= 1


def type_bursts(seed: int, count: int) -> Counter[str]:
    """Type at least that many bursts into a console, and check after each; counts by the way that led there."""
    dice = random.Random(seed)
    counts: Counter[str] = Counter()
    made = Console()
    for name in GUESTS[:2]:
        made.define(name, start=True)
    made.define(GUESTS[2])
    ways = list(WAYS) * -(-count // (len(WAYS) * IN_A_ROW))
    dice.shuffle(ways)

    async def scenario(c: Console) -> None:
        for way in ways:
            await _back_to_main(c)
            c.move_to(dice.choice(GUESTS))
            for key in WAYS[way]:
                await c.press(key)
            for _ in range(IN_A_ROW):
                keys = burst(dice)
                await _type(c, keys, f"seed {seed}: {way}, {keys}")
                counts[way] += 1
        await _back_to_main(c)
        await c.press("q")
        await c.until(lambda: c.app._exit, "the end")

    drive(made, scenario, size=(80, 24))
    return counts


async def _type(c: Console, keys: Sequence[str], about: str) -> None:
    screen, before = c.app.screen, len(c.jobs.all)
    await c.burst(*keys)
    assert c.app.screen_stack[0] is c.app.main_screen, about
    assert c.app.is_running, about
    if c.app._exit:
        pytest.fail(f"{about}: left")
    if len(c.jobs.all) > before:
        assert may_act(keys, screen), about
        await c.jobs_over()


def is_on_main_screen(c: Console) -> bool:
    return c.app.screen is c.app.main_screen and c.app.is_undisturbed


async def _back_to_main(c: Console) -> None:
    for _ in range(_TRIES):
        if is_on_main_screen(c):
            break
        await c.press("escape")
        if isinstance(c.app.screen, Dialog):
            await c.press("y")  # the form asks whether it is to be left
    assert is_on_main_screen(c), c.screen_text()
    await c.press("escape", "U")
