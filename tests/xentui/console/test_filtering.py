"""What the operator chooses to see: the first match is under the cursor, and Esc shows everything again."""

import pytest

from tests.xentui.console.driving import Console, drive, guest
from xentui_widgets.dialogs import Dialog


def console() -> Console:
    made = Console()
    for name in ("aa", "bb", "web-01", "web-02", "zz"):
        made.define(name, start=True)
    return made


def current(c: Console) -> str:
    instance = c.app.main_screen.table.current
    return instance.name if instance is not None else ""


def shown(c: Console) -> list[str]:
    return [instance.name for instance in c.app.main_screen.table.rows]


@pytest.mark.parametrize("at", ["Domain-0", "bb", "zz"])
def test_the_cursor_is_on_the_first_match_unless_its_own_row_is_one(at: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to(at)
        await c.press("slash", *"web", "enter")
        await c.until(lambda: shown(c) == ["web-01", "web-02"])
        assert current(c) == "web-01"
        await c.press("j", "slash", *"-0", "enter")
        assert current(c) == "web-02"

    drive(console(), scenario)


def test_escape_shows_again_what_was_hidden_however_it_was() -> None:
    async def scenario(c: Console) -> None:
        everything = shown(c)
        await c.press("exclamation_mark")
        await c.sees("problems only")
        assert shown(c) == []
        await c.press("escape")
        await c.until(lambda: shown(c) == everything)
        await c.press("exclamation_mark", "slash", *"web", "escape")
        await c.until(lambda: "problems only" in c.screen_text(), "only what is typed is cleared while it is typed")
        await c.press("escape")
        await c.until(lambda: shown(c) == everything)

    drive(console(), scenario)


def test_the_header_says_what_the_key_does_now() -> None:
    made = console()
    made.world.write_file("dom0a", "/etc/xen/broken.cfg", "name = [")

    async def scenario(c: Console) -> None:
        c.move_to("zz")
        await c.sees("! shows them")
        await c.press("exclamation_mark")
        await c.sees("! shows all guests")
        assert current(c) == "broken.cfg"
        await c.press("exclamation_mark")
        await c.sees("! shows them")

    drive(made, scenario)


@pytest.mark.parametrize("is_running", [True, False])
def test_a_guest_that_is_renamed_under_a_filter_stays_under_the_cursor_until_another_filter(is_running: bool) -> None:
    made = Console()
    for name in ("web-01", "web-02"):
        made.define(name, start=is_running)

    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("slash", *"web", "enter", "colon", *"rename", "enter")
        await c.sees("New name")
        await c.press("ctrl+u", *"shop", "enter")
        await c.until(lambda: isinstance(c.app.screen, Dialog), "a question")
        await c.press("tab", "enter")
        await c.until(lambda: "shop" in shown(c), "the new name")
        await c.jobs_over()
        assert sorted(shown(c)) == ["shop", "web-02"]
        assert current(c) == "shop"
        assert not c.app.main_screen.table.doubt
        await c.sees("filter: web and 1 renamed")
        c.clock.wait(1.0)
        await c.press("slash", *"-02", "enter")
        await c.until(lambda: shown(c) == ["web-02"], "another filter is meant for all")
        await c.press("escape")
        await c.until(lambda: {"shop", "web-02"} <= set(shown(c)), "everything")

    drive(made, scenario)


def test_a_guest_that_another_has_renamed_is_hidden_as_the_filter_says() -> None:
    made = Console()
    for name in ("web-01", "web-02"):
        made.define(name)

    async def scenario(c: Console) -> None:
        await c.press("slash", *"web", "enter")
        c.world.write_file("dom0a", "/etc/xen/web-01.cfg", guest("shop"))
        await c.press("ctrl+r")
        await c.until(lambda: shown(c) == ["web-02"], "it is hidden")

    drive(made, scenario)
