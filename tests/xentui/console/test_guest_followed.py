"""The screen of one guest follows that guest, whatever becomes of its row."""

from tests.xentui.console.driving import Console, drive, guest
from tests.xentui.console.opened_guest import UUID, WEB, console, open_guest, polled, screen


def test_a_guest_that_is_gone_is_shown_as_it_was_and_its_keys_do_nothing() -> None:
    made = Console()
    made.define("web", start=True, text=guest("web", more=f'uuid = "{UUID}"\n'))
    made.define("other", start=True)
    made.world.remove_file("dom0a", WEB)

    async def scenario(c: Console) -> None:
        await open_guest(c)
        c.xl("destroy", "web")
        await polled(c, "This guest is gone: below is how it was last seen")
        assert "last seen: * running" in c.screen_text()
        assert "─ gone ─" in c.screen_text()
        await c.press("x", "X", "p", "c", "e", "2", "w", "d")
        assert screen(c)
        assert c.jobs.all == ()
        assert c.attached == []

    drive(made, scenario)


def test_a_guest_that_comes_back_under_another_id_is_followed_and_says_so() -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c)
        c.xl("destroy", "web")
        c.xl("create", WEB)
        await polled(c, "Restarted since this screen was opened: id 1 -> 3.")
        await c.press("x")
        await c.sees("xl shutdown 3")

    drive(console(more=f'uuid = "{UUID}"\n'), scenario)


def test_a_renamed_guest_is_followed_by_its_uuid() -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c)
        c.xl("rename", "web", "www")
        await polled(c, "Renamed since this screen was opened: web -> ")
        await c.press("p")
        await c.sees("Pause www")

    drive(console(more=f'uuid = "{UUID}"\n'), scenario)


def test_another_guest_in_its_file_is_not_taken_for_it() -> None:
    made = console(start=False, more=f'uuid = "{UUID}"\n')

    async def scenario(c: Console) -> None:
        await open_guest(c)
        c.world.write_file("dom0a", WEB, guest("web", more=f'uuid = "{UUID.replace("7", "8")}"\n'))
        await polled(c, "This guest is gone")
        await c.press("s")
        assert screen(c)
        assert c.jobs.all == ()

    drive(made, scenario)


def test_where_no_uuid_proves_it_another_name_makes_the_next_action_ask() -> None:
    async def scenario(c: Console) -> None:
        await open_guest(c)
        c.world.write_file("dom0a", WEB, guest("www"))
        await polled(c, "Renamed since this screen was opened: web -> ")
        await c.press("s")
        await c.sees("www was called web when its screen was opened")
        assert c.jobs.all == ()

    drive(console(start=False), scenario)
