"""What the operator chooses to see: the first match is under the cursor, and Esc shows everything again."""

import pytest

from tests.xentui.console.driving import Console, drive


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
