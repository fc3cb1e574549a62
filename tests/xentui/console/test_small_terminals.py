"""On a terminal of any size a question is answered only by who can have read all of it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from textual.content import Content
from textual.pilot import Pilot

from tests.instances import WEB
from tests.widgets.gallery import Gallery, play
from xentui.console.commands.bindings import USUAL_KEYS
from xentui.console.names import Names
from xentui.console.screens.confirm import Where, confirm
from xentui.console.screens.failure import failure
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.question import Question
from xentui.console.screens.review import TOO_SMALL, Review
from xentui.console.screens.which import which_definition
from xentui_driver.jobs.actions import BALLOON, DESTROY, STOP, Guard, Request
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog
from xentui_widgets.read_frame import ReadFrame
from xentui_widgets.symbols import ASCII

Asked = Dialog | Question[str]

LARGE = (80, 60)
NAMES = Names(False, ASCII)
NAMES_OF_FLEET = Names(True, ASCII)
WIDTHS, HEIGHTS = st.integers(20, 80), st.integers(6, 24)
MANY = tuple(replace(WEB, key=f"k{n}") for n in range(4))
ERROR = XenError(
    "web-01 was not stopped: the guest ignored the request.",
    detail="\n".join(f"libxl: error: line {n} of what was said" for n in range(7)),
    state_now="It is running.",
    next_step="Look at its console (c); forcing it off (X) is the last resort.",
)
RIVALS = tuple(Definition(f"/etc/xen/{name}.cfg", "web", None, "pvh") for name in ("one", "two", "three"))


def _confirm(instances: Sequence[Instance], guard: Guard) -> Dialog:
    return confirm(
        DESTROY if guard is Guard.DIALOG else STOP,
        [Request(instance) for instance in instances],
        guard=guard,
        hosts=[Where("dom0a", "dom0a [PROD]") for _ in instances],
        skipped=(),
        doubt="web-00 is gone: the cursor moved",
        names=NAMES,
    )


def _set_over_three_hosts() -> Dialog:
    hosts = [Where(name, name) for name in ("dom0a", "dom0b", "dom0c")]
    requests = [Request(replace(WEB, host=host.name)) for host in hosts]
    return confirm(DESTROY, requests, guard=Guard.DIALOG, hosts=hosts, skipped=(), names=NAMES_OF_FLEET)


def _balloon() -> Dialog:
    return confirm(
        BALLOON, [Request(WEB, 1 << 19)], guard=Guard.YES_NO, hosts=[Where("dom0a", "dom0a")], skipped=(), names=NAMES
    )


def _question() -> Question[str]:
    return Question(
        "Restore a saved guest",
        ("The guest continues from where it was saved, if its disks haven't changed since.",),
        "File on the host:",
        parse=lambda text: text,
        meaning=lambda path: Meaning(steps=(f"$ xl restore /var/lib/xen/save/{path}",)),
        symbols=ASCII,
        value="web.save",
        is_last_word=True,
    )


ASKED: dict[str, Callable[[], Asked]] = {
    "yes or no": lambda: _confirm((WEB,), Guard.YES_NO),
    "dialog": lambda: _confirm((WEB,), Guard.DIALOG),
    "name to type": lambda: _confirm((WEB,), Guard.TYPE_NAME),
    "set": lambda: _confirm(MANY, Guard.DIALOG),
    "set over three hosts": _set_over_three_hosts,
    "balloon": _balloon,
    "failure": lambda: failure(
        "Stop web-01: failed",
        ERROR,
        ("$ xl shutdown 4",),
        ASCII,
        USUAL_KEYS,
        (Choice("close", "Close"), Choice("w", "Wait", "w")),
    ),
    "which": lambda: which_definition(replace(WEB, rivals=RIVALS), NAMES),
    "question": _question,
}


class Reader:
    """Reads what is on the screen of the text that scrolls, and remembers it by its place in the whole."""

    def __init__(self, pilot: Pilot[None], asked: Asked) -> None:
        self._pilot, self._asked = pilot, asked
        self._frame = asked.query_one(ReadFrame)
        self._read: dict[int, str] = {}

    async def look(self) -> None:
        await self._pilot.pause()
        strips = [strip.text for strip in self._asked._compositor.render_strips()]
        inner = self._frame.scrollable_content_region
        bottom = min([inner.bottom, *(each.region.y for each in self._frame.below())])
        for y in range(inner.y, min(bottom, len(strips))):
            self._read[y - inner.y + self._frame.scroll_offset.y] = strips[y][inner.x : inner.right]

    async def read_all(self) -> None:
        lines = self._frame.max_scroll_y
        for key in (*["up"] * lines, *["down"] * lines):
            await self._pilot.press(key)
            await self.look()

    @property
    def text(self) -> str:
        """Without blanks, so that it is the same however it is wrapped."""
        return "".join("".join(self._read[line] for line in sorted(self._read)).split())

    @property
    def hint(self) -> str:
        return str(self._frame.border_subtitle or "")


def whole_text(make: Callable[[], Asked]) -> str:
    """All there is to read, from a screen on which it has room."""
    texts: list[str] = []

    async def script(pilot: Pilot[None]) -> None:
        asked = make()
        pilot.app.push_screen(asked)
        await pilot.pause()
        reader = Reader(pilot, asked)
        await reader.look()
        assert asked.query_one(ReadFrame).is_read
        texts.append(reader.text)

    play(Gallery(), script, LARGE)
    return texts[0]


async def answer(pilot: Pilot[None], asked: Asked) -> None:
    """As one who means it: the choice after the harmless one, or what stands in the field."""
    if isinstance(asked, Dialog) and asked.takes_text:
        await pilot.press(*"web-01", "tab")
    await pilot.press(*(() if isinstance(asked, Question) else ("tab",)), "enter")
    if isinstance(asked, Dialog) and not asked.is_answered:
        await pilot.press("shift+tab")


@pytest.mark.parametrize("kind", ASKED)
def test_nobody_answers_what_was_not_on_the_screen(kind: str) -> None:
    make = ASKED[kind]
    whole = whole_text(make)

    @hypothesis_settings(max_examples=6, deadline=None)
    @given(WIDTHS, HEIGHTS)
    @example(20, 6)
    @example(40, 8)
    @example(80, 24)
    def property_of(width: int, height: int) -> None:
        async def script(pilot: Pilot[None]) -> None:
            asked = make()
            pilot.app.push_screen(asked)
            await pilot.pause()
            reader = Reader(pilot, asked)
            await reader.look()
            await answer(pilot, asked)
            await reader.look()
            if not asked.is_answered:
                assert reader.hint
                await reader.read_all()
                await answer(pilot, asked)
            if asked.is_answered:
                assert reader.text.startswith(whole)  # what was typed comes after it
            else:
                assert reader.hint in ("too small", "enlarge the window")
                await pilot.press("escape")
                assert asked.is_answered

        play(Gallery(), script, (width, height))

    property_of()


@pytest.mark.parametrize(("size", "is_taken"), [((20, 6), False), ((30, 6), False), ((40, 12), True), ((80, 24), True)])
def test_a_change_is_saved_only_where_it_can_be_read(size: tuple[int, int], is_taken: bool) -> None:
    async def script(pilot: Pilot[None]) -> None:
        review = Review(
            "Edit web-01",
            "/etc/xen/web-01.cfg",
            "The draft: 1 line added (+).",
            ASCII,
            USUAL_KEYS,
            left_early=lambda: None,
        )
        pilot.app.push_screen(review)
        await pilot.pause()
        review.show_text([Content("+memory = 2048")])
        review.offer(
            (Choice("again", "Edit again", "e"), Choice("save", "Save", "s"), Choice("keep", "Keep the draft"))
        )
        chosen = asyncio.ensure_future(review.chosen())
        await pilot.pause()
        await pilot.press("s")
        assert chosen.done() is is_taken
        if not is_taken:
            assert TOO_SMALL in "".join(strip.text for strip in review._compositor.render_strips())
            await pilot.press("e")
        assert await chosen == ("save" if is_taken else "again")

    play(Gallery(), script, size)


def test_the_questions_of_a_usual_terminal_are_answered_without_scrolling() -> None:
    for make in ASKED.values():

        async def script(pilot: Pilot[None], make: Callable[[], Asked] = make) -> None:
            asked = make()
            pilot.app.push_screen(asked)
            await pilot.pause()
            assert asked.query_one(ReadFrame).is_read

        play(Gallery(), script, (80, 24))
