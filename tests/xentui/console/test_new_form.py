"""The form for a new guest: judged while it is typed, tried before it is saved, never lost by a slip."""

import pytest
from textual.widgets import Input

from tests.xentui.console.driving import NEW_UUID, Console, drive, guest
from xentui.console.dialogs.missing_on_host import missing_on_host
from xentui.console.new_guest import NewGuestForm, new_guest
from xentui.console.screens.main import MainScreen
from xentui.console.screens.new import NewScreen
from xentui_driver.definitions.parameters.parameter import GuestType
from xentui_driver.simulator.faults import Fault
from xentui_widgets.choice_bar import ChoiceBar

WEB = "/etc/xen/web-05.cfg"
DISK = "/var/lib/xen/images/web-05.img,raw,xvda,rw"
NETWORK = "bridge=xenbr0"


def console() -> Console:
    made = Console()
    made.define("other")
    made.world.write_file("dom0a", "/boot/vmlinuz", "a kernel")
    made.world.write_file("dom0a", "/var/lib/xen/images/web-05.img", "a disk")
    made.world.write_file("dom0a", "/etc/xen/scripts/vif-bridge", "a script")
    return made


async def fill(c: Console, *texts: str) -> None:
    """From the name on, one text a field."""
    c.move_to("Domain-0")  # nothing to copy
    await c.press("n", "f")
    for text in texts:
        await c.type(text)
        await c.press("enter")


async def fill_well(c: Console) -> None:
    """name, memory, maximum, vCPUs, kernel, ramdisk, extra, bootloader, disk, no second one, network."""
    await fill(c, "web-05", "1g", "", "2", "/boot/vmlinuz", "", "root=/dev/xvda1", "", DISK, "", NETWORK)


def text_of(c: Console) -> str:
    return c.hypervisor.store.read(WEB).text


def test_a_good_form_is_tried_saved_and_the_cursor_goes_there() -> None:
    async def scenario(c: Console) -> None:
        await fill_well(c)
        await c.press("f2")
        await c.until(lambda: isinstance(c.app.screen, MainScreen), "the main screen")
        await c.until(lambda: c.app.main_screen.table.current.name == "web-05")  # type: ignore[union-attr]
        text = text_of(c)
        assert f'uuid = "{NEW_UUID}"' in text
        assert "memory = 1024" in text
        assert DISK in text
        await c.sees("is saved: /etc/xen/web-05.cfg.")
        await c.state("web-05", "stopped")

    drive(console(), scenario)


def test_f3_starts_it_too() -> None:
    async def scenario(c: Console) -> None:
        await fill_well(c)
        await c.press("f3")
        await c.until(lambda: any(job.record.operation == "start" for job in c.jobs.all), "the start")
        await c.jobs_over()
        assert c.jobs.all[-1].record.steps == ("xl create /etc/xen/web-05.cfg",)
        await c.press("ctrl+r")
        await c.runs("web-05")

    drive(console(), scenario)


def test_what_is_typed_is_judged_at_once_and_what_is_missing_only_when_saving() -> None:
    async def scenario(c: Console) -> None:
        await c.press("n", "f")
        assert "required" not in c.screen_text()
        await c.type("12")
        await c.sees("xl takes digits for an id")
        await c.press("enter")
        await c.type("lots")
        await c.sees('! "lots" isn\'t a number of MiB')
        await c.press("f2")
        await c.sees("3 problems to fix before this can be saved")
        await c.sees("kernel: a PVH guest needs a kernel or a bootloader")
        assert isinstance(c.app.screen, NewScreen)

    drive(console(), scenario)


def test_a_name_that_another_instance_has_is_refused() -> None:
    async def scenario(c: Console) -> None:
        await c.press("n", "f")
        await c.type("other")
        await c.sees("another guest has this name")

    drive(console(), scenario)


def test_each_type_has_its_own_fields() -> None:
    async def scenario(c: Console) -> None:
        await c.press("n", "f")
        await c.sees("or bootloader")
        assert "firmware" not in c.screen_text()
        await c.press("up", "left")
        await c.sees("[hvm]")
        text = c.screen_text()
        assert "firmware" in text
        assert "boot  " in text
        assert "bootloader" not in text

    drive(console(), scenario, size=(80, 24))


