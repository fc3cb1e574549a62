"""A console with a guest whose screen is opened."""

from tests.xentui.console.driving import Console, guest
from xentui.console.screens.guest import GuestScreen

WEB = "/etc/xen/web.cfg"
UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"
DISKS = 'disk = ["phy:/dev/vg/web,xvda,w"]\nvif = ["mac=00:16:3e:00:00:01,bridge=xenbr0"]\n'


def console(*, start: bool = True, more: str = "", **options: object) -> Console:
    made = Console(**options)  # type: ignore[arg-type]
    for path in ("/dev/vg/web", "/dev/vg/new", "/sys/class/net/xenbr0"):
        made.world.write_file("dom0a", path, "")
    made.define("web", start=start, text=guest("web", more=more))
    made.define("other", start=True)
    return made


def ballooned() -> Console:
    made = console()
    made.xl("mem-set", "1", "512m")
    made.clock.wait(30.0)
    return made


def screen(c: Console) -> GuestScreen:
    assert isinstance(c.app.screen, GuestScreen)
    return c.app.screen


async def open_guest(c: Console, name: str = "web", *keys: str) -> None:
    c.move_to(name)
    await c.press("enter")
    assert screen(c)
    await c.press(*keys)


async def open_definition(c: Console, name: str = "web") -> None:
    c.move_to(name)
    await c.press("d")
    await c.sees("As it runs")


async def polled(c: Console, seen: str) -> None:
    c.app.poll_now()
    await c.sees(seen)


def row(c: Console, label: str) -> str:
    return next(line for line in c.screen_text().splitlines() if line[1:].strip("! ").startswith(label))


def jobs_about(c: Console) -> list[str]:
    return [job.record.subject.name for job in c.jobs.all]
