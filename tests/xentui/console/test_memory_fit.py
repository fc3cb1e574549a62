"""Before a guest is built the console says what it takes of the host's memory, and who could give some."""

from tests.xentui.console.driving import Console, drive, guest
from xentui.console.screens.new import NewScreen
from xentui.console.screens.question import Question
from xentui_driver.simulator import GuestBehaviour
from xentui_widgets.dialogs import Dialog

SAVED = "/var/lib/xen/save/web.save"


def console(memory_mib: int = 1024) -> Console:
    made = Console()
    made.define("big", start=True, memory_mib=16384)
    for name in ("off-a", "off-b"):
        made.define(name, memory_mib=memory_mib)
    return made


def test_the_screen_of_a_stopped_guest_says_what_its_start_leaves() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("off-a")
        await c.press("enter")
        await c.sees("start needs 1.0 GiB, host free 12.7 -> 11.7 GiB")

    drive(console(), scenario)


def test_one_that_does_not_fit_says_how_much_is_missing_and_who_holds_the_most() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("off-a")
        await c.press("enter")
        await c.sees("start needs 24.1 GiB, and the host has 12.7 GiB free: 11.4 GiB too little")
        await c.sees("Most memory is held by big 16.0 GiB")

    drive(console(24576), scenario)


def test_a_guest_that_says_what_it_uses_is_named_with_the_room_in_it() -> None:
    made = Console()
    made.world.set_guest("talker", GuestBehaviour(says_used_kib=1 << 20))
    made.define("talker", start=True, memory_mib=4096)
    made.define("big", start=True, memory_mib=8192)
    made.define("off-a", memory_mib=24576)

    async def scenario(c: Console) -> None:
        for _ in range(3):  # the first look doesn't wait for what guests say, and each other asks a few
            await c.press("ctrl+r")
            c.clock.wait(10.0)
        c.move_to("off-a")
        await c.press("enter")
        await c.sees("By what they say they use, there is room in talker 3.0 GiB")
        await c.sees("Of the others, most memory is held by big 8.0 GiB")

    drive(made, scenario, (120, 40))


def test_the_question_about_a_set_says_what_all_of_it_takes() -> None:
    async def scenario(c: Console) -> None:
        await c.press("slash", "o", "f", "f", "enter", "asterisk", "s")
        await c.sees("The start needs 2.0 GiB, host free 12.7 -> 10.7 GiB.")

    drive(console(), scenario)


def test_the_form_says_it_while_it_is_typed_and_asks_before_a_start_that_does_not_fit() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("Domain-0")
        await c.press("n", "f")
        await c.until(lambda: isinstance(c.app.screen, NewScreen), "the form")
        await c.type("web")
        await c.press("down")
        assert "Its start needs" not in c.screen_text()
        await c.type("2g")
        await c.sees("- Its start needs 2.0 GiB, host free 12.7 -> 10.7 GiB.")
        for _ in range(3):
            await c.press("down")
        await c.type("/boot/vmlinuz")
        for _ in range(3):
            await c.press("up")
        await c.press("ctrl+u")
        await c.type("14g")
        await c.sees("! Its start needs 14.1 GiB, and the host has 12.7 GiB free")
        await c.press("f3")
        await c.until(lambda: isinstance(c.app.screen, Dialog), "the question")
        await c.sees("Save and start web despite these warnings?")
        await c.sees("Most memory is held by big 16.0 GiB.")

    drive(console(), scenario, (120, 40))


def test_the_question_about_a_restore_says_what_the_guest_in_the_file_needs() -> None:
    made = console()
    made.define("web", start=True, text=guest("web", 2048))
    web = next(each for each in made.hypervisor.snapshot().instances if each.name == "web")
    assert web.ref is not None
    made.world.write_file("dom0a", "/var/lib/xen/save/old", "")
    made.hypervisor.save(web.ref, SAVED)

    async def scenario(c: Console) -> None:
        await c.press("colon")
        await c.type("restore")
        await c.press("enter")
        await c.until(lambda: isinstance(c.app.screen, Question), "the question")
        await c.sees("Tab:")
        await c.type("web.save")
        await c.sees("The guest needs 2.0 GiB, host free 12.7 -> 10.7 GiB.")

    drive(made, scenario)
