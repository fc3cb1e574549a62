"""A copy of a guest: asked for on its row, named, given disks of its own, and told what must exist first."""

from tests.xentui.console.dialog_text import body_of
from tests.xentui.console.driving import NEW_UUID, Console, drive, guest
from xentui.console.screens.main import MainScreen
from xentui.console.screens.new import NewScreen
from xentui_widgets.dialogs import Dialog

MORE = """\
uuid = "29e821a4-c748-4d3b-8d6b-1f5a4f3f2a10"
disk = ["/dev/vg0/web-01-root,raw,xvda,rw"]
vif = ["mac=00:16:3e:01:02:03,bridge=xenbr0"]
# Kim's
xen_shell = "kim"
"""
LVCREATE = '$ lvcreate --size "$(blockdev --getsize64 /dev/vg0/web-01-root)b"'


def console(text: str = "") -> Console:
    made = Console()
    made.define("web-01", text=text or guest("web-01", more=MORE))
    for path in ("/boot/vmlinuz", "/etc/xen/scripts/vif-bridge"):
        made.world.write_file("dom0a", path, "a file")
    return made


async def copy_it(c: Console, name: str = "web-01") -> None:
    c.move_to(name)
    await c.press("n")
    await c.sees(f"A copy of {name} has")
    await c.press("c")


def test_a_copy_is_saved_with_what_must_exist_first() -> None:
    async def scenario(c: Console) -> None:
        await copy_it(c)
        await c.until(lambda: isinstance(c.app.screen, NewScreen), "the form")
        await c.type("web-02")
        await c.sees("/dev/vg0/web-02-root")
        await c.press("f2")
        await c.sees("! disk xvda: this host has no /dev/vg0/web-02-root")
        await c.press("right", "enter")
        await c.sees("web-02 is saved")
        await c.sees(LVCREATE)
        await c.press("enter")
        text = c.hypervisor.store.read("/etc/xen/web-02.cfg").text
        assert f'uuid = "{NEW_UUID}"' in text
        assert "target=/dev/vg0/web-02-root" in text
        assert '# Kim\'s\nxen_shell = "kim"\n' in text
        assert "00:16:3e:01:02:03" not in text

    drive(console(), scenario, size=(140, 40))


def test_disks_follow_the_name_until_the_operator_names_them() -> None:
    async def scenario(c: Console) -> None:
        await copy_it(c)
        await c.until(lambda: isinstance(c.app.screen, NewScreen), "the form")
        await c.type("a")
        await c.press("tab", "ctrl+u")
        await c.type("/dev/vg1/mine")
        await c.press("up")
        await c.type("b")
        await c.sees("/dev/vg1/mine")
        assert isinstance(c.app.screen, NewScreen)
        assert c.app.screen.guest.name == "ab"

    drive(console(), scenario, size=(140, 40))


def test_a_disk_that_is_typed_takes_the_place_of_the_suggested_one_and_stays() -> None:
    async def scenario(c: Console) -> None:
        await copy_it(c)
        await c.until(lambda: isinstance(c.app.screen, NewScreen), "the form")
        await c.type("web-02")
        await c.press("tab", *"/dev/mine")
        screen = c.app.screen
        assert isinstance(screen, NewScreen)
        await c.until(lambda: screen._form.typed["disk xvda"] == ["/dev/mine"], "the disk")
        await c.press("up", "down", "x")
        assert screen._form.typed["disk xvda"] == ["/dev/minex"]

    drive(console(), scenario, size=(140, 40))


def test_the_disk_of_the_source_and_its_name_are_refused() -> None:
    async def scenario(c: Console) -> None:
        await copy_it(c)
        await c.until(lambda: isinstance(c.app.screen, NewScreen), "the form")
        await c.type("web-01")
        await c.sees("! another guest has this name")
        await c.press("tab", "ctrl+u")
        await c.type("/dev/vg0/web-01-root")
        await c.sees("! web-01 uses it: two guests writing to it")
        await c.press("f2")
        await c.sees("2 problems to fix")

    drive(console(), scenario, size=(140, 40))


def test_a_new_guest_is_shown_and_under_the_cursor_whatever_the_filter_hid() -> None:
    async def scenario(c: Console) -> None:
        await c.press("slash", *"web-01", "enter")
        await copy_it(c)
        await c.until(lambda: isinstance(c.app.screen, NewScreen), "the form")
        await c.type("other")
        await c.press("f2")
        await c.sees("despite these warnings?")
        await c.press("right", "enter")
        await c.sees("other is saved")
        await c.press("enter")
        await c.until(lambda: c.app.main_screen.table.current.name == "other", "the cursor")  # type: ignore[union-attr]
        await c.sees("is new: the filter that hid it was taken away")
        assert c.app.overview.filter_text == ""

    drive(console(), scenario, size=(140, 40))


def test_the_question_says_that_no_disk_is_copied() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("n")
        await c.sees("c Copy")
        assert isinstance(c.app.screen, Dialog)
        assert "xentui neither makes them nor copies what is on them" in body_of(c.app.screen)

    drive(console(), scenario, size=(140, 40))


def test_a_broken_definition_is_refused_with_the_way_out() -> None:
    async def scenario(c: Console) -> None:
        await copy_it(c, "web-01.cfg")
        await c.sees("can't be copied")
        await c.sees("Correct its definition first")
        await c.press("enter")
        assert isinstance(c.app.screen, MainScreen)

    drive(console(guest("web-01", more="disk = [\n")), scenario)


def test_a_guest_with_a_long_name_is_copied_on_a_small_screen() -> None:
    name = "w" * 60
    made = console()
    made.define(name)

    async def scenario(c: Console) -> None:
        c.move_to(name)
        await c.press("n")
        await c.sees("c Copy")
        await c.press("c")
        await c.until(lambda: isinstance(c.app.screen, NewScreen), "the form")

    drive(made, scenario, size=(40, 12))


def test_keys_typed_ahead_mean_the_same_whether_there_is_a_guest_to_copy_or_not() -> None:
    async def scenario(c: Console) -> None:
        for name, offers_copy in (("Domain-0", False), ("web-01", True)):
            c.move_to(name)
            await c.press("n")
            assert isinstance(c.app.screen, Dialog)
            assert ("c Copy" in c.screen_text()) is offers_copy
            await c.press("n")
            assert isinstance(c.app.screen, MainScreen)
            await c.press("n", "f")
            assert isinstance(c.app.screen, NewScreen)
            assert c.app.screen.is_untouched
            await c.press("escape")

    drive(console(), scenario)


def test_what_does_not_fit_on_the_screen_is_reached_with_page_down() -> None:
    async def scenario(c: Console) -> None:
        await copy_it(c)
        await c.until(lambda: isinstance(c.app.screen, NewScreen), "the form")
        await c.type("web-02")
        assert "status=progress" not in c.screen_text()
        await c.press("pagedown")
        await c.press("pagedown")
        await c.sees("status=progress")

    drive(console(), scenario, size=(40, 12))
