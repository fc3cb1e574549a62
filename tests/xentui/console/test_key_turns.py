"""Text, editing keys and moves of one burst: each letter lands where an operator would have typed it."""

import asyncio
from collections.abc import Awaitable, Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual import events

from tests.xentui.console.driving import Console, drive
from xentui.console.dialogs.new_guests import NOTHING
from xentui.console.screens.new import NewScreen

ISO = "/srv/iso/debian.iso,raw,hdc,r,cdrom"
LETTERS = st.text("abc/,=", min_size=1, max_size=4)
PASTED = LETTERS.map(lambda text: ("paste", text))
TYPED = LETTERS.map(lambda text: ("type", text))
KEYS = st.sampled_from(("tab", "shift+tab", "down", "up", "backspace", "delete", "home", "left", "right", "ctrl+u"))
BURSTS = st.lists(st.one_of(PASTED, TYPED, KEYS.map(lambda key: ("key", key)), st.just(("key", "tab"))), max_size=14)
Burst = list[tuple[str, str]]


def events_of(burst: Burst) -> list[events.Event]:
    found: list[events.Event] = []
    for kind, text in burst:
        if kind == "paste":
            found.append(events.Paste(text))
        else:
            found += [Console.key_event(key) for key in ((text,) if kind == "key" else text)]
    return found


def form(c: Console) -> NewScreen:
    assert isinstance(c.app.screen, NewScreen)
    return c.app.screen


async def at_once(c: Console, burst: Burst) -> None:
    made = events_of(burst)
    c.app.keyboard.read([event for event in made if isinstance(event, events.Key)])
    for event in made:
        c.app.post_message(event)
    taken = asyncio.Event()
    c.app.call_later(taken.set)  # the last in its queue: each of the others waits for its turn before it
    await taken.wait()
    await c.pilot.pause()


async def one_by_one(c: Console, burst: Burst) -> None:
    for event in events_of(burst):
        if isinstance(event, events.Key):
            c.app.keyboard.read([event])
        c.app.post_message(event)
        await c.pilot.pause()


async def go_to_disk(c: Console) -> None:
    form(c)._form.focus_on("disk")
    await c.pilot.pause()


async def left_by(c: Console, way: Callable[[Console, Burst], Awaitable[None]], burst: Burst) -> object:
    """What the fields hold when a burst came in that way, from the first disk on."""
    c.app.dialogs.create(c.app.current_host)
    await c.pilot.pause()
    c.app.screen.dismiss(NOTHING)
    await c.pilot.pause()
    await go_to_disk(c)
    await way(c, burst)
    left = form(c)._form.typed, form(c)._form.guest_type
    form(c).dismiss()
    await c.pilot.pause()
    return left


def test_a_path_pasted_into_a_disk_and_tab_lead_to_the_next_disk() -> None:
    async def scenario(c: Console) -> None:
        await c.press("n", "f")
        await go_to_disk(c)
        await at_once(c, [("paste", ISO), ("key", "tab"), ("type", "/dev/vg0/data,raw,xvda,rw"), ("key", "tab")])
        typed = form(c)._form.typed
        assert typed["disk"] == [ISO, "/dev/vg0/data,raw,xvda,rw", ""]
        assert typed["vif"] == [""]

    drive(Console(), scenario)


def test_a_type_chosen_in_the_same_burst_has_its_fields_before_the_next_move() -> None:
    async def scenario(c: Console) -> None:
        await c.press("n", "f")
        to_firmware = [("key", "tab")] * 6
        await at_once(c, [("key", "up"), ("key", "left"), *to_firmware, ("paste", "uefi")])
        assert form(c)._form.guest_type.value == "hvm"
        assert form(c)._form.typed["firmware"] == ["uefi"]

    drive(Console(), scenario)


@settings(deadline=None, max_examples=3, suppress_health_check=list(HealthCheck))
@given(st.lists(BURSTS, min_size=3, max_size=3))
def test_a_burst_leaves_what_the_same_keys_leave_one_by_one(bursts: list[Burst]) -> None:
    async def scenario(c: Console) -> None:
        for burst in bursts:
            assert await left_by(c, at_once, burst) == await left_by(c, one_by_one, burst)

    drive(Console(), scenario)