def test_a_list_has_always_one_line_more_than_is_typed() -> None:
    async def scenario(c: Console) -> None:
        await fill_well(c)
        await c.sees("disk 2")
        assert "disk 3" not in c.screen_text()
        await c.press("up", "up")
        await c.type("/dev/vg0/data,raw,xvdb,rw")
        await c.sees("disk 3")

    drive(console(), scenario)


def test_the_definition_stands_beside_the_form_where_there_is_room() -> None:
    async def scenario(c: Console) -> None:
        await c.press("n", "f")
        await c.type("web-05")
        await c.sees('name = "web-05"')
        await c.sees(f'uuid = "{NEW_UUID}"')
        await c.sees("# memory: required")

    drive(console(), scenario, size=(120, 40))


def test_on_a_small_screen_f4_shows_the_definition_and_escape_the_form_again() -> None:
    async def scenario(c: Console) -> None:
        await c.press("n", "f")
        await c.type("web-05")
        assert 'name = "web-05"' not in c.screen_text()
        await c.press("f4")
        await c.sees('name = "web-05"')
        await c.press("escape")
        await c.sees("max memory")
        assert isinstance(c.app.screen, NewScreen)

    drive(console(), scenario, size=(80, 24))


def test_what_the_host_lacks_is_told_after_a_moment_and_asked_about_when_saving() -> None:
    async def scenario(c: Console) -> None:
        await fill(c, "web-05", "1g", "", "", "/boot/other")
        await c.sees("! this host has no /boot/other")
        await c.press("f2")
        await c.sees("Save web-05 despite these warnings?")
        await c.press("enter")
        assert isinstance(c.app.screen, NewScreen)
        await c.sees("Not saved: the warnings were not accepted.")
        await c.press("ctrl+s")
        await c.sees("Save web-05 despite these warnings?")
        await c.press("right", "enter")
        await c.until(lambda: isinstance(c.app.screen, MainScreen), "the main screen")
        assert 'kernel = "/boot/other"' in text_of(c)

    drive(console(), scenario)


def test_a_disk_that_the_host_lacks_comes_with_the_line_that_makes_it() -> None:
    disk = "/var/lib/xen/images/new.qcow2,qcow2,xvda,rw"

    async def scenario(c: Console) -> None:
        await fill(c, "web-05", "1g", "", "2", "/boot/other", "", "", "", disk, "/dev/vg0/data", "", NETWORK)
        await c.sees("To make the missing disks, of the size that you want")
        await c.sees("qemu-img create -f qcow2 /var/lib/xen/images/new.qcow2 20G")
        await c.sees("lvcreate --size 20G --name data vg0")
        await c.press("f5")
        await c.until(lambda: "lvcreate --size 20G" in c.app.clipboard, "the lines")
        await c.press("f2")
        await c.sees("despite these warnings?")
        await c.press("tab", "enter")
        await c.sees("web-05 is saved")
        await c.sees("lvcreate --size 20G --name data vg0")
        await c.sees("! kernel: this host has no /boot/other")

    drive(console(), scenario, size=(120, 40))


def test_a_guest_without_disk_and_network_is_asked_about() -> None:
    async def scenario(c: Console) -> None:
        await fill(c, "web-05", "1g", "", "", "/boot/vmlinuz")
        await c.press("f2")
        await c.sees("Save web-05 despite these warnings?")
        await c.sees("! No disk: the guest can only boot a kernel and its ramdisk")
        await c.sees("! No network: the guest can only be reached through its console.")

    drive(console(), scenario)


def test_the_bridge_that_most_definitions_name_stands_there_until_something_else_is_typed() -> None:
    made = console()
    for number, bridge in enumerate(("br-lan", "br-lan", "br-dmz")):
        made.define(f"g{number}", text=guest(f"g{number}", more=f'vif = ["bridge={bridge}"]\n'))

    async def scenario(c: Console) -> None:
        await c.press("n", "f")
        await c.sees("bridge=br-lan")
        await c.press("escape")
        assert isinstance(c.app.screen, MainScreen)  # nothing was typed

    drive(made, scenario)


def test_a_bridge_that_is_found_late_does_not_get_into_what_is_being_typed() -> None:
    async def scenario(c: Console) -> None:
        await c.press("n", "f")
        screen = c.app.screen
        assert isinstance(screen, NewScreen)
        screen._form.focus_on("vif")
        screen.suggest(NewGuestForm(NEW_UUID, tuple, "br-late"))
        await c.type("mac=")
        assert screen._form.typed["vif"][0] == "mac="

    drive(console(), scenario)


