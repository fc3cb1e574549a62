"""What an action asks: figures that come after the question is open, limits, warnings, and the definition too."""

import pytest

from tests.xentui.console.driving import Console, drive, guest
from xentui.console.questions.save_file import parse_path
from xentui_driver.jobs.jobs import Verdict
from xentui_driver.simulator.faults import Fault


def console(*names: str, stopped: tuple[str, ...] = ()) -> Console:
    made = Console()
    for name in names:
        made.define(name, start=True)
    for name in stopped:
        made.define(name)
    return made


def definition(console: Console, name: str) -> str:
    return console.hypervisor.store.read(f"/etc/xen/{name}.cfg").text


async def by_name(c: Console, words: str) -> None:
    """Through the palette, where the actions without a key are."""
    await c.press("colon")
    await c.type(words)
    await c.press("enter")


def test_v_asks_for_a_number_up_to_the_maximum_and_sets_it() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("v")
        await c.sees("maximum      2")
        await c.type("3")
        await c.sees("At most 2: the maximum is fixed until the next start")
        await c.press("enter")
        await c.sees("vCPUs online:")
        await c.press("backspace", "x")
        await c.sees("Type a number from 1 to 2")
        await c.press("backspace", "1")
        await c.sees("xl vcpu-set 1 1")
        await c.press("enter", "y")
        await c.jobs_over()
        assert c.jobs.all[0].verdict is Verdict.SUCCEEDED
        assert "vcpus = 2" in definition(c, "web")

    drive(console("web"), scenario)


def test_d_in_the_dialog_changes_the_definition_too() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("b")
        await c.type("768m")
        await c.sees("Lasts until it stops. Asked next: the definition, for its next start.")
        await c.press("enter")
        await c.sees("Also in the definition, for its next start (a reboot keeps it anyway):")
        assert "Asked next" not in c.screen_text()
        await c.sees("/etc/xen/web.cfg: memory = 768")
        await c.press("d")
        await c.jobs_over()
        assert "/etc/xen/web.cfg was changed: " in c.jobs.all[0].words
        assert "memory = 768\n" in definition(c, "web")
        assert c.jobs.all[0].record.steps[:2] == ("xl mem-set 1 786432k", "/etc/xen/web.cfg: memory = 768")

    drive(console("web"), scenario, size=(120, 40))


def test_without_a_definition_there_is_nothing_more_to_choose() -> None:
    made = console("web")

    async def scenario(c: Console) -> None:
        c.hypervisor.transport.remove_file("/etc/xen/web.cfg")
        await c.press("ctrl+r")
        await c.until(lambda: all(i.definition is None for i in c.app.main_screen.table.rows))
        c.move_to("web")
        await c.press("b")
        await c.type("768m")
        await c.sees("xl mem-set 1 786432k")
        assert "Asked next" not in c.screen_text()
        await c.press("enter")
        await c.sees("xl mem-set 1 786432k")
        assert "in definition" not in c.screen_text()
        await c.press("d")
        await c.sees("the letters choose, Esc cancels")
        await c.press("escape")
        await c.until(lambda: c.app.is_undisturbed)
        assert c.jobs.all == ()

    drive(made, scenario)


def test_the_maximum_of_the_memory_is_asked_with_the_same_figures() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await by_name(c, "maximum")
        await c.sees("New maximum (MiB):")
        await c.sees("A number alone is MiB")
        await c.sees("target       1.0 GiB")
        await c.type("2g")
        await c.sees("xl mem-max 1 2097152k")

    drive(console("web"), scenario)


def test_a_new_name_is_judged_while_it_is_typed() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await by_name(c, "rename")
        await c.sees("That is its current name.")
        assert "Typing replaces it; End keeps it." in c.screen_text()
        await c.press("end")
        await c.until(lambda: "Typing replaces it" not in c.screen_text(), "what End has kept")
        await c.press("shift+home")
        await c.sees("Typing replaces it")
        await c.type("12")
        await c.sees("xl takes digits for an id")
        await c.press("enter")
        await c.type(" a")
        await c.sees("! the name contains a blank")
        await c.sees("xl rename 1 '12 a'")

    drive(console("web"), scenario)


def test_a_folder_that_is_not_there_is_said_while_it_is_typed_and_one_that_is_there_is_offered() -> None:
    made = console("web")
    made.world.host("dom0a").files.remove_folder("/var/lib/xen/save")

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await by_name(c, "save")
        await c.sees("The host has no folder /var/lib/xen/save.")
        await c.sees("F2 saves it to /root/web.save")
        await c.sees("Tab: /root/web.save")
        await c.press("enter")
        await c.sees("not possible yet")
        await c.press("f2")
        await c.sees("xl save 1 /root/web.save")
        await c.press("y")
        await c.jobs_over()
        assert c.jobs.all[0].verdict is Verdict.SUCCEEDED

    drive(made, scenario, size=(120, 40))


