"""The memory of an HVM guest: its question speaks of what the operator gave it, though libxl's target is 1 MiB less."""

from tests.xentui.console.driving import Console, drive, guest


def console() -> Console:
    made = Console()
    text = guest("win", 8192, more="maxmem = 16384\n").replace('"pvh"\nkernel = "/boot/vmlinuz"', '"hvm"')
    made.define("win", start=True, text=text)
    return made


def test_a_change_starts_from_the_definitions_figure_and_keeps_the_operators() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("win")
        await c.press("b")
        await c.sees("maximum     16.0 GiB")
        await c.type("+2g")
        await c.sees("8.0 -> 10.0 GiB (+2.0)")
        await c.sees("xl mem-set 1 10485760k")
        await c.press("enter", "d")
        await c.jobs_over()
        assert "memory = 10240\n" in c.hypervisor.store.read("/etc/xen/win.cfg").text
        assert [job.record.value for job in c.jobs.all] == [str(10 << 20)]

    drive(console(), scenario, size=(100, 30))


def test_after_it_nothing_of_the_memory_is_said_to_be_lost_at_the_next_start() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("win")
        await c.press("b")
        await c.sees("maximum     16.0 GiB")
        await c.type("6g")
        await c.sees("xl mem-set 1 6291456k")
        await c.press("enter", "d")
        await c.jobs_over()
        (instance,) = (each for each in c.app.main_screen.table.rows if each.name == "win")
        facts = c.hypervisor.describe(instance).facts
        assert [fact.label for fact in facts if fact.will_be_lost and "memory" in fact.label] == []

    drive(console(), scenario, size=(100, 30))