def test_a_bare_path_becomes_a_whole_disk_which_the_definition_beside_shows() -> None:
    async def scenario(c: Console) -> None:
        await fill(c, "web-05", "1g", "", "", "/boot/vmlinuz", "", "", "", "/var/lib/xen/images/web-05.img")
        await c.sees('disk = ["/var/lib/xen/images/web-05.img,raw,xvda,rw"]')
        await c.type("/dev/vg0/data")
        await c.sees('"/dev/vg0/data,raw,xvdb,rw"')
        assert "can't be" not in c.screen_text()

    drive(console(), scenario, size=(140, 40))


def test_a_disk_of_another_guest_is_told_while_it_is_typed_and_asked_about() -> None:
    made = console()
    made.define("other", text=guest("other", more='disk = ["/var/lib/xen/images/web-05.img,raw,xvda,rw"]\n'))

    async def scenario(c: Console) -> None:
        await fill_well(c)
        await c.sees("other, which is defined here: what two guests")
        await c.press("f2")
        await c.sees("Save web-05 despite these warnings?")
        await c.sees("! disk: /var/lib/xen/images/web-05.img is a disk of other")

    drive(made, scenario, size=(140, 40))


def test_a_question_about_a_guest_that_will_be_started_says_so() -> None:
    async def scenario(c: Console) -> None:
        await fill(c, "web-05", "1g", "", "", "/boot/vmlinuz")
        await c.press("f3")
        await c.sees("Save and start web-05 despite these warnings?")
        await c.sees("Save and start anyway")

    drive(console(), scenario)


def test_an_iso_that_is_not_there_is_told_under_its_own_field() -> None:
    typed = {"name": ["web"], "memory": ["2g"], "disk": ["/dev/a"], "install": ["/d.iso"], "vif": ["bridge=xenbr0"]}
    made = new_guest(GuestType.HVM, typed, NEW_UUID, ())
    files = Console().hypervisor.transport
    missing = missing_on_host(made, files, (), None)
    assert missing == {"disk": "this host has no /dev/a", "install": "this host has no /d.iso"}


def test_an_iso_goes_into_a_drive_behind_the_disk() -> None:
    typed = {"name": ["web"], "memory": ["2g"], "disk": ["/dev/vg0/web,raw,xvda,rw"], "install": ["/srv/deb 12.iso"]}
    made = new_guest(GuestType.HVM, typed, NEW_UUID, ())
    assert made.problems == {}
    assert made.values["boot"] == "cd"
    assert made.values["disk"] == (
        "/dev/vg0/web,raw,xvda,rw",
        "format=raw, vdev=hdc, cdrom, target=/srv/deb 12.iso",
    )
    assert "install" not in new_guest(GuestType.PVH, typed, NEW_UUID, ()).values


def test_an_iso_that_would_boot_again_and_again_is_warned_about() -> None:
    typed = {"name": ["web"], "memory": ["2g"], "disk": ["/dev/a,raw,xvda,rw"], "install": ["/d.iso"]}
    made = new_guest(GuestType.HVM, {**typed, "boot": ["dc"], "firmware": ["uefi"]}, NEW_UUID, ())
    assert any("the installer runs again" in words for words in made.warnings)
    assert any("xl cd-eject" in words for words in made.warnings)


def test_an_iso_without_a_disk_to_install_on_is_asked_about() -> None:
    typed = {"name": ["web"], "memory": ["2g"], "install": ["/d.iso"], "vif": ["bridge=xenbr0"]}
    (warning,) = new_guest(GuestType.HVM, typed, NEW_UUID, ()).warnings
    assert warning.startswith("No disk: ")


def test_an_iso_that_is_no_path_is_refused() -> None:
    typed = {"name": ["web"], "memory": ["2g"], "install": ["debian.iso"]}
    assert "isn't an absolute path" in new_guest(GuestType.HVM, typed, NEW_UUID, ()).problems["install"]