def test_the_folder_of_the_last_save_is_proposed_with_a_name_that_is_free() -> None:
    made = console("web", "db")
    made.world.host("dom0a").files.remove_folder("/var/lib/xen/save")
    made.world.write_file("dom0a", "/srv/saves/db.save", "state")

    async def saved(c: Console, name: str, then: str) -> None:
        c.move_to(name)
        await by_name(c, "keep running")
        await c.sees("File:")
        await c.type(then)

    async def scenario(c: Console) -> None:
        await saved(c, "web", "/srv/saves/web.save")
        await c.sees("xl save -c 1 /srv/saves/web.save")
        await c.press("enter", "y")
        await c.jobs_over()
        c.move_to("web")
        await by_name(c, "keep running")
        await c.sees("xl save -c 1 /srv/saves/web-2.save")
        assert "/root/" not in c.screen_text()
        await c.press("escape")
        c.move_to("db")
        await by_name(c, "keep running")
        await c.sees("F2 saves it to /srv/saves/db-2.save")

    drive(made, scenario, size=(120, 40))


def test_any_folder_that_is_typed_is_looked_at_and_an_existing_file_is_refused() -> None:
    made = console("web")
    made.world.write_file("dom0a", "/srv/saves/old.save", "state")

    async def scenario(c: Console) -> None:
        c.move_to("web")
        await by_name(c, "save")
        await c.type("/srv/nothere/web.save")
        await c.sees("The host has no folder /srv/nothere.")
        await c.sees("F2 saves it to /var/lib/xen/save/web.save")
        await c.press("ctrl+u")
        await c.type("/srv/saves/old.save")
        await c.sees("/srv/saves/old.save exists already, and is never overwritten")
        await c.type("2")
        await c.sees("xl save 1 /srv/saves/old.save2")
        assert c.jobs.all == ()

    drive(made, scenario, size=(120, 40))


@pytest.mark.parametrize("taken", ["db", "spare"])
def test_a_name_that_another_guest_has_is_refused_while_it_is_typed(taken: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await by_name(c, "rename")
        await c.type(taken)
        await c.sees("already has this name.")
        await c.press("enter")
        await c.sees("New name:")
        await c.type("2")
        await c.sees(f"xl rename 1 {taken}2")
        assert c.jobs.all == ()

    drive(console("web", "db", stopped=("spare",)), scenario)


def test_a_file_is_suggested_and_must_be_absolute() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await by_name(c, "save")
        await c.sees("xl save 1 /var/lib/xen/save/web.save")
        await c.type("web")
        await c.sees("Type an absolute path")
        await c.press("enter")
        assert c.jobs.all == ()

    drive(console("web"), scenario)


def test_a_name_that_is_no_file_name_makes_a_safe_suggestion() -> None:
    made = Console()
    made.define("odd", start=True, text=guest("a b;c"))

    async def scenario(c: Console) -> None:
        c.move_to("a b;c")
        await by_name(c, "save")
        await c.sees("/var/lib/xen/save/a_b_c.save")

    drive(made, scenario)


@pytest.mark.parametrize("text", ["web.save", "", "/folder/", "/a\x1b[2J"])
def test_what_is_no_path_of_a_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_path(text)


def test_what_can_not_be_read_is_told_and_the_question_stays() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        c.world.set_fault(Fault.XENSTORED_DOWN)
        await c.press("v")
        await c.sees("xenstored doesn't answer")
        await c.sees("vCPUs online:")

    drive(console("web"), scenario)


def test_remove_says_where_the_file_went() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await by_name(c, "remove")
        await c.sees("move /etc/xen/web.cfg to the stash")
        await c.press("right", "enter")
        await c.jobs_over()
        await c.until(lambda: any("/var/lib/xentui/stash/web" in n.text for n in c.app.message_lines.queue.all))
        await c.until(lambda: all(i.name != "web" for i in c.app.main_screen.table.rows))

    drive(console(stopped=("web",)), scenario)


def test_who_looks_for_what_is_not_possible_learns_why() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("colon")
        await c.type("remove")
        await c.sees("not possible: it is running. Stop it first (x).")
        assert "Migrate (m)" not in c.screen_text()
        await c.press("enter")
        await c.sees("Remove is not possible: it is running. Stop it first (x).")

    drive(console("web"), scenario)


def test_help_has_what_can_only_be_done_by_name_under_a_heading_of_its_own() -> None:
    async def scenario(c: Console) -> None:
        await c.press("question_mark")
        await c.sees("Guests, by name (:)")
        text = c.screen_text()
        assert (
            text.index("Screen") < text.index("Guests, by name") < text.index("  Remove ") < text.index("The host, by")
        )

    drive(console("web"), scenario, size=(120, 80))


def test_a_reboot_says_that_what_waits_in_the_definition_needs_a_start() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("v")
        await c.sees("maximum      2")
        await c.type("3")
        await c.sees("At most 2")
        await c.press("f2")
        await c.sees("A reboot doesn't read the definition")
        await c.press("y")
        await c.jobs_over()
        await c.press("ctrl+r")
        await c.until(lambda: any(i.definition and i.definition.vcpus == 3 for i in c.app.main_screen.table.rows))
        c.move_to("web")
        await c.press("r")
        await c.sees("a reboot doesn't read the definition")
        await c.sees("3, stop web and start it.")

    drive(console("web"), scenario)
