"""Tab completes a path on the host, says how it may go on, and leaves no half path behind."""

from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from tests.xentui.console.driving import Console, drive
from xentui.console.path_completion import Completion, PathCompletion, folder_of
from xentui.console.screens.new import NewScreen

names = st.text(st.sampled_from("abc.,\n "), min_size=1, max_size=4)


def knowing(*found: str) -> PathCompletion:
    made = PathCompletion()
    made.learn("/boot", found)
    return made


def test_a_name_is_completed_as_far_as_it_is_certain() -> None:
    assert knowing("vmlinuz-6.1", "vmlinux", "initrd").next("/boot/i") == Completion("/boot/initrd")
    found = knowing("vmlinuz-6.1", "vmlinuz-6.5").next("/boot/v")
    assert found == Completion("/boot/vmlinuz-6.", ("vmlinuz-6.1", "vmlinuz-6.5"))
    assert found.words == "vmlinuz-6.1  vmlinuz-6.5"


def test_half_a_name_is_not_left_by_tab_and_a_whole_one_is() -> None:
    paths = knowing("vmlinuz-6.1", "vmlinuz-6.10", "vmlinuz-6.5")
    for _ in range(3):
        assert paths.next("/boot/vmlinuz-6.") is not None
    assert paths.next("/boot/vmlinuz-6.1") is not None
    assert paths.next("/boot/vmlinuz-6.1") is None


def test_a_folder_gets_its_slash() -> None:
    assert knowing("grub/", "initrd").next("/boot/g") == Completion("/boot/grub/")


def test_what_is_no_path_or_fits_nothing_is_left_alone() -> None:
    paths = knowing("vmlinuz")
    for text in ("", "boot", "/boot/x", "/srv/vm", "/boot/vmlinuz", "/boot/vmlinuz,raw,xvda,rw", "phy:/boot/v"):
        assert paths.next(text) is None, text


def test_hidden_names_are_offered_to_who_begins_so() -> None:
    assert knowing(".config", "vmlinuz").next("/boot/") == Completion("/boot/vmlinuz")
    assert knowing(".config", "vmlinuz").next("/boot/.") == Completion("/boot/.config")


def test_many_names_are_counted() -> None:
    found = knowing(*(f"kernel-{number:02}" for number in range(30))).next("/boot/k")
    assert found is not None
    assert found.words.endswith("kernel-11  and 18 more: Tab")
    paths = knowing(*(f"kernel-{number:02}" for number in range(30)))
    firsts = [completion.words.split()[0] for _ in range(4) if (completion := paths.next("/boot/kernel-")) is not None]
    assert firsts == ["kernel-00", "kernel-12", "kernel-24", "kernel-00"]


@given(st.lists(names), names)
def test_tab_ends_at_a_choice_or_goes_on_and_every_offer_is_of_the_folder(found: list[str], begun: str) -> None:
    paths, text = knowing(*found), f"/boot/{begun}"
    for _ in range(2):
        completion = paths.next(text)
        if completion is None:
            return
        assert completion.text.startswith(text)
        assert completion.text.isprintable()
        assert any(f"/boot/{name}".startswith(completion.text) for name in found)
        assert set(completion.names) <= set(found)
        text = completion.text
    last = paths.next(text)
    assert last is None or (last.text == text and len(last.names) > 1)
    assert last is None or last.words


@given(st.text())
def test_a_folder_is_a_path_or_nothing(text: str) -> None:
    folder = folder_of(text)
    assert folder == "" or (text.startswith(folder) and folder.startswith("/"))


def test_in_the_form_of_a_new_guest() -> None:
    made = Console()
    made.define("other")
    for name in ("vmlinuz-6.1", "vmlinuz-6.5", "initrd.img"):
        made.world.write_file("dom0a", f"/srv/xen/{name}", "a file")

    def field(c: Console) -> tuple[str | None, str]:
        assert isinstance(c.app.screen, NewScreen)
        focused = c.app.focused
        assert isinstance(focused, Input)
        return focused.name, focused.value

    async def scenario(c: Console) -> None:
        c.move_to("Domain-0")
        await c.press("n", "f")
        await c.until(lambda: isinstance(c.app.screen, NewScreen), "the form")
        await c.press("down", "down", "down", "down")
        await c.sees("Tab completes a path.")
        await c.type("/srv/xen/v")
        await c.press("tab")
        assert field(c) == ("kernel", "/srv/xen/vmlinuz-6.")
        await c.sees("vmlinuz-6.1  vmlinuz-6.5")
        await c.type("5")
        await c.press("tab")
        assert field(c) == ("ramdisk", "")
        await c.type("/srv/xen/i")
        await c.press("tab")
        assert field(c) == ("ramdisk", "/srv/xen/initrd.img")
        await c.press("tab")
        assert field(c)[0] == "extra"

    drive(made, scenario)