def test_escape_asks_only_when_something_was_typed() -> None:
    async def scenario(c: Console) -> None:
        await c.press("n", "f", "escape")
        assert isinstance(c.app.screen, MainScreen)
        await c.press("n", "f")
        await c.type("web")
        await c.press("escape")
        await c.sees("Discard this form?")
        await c.press("enter")
        assert isinstance(c.app.screen, NewScreen)
        await c.sees("web")
        await c.press("escape", "y")
        assert isinstance(c.app.screen, MainScreen)

    drive(console(), scenario)


def test_a_file_of_that_name_is_never_overwritten() -> None:
    made = console()
    made.world.write_file("dom0a", WEB, "pool = 'something else'\n")

    async def scenario(c: Console) -> None:
        await fill_well(c)
        await c.press("f2")
        await c.sees("X ")
        assert isinstance(c.app.screen, NewScreen)
        assert text_of(c) == "pool = 'something else'\n"

    drive(made, scenario)


def test_a_folder_that_can_not_be_written_is_told_and_the_form_stays() -> None:
    async def scenario(c: Console) -> None:
        await fill_well(c)
        c.world.set_fault(Fault.READ_ONLY)
        await c.press("f2")
        await c.sees("! not checked by xl")
        await c.press("right", "enter")
        await c.sees("X /etc/xen/web-05.cfg can't be written")
        assert isinstance(c.app.screen, NewScreen)
        c.world.set_fault(Fault.READ_ONLY, on=False)
        await c.press("f2")
        await c.until(lambda: isinstance(c.app.screen, MainScreen), "the main screen")

    drive(console(), scenario)


def test_the_letters_of_the_form_are_no_keys() -> None:
    async def scenario(c: Console) -> None:
        await c.press("n", "f")
        await c.type("sXxrq:5/n")
        assert isinstance(c.app.screen, NewScreen)
        assert c.jobs.all == ()

    drive(console(), scenario)


def test_sizes_take_units_and_empty_fields_are_left_out() -> None:
    typed = {"name": ["web"], "memory": ["2g"], "vcpus": [" "], "disk": ["", DISK, ""], "kernel": ["/k"]}
    made = new_guest(GuestType.PVH, typed, NEW_UUID, ())
    assert made.problems == {}
    assert made.values == {"uuid": NEW_UUID, "name": "web", "memory": 2048, "disk": (DISK,), "kernel": "/k"}


def test_a_field_that_the_type_does_not_have_is_left_out() -> None:
    typed = {"name": ["web"], "memory": ["2g"], "kernel": ["/k"], "boot": ["cd"]}
    assert "boot" not in new_guest(GuestType.PV, typed, NEW_UUID, ()).values
    assert "kernel" not in new_guest(GuestType.HVM, typed, NEW_UUID, ()).values


def test_the_preview_never_shows_what_was_not_typed() -> None:
    shown = new_guest(GuestType.PVH, {"vcpus": ["2"]}, NEW_UUID, ()).preview()
    assert "vcpus = 2" in shown
    assert "\nname" not in shown
    assert "\nmemory" not in shown
    assert "\nkernel" not in shown
    assert "# name: " in shown


def test_nothing_typed_can_end_its_string_or_add_a_line() -> None:
    typed = {"name": ["web"], "memory": ["512"], "kernel": ["/k"], "extra": ['x"\nname = "evil']}
    made = new_guest(GuestType.PVH, typed, NEW_UUID, ())
    assert "extra" in made.problems


@pytest.mark.parametrize("key", ["f2", "f3", "ctrl+s"])
def test_a_form_with_errors_says_them_and_goes_to_the_first(key: str) -> None:
    async def scenario(c: Console) -> None:
        await fill(c, "web-05", "much")
        await c.press(key)
        await c.sees("2 problems to fix before this can be saved:")
        assert isinstance(c.app.screen, NewScreen)
        focused = c.app.screen.focused
        assert isinstance(focused, Input)
        assert focused.name == "memory"
        assert c.hypervisor.store.definition_at(WEB) is None

    drive(console(), scenario, size=(80, 24))


def test_up_leads_back_from_the_choices() -> None:
    async def scenario(c: Console) -> None:
        await fill(c, "web-05")
        screen = c.app.screen
        assert isinstance(screen, NewScreen)
        screen.focus_previous()
        screen.focus_previous()
        await c.press("up")
        assert screen.focused is screen.query_one(ChoiceBar)
        await c.press("up")
        assert isinstance(c.app.focused, Input)

    drive(console(), scenario)
