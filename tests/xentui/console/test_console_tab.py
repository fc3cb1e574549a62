"""The tab Console of a guest's screen: what it has printed last, also once it is gone."""

from tests.xentui.console.driving import Console, drive

LOG = "/var/log/xen/console/guest-web.log"


def console(log: str = "") -> Console:
    made = Console()
    made.define("web", start=True)
    if log:
        made.world.write_file("dom0a", LOG, log)
    return made


async def open_tab(c: Console) -> None:
    c.move_to("web")
    await c.press("enter", "shift+tab")


def test_the_last_lines_are_in_view_and_each_poll_reads_them_again() -> None:
    async def scenario(c: Console) -> None:
        await open_tab(c)
        await c.sees("line 99")
        assert "line 9\n" not in c.screen_text()
        c.world.write_file("dom0a", LOG, "web \x1b[32mlogin\x1b[0m: \x1b]0;x\x07")
        c.clock.wait(2.0)
        c.app.poll_now()
        await c.sees("web login:")

    drive(console("".join(f"line {number}\n" for number in range(100))), scenario)


def test_where_nothing_is_kept_it_says_how_it_would_be() -> None:
    async def scenario(c: Console) -> None:
        await open_tab(c)
        await c.sees("What this guest prints isn't kept.")
        await c.sees('XENCONSOLED_ARGS="--log=guest"')

    drive(console(), scenario)


def test_what_a_guest_that_is_gone_has_printed_is_still_read() -> None:
    async def scenario(c: Console) -> None:
        c.world.remove_file("dom0a", "/etc/xen/web.cfg")
        await open_tab(c)
        await c.sees("alive")
        c.xl("destroy", "web")
        c.world.write_file("dom0a", LOG, "Kernel panic - not syncing\n")
        c.app.poll_now()
        await c.sees("gone")
        await c.sees("Kernel panic - not syncing")

    drive(console("alive\n"), scenario)
