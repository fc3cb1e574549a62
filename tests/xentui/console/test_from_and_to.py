"""A question says from what to what, what can't be and what can be had instead, while it is typed."""

import pytest

from tests.snapshots.screens import SMALL
from tests.xentui.console.dialog_text import answer_of, body_of
from tests.xentui.console.driving import Console, Scenario, drive, guest
from xentui.console.screens.question import Question
from xentui_driver.definitions.naming import find_instance
from xentui_driver.jobs.actions import SAVE_RUNNING, Request
from xentui_driver.jobs.jobs import Verdict
from xentui_widgets.dialogs import Dialog

TINY = (40, 12)
SIZES = pytest.mark.parametrize("size", [SMALL, TINY], ids=["80x24", "40x12"])


def console(memory_mib: int = 4096, more: str = "maxmem = 8192\nmaxvcpus = 4\n") -> Console:
    made = Console()
    made.define("web", start=True, text=guest("web", memory_mib, more=more))
    return made


def definition(c: Console) -> str:
    return c.hypervisor.store.read("/etc/xen/web.cfg").text


async def says(c: Console, words: str) -> None:
    """Wait until the question, or the dialog after it, says so: over several lines where there is no room."""

    def said() -> str:
        screen = c.app.screen
        return (
            answer_of(screen) if isinstance(screen, Question) else body_of(screen) if isinstance(screen, Dialog) else ""
        )

    await c.until(lambda: words in said(), words)


def asked(key: str, scenario: Scenario, *, wait_for: str = "maximum      8.0 GiB") -> Scenario:
    """The question of a key, once its figures are read."""

    async def play(c: Console) -> None:
        c.move_to("web")
        await c.press(key)
        await c.sees(wait_for)
        await scenario(c)

    return play


def test_what_enter_does_stays_in_view_while_a_size_is_typed() -> None:
    async def scenario(c: Console) -> None:
        await c.sees("Enter continue, Esc cancel")
        await c.press(*"2g")
        await c.sees("Enter continues, Esc cancels")
        await c.press("backspace", "x")
        await c.sees("Enter: not possible yet, Esc cancels")

    drive(console(), asked("b", scenario))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2g", "4.0 -> 2.0 GiB (-2.0), host free 24.7 -> 26.7 GiB"),
        ("+2g", "4.0 -> 6.0 GiB (+2.0), host free 24.7 -> 22.7 GiB"),
        ("-512m", "4.0 -> 3.5 GiB (-0.5), host free 24.7 -> 25.2 GiB"),
        ("75%", "4.0 -> 3.0 GiB (-1.0), host free 24.7 -> 25.7 GiB"),
        ("4100m", "4096 -> 4100 MiB (+4)"),
        ("512m", "4096 -> 512 MiB (-3584)"),
    ],
)
def test_memory_is_shown_from_and_to_whatever_way_it_is_typed(text: str, words: str) -> None:
    async def scenario(c: Console) -> None:
        await c.type(text)
        await c.sees(words)

    drive(console(), asked("b", scenario))


@pytest.mark.parametrize("text", ["-5g", "0", "1m", "0%", "-100%"])
def test_what_is_too_little_or_nothing_is_refused_while_it_is_typed(text: str) -> None:
    async def scenario(c: Console) -> None:
        await c.type(text)
        await c.sees("a number and a unit" if text.startswith("-1") else "The guest needs at least 4 MiB.")
        await c.press("enter")
        await c.sees("New target (MiB):")
        assert c.jobs.all == ()

    drive(console(), asked("b", scenario))


def test_more_than_the_host_has_free_is_refused_with_what_is_possible() -> None:
    async def scenario(c: Console) -> None:
        await c.type("40g")
        await c.sees("The guest needs 36.0 GiB more, and the host has 24.7 GiB free. Give")

    drive(console(more="maxmem = 51200\n"), asked("b", scenario, wait_for="maximum     50.0 GiB"), size=(120, 30))


def test_above_the_maximum_the_definition_is_raised_instead() -> None:
    async def scenario(c: Console) -> None:
        await c.type("12g")
        await c.sees("Its maximum is 8.0 GiB while it runs.")
        await c.sees("F2 writes memory = 12288, maxmem = 12288 for its next start")
        await c.press("f2")
        await c.sees("Change the definition of web (id 1)?")
        await c.press("y")
        await c.jobs_over()
        assert "memory = 12288\n" in definition(c)
        assert "maxmem = 12288\n" in definition(c)
        assert [job.record.operation for job in c.jobs.all] == ["change_definition"]

    drive(console(), asked("b", scenario))


def test_a_definition_that_has_the_size_already_is_offered_no_change() -> None:
    made = console()
    made.world.write_file("dom0a", "/etc/xen/web.cfg", guest("web", 12288, more="maxmem = 16384\n"))

    async def scenario(c: Console) -> None:
        await c.type("12g")
        await says(c, "Its definition has that already: stop the guest, then start it.")
        assert "F2" not in c.screen_text()

    drive(made, asked("b", scenario))


def test_what_the_host_does_not_have_at_all_is_refused_with_the_numbers_and_no_way_out() -> None:
    async def scenario(c: Console) -> None:
        await c.type("999g")
        await says(c, "No guest can start with more than the host has: 32.0 GiB in all, 24.7 GiB free.")
        assert "F2" not in c.screen_text()
        await c.press("f2")
        await c.sees("New target (MiB):")

    drive(console(), asked("b", scenario), size=(120, 30))


def test_what_the_host_does_not_have_now_is_warned_about_where_it_is_typed_and_where_it_is_asked() -> None:
    words = "It can't start so now: the host has 24.7 GiB free, its own are 4.0 GiB, and 1.3 GiB more are needed."

    async def scenario(c: Console) -> None:
        await c.type("30g")
        await says(c, words)
        await says(c, "F2 writes memory = 30720, maxmem = 30720 for its next start")
        await c.press("f2")
        await c.sees("Change the definition of web (id 1)?")
        await says(c, words)

    drive(console(), asked("b", scenario), size=(120, 30))


def test_a_maximum_beyond_the_host_is_warned_about() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("colon", *"maxmem", "enter")
        await c.sees("maximum      8.0 GiB")
        await c.type("999g")
        await says(c, "! That is more than the host has: 32.0 GiB in all, 24.7 GiB free.")

    drive(console(), scenario, size=(120, 30))


def test_more_vcpus_than_its_type_can_have_are_refused_and_more_than_the_host_has_are_warned_about() -> None:
    async def scenario(c: Console) -> None:
        await c.type("20")
        await says(c, "The host has 8 CPUs: more vCPUs would wait for each other.")
        await says(c, "F2 writes vcpus = 20, maxvcpus = 20 for its next start")
        await c.type("0")
        await says(c, "No pvh guest can start with more than 128.")
        assert "F2" not in c.screen_text()

    drive(console(), asked("v", scenario, wait_for="maximum      4"), size=(120, 30))


def test_only_what_takes_memory_from_a_guest_may_stop_short() -> None:
    async def scenario(c: Console) -> None:
        await c.type("+2g")
        await c.press("enter")
        await says(c, "The guest is told its new target and follows it.")
        assert "stop short" not in c.screen_text()
        await c.press("n", "b")
        await c.sees("maximum      8.0 GiB")
        await c.type("-1g")
        await c.press("enter")
        await says(c, "It may stop short if it can't free that much.")

    drive(console(), asked("b", scenario), size=(120, 30))


def test_what_hardly_any_guest_lives_with_asks_for_its_name() -> None:
    async def scenario(c: Console) -> None:
        await c.type("5")
        await c.press("enter")
        await says(c, "! With 5 MiB hardly any guest lives on")
        await c.sees("Type web to continue")

    drive(console(), asked("b", scenario), size=(120, 30))


def test_without_a_definition_no_way_out_is_offered() -> None:
    made = console()
    made.world.remove_file("dom0a", "/etc/xen/web.cfg")

    async def scenario(c: Console) -> None:
        await c.type("12g")
        await says(c, "for the next start either:")
        await c.press("f2")
        await c.sees("New target (MiB):")

    drive(made, asked("b", scenario))


def test_f2_does_nothing_where_no_way_out_is_offered() -> None:
    async def scenario(c: Console) -> None:
        await c.type("12g")
        await c.sees("F2")
        await c.press("backspace")
        await c.until(lambda: "F2" not in c.screen_text())
        await c.press("f2")
        await c.sees("New target (MiB):")

    drive(console(), asked("b", scenario))


def test_vcpus_are_shown_from_and_to_and_above_the_maximum_the_definition_is_raised_instead() -> None:
    async def scenario(c: Console) -> None:
        await c.type("-1")
        await c.sees("vCPUs 2 -> 1 (-1)")
        await c.press("backspace", "backspace")
        await c.type("+6")
        await c.sees("F2 writes vcpus = 8, maxvcpus = 8 for its next start")
        await c.press("f2", "y")
        await c.jobs_over()
        assert "vcpus = 8\n" in definition(c)
        assert "maxvcpus = 8\n" in definition(c)

    drive(console(), asked("v", scenario, wait_for="maximum      4"))


def test_half_of_the_memory_is_asked_about_as_what_is_dangerous_and_no_letter_says_yes() -> None:
    async def scenario(c: Console) -> None:
        await c.type("50%")
        await c.press("enter")
        await c.sees("4.0 -> 2.0 GiB (-2.0), host free 24.7 -> 26.7 GiB")
        await c.sees("! This takes half of the guest's memory or more")
        await c.press("y")
        await c.sees("Tab and Enter choose, Esc cancels")
        assert c.jobs.all == ()

    drive(console(), asked("b", scenario))


@SIZES
@pytest.mark.parametrize("key", ["b", "v", "m"])
def test_enter_on_nothing_says_what_is_missing(key: str, size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press(key, "enter")
        await c.until(lambda: any(word in c.screen_text() for word in ("Type ", "a number")))
        assert not c.app.is_undisturbed

    drive(console(), scenario, size=size)


@SIZES
def test_the_answer_and_what_it_means_are_in_view_with_the_name(size: tuple[int, int]) -> None:
    async def scenario(c: Console) -> None:
        await c.type("2g")
        await c.sees("4.0 -> 2.0 GiB")
        text = c.screen_text()
        assert "Memory of web (id 1)" in text
        assert "New target (MiB): 2g" in text
        assert "mem-set 1 2097152k" in " ".join(text.split())

    drive(console(), asked("b", scenario, wait_for="8.0 GiB"), size=size)


def test_hosts_that_guests_were_moved_to_are_offered() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("m")
        assert "Tab:" not in c.screen_text()
        await c.type("dom0b")
        await c.press("enter", "right", "enter")
        await c.jobs_over()
        assert c.jobs.all[0].verdict is Verdict.SUCCEEDED
        c.move_to("api")
        await c.press("m")
        await c.sees("Tab: dom0b")
        await c.press("d", "tab")
        await c.sees("xl migrate 2 dom0b")

    made = console()
    made.define("api", start=True)
    drive(made, scenario)


def test_saved_files_are_offered_to_restore_and_tab_goes_round() -> None:
    made = console()
    made.world.write_file("dom0a", "/var/lib/xen/save/notes.txt", "no save file")
    for name in ("a", "b"):
        made.define(name, start=True)
        ref = find_instance(made.hypervisor.snapshot().instances, name).ref
        assert ref is not None
        made.hypervisor.save(ref, f"/var/lib/xen/save/{name}.save")
        made.clock.wait(5.0)

    async def scenario(c: Console) -> None:
        c.app.action_restore()
        await c.sees("Tab: b.save  a.save")
        for name in ("b", "a", "b"):
            await c.press("tab")
            await c.sees(f"xl restore /var/lib/xen/save/{name}.save")
        await c.press("shift+tab")
        await c.sees("xl restore /var/lib/xen/save/a.save")

    drive(made, scenario)


def test_folders_of_earlier_saves_are_offered_for_the_next() -> None:
    made = console()
    made.world.write_file("dom0a", "/srv/saves/notes.txt", "no save file")

    async def scenario(c: Console) -> None:
        request = Request(next(i for i in c.app.main_screen.table.rows if i.name == "web"), "/srv/saves/old.save")
        c.jobs.submit(c.jobs.prepare(SAVE_RUNNING, (request,)))
        await c.jobs_over()
        c.move_to("web")
        c.app.request(SAVE_RUNNING)
        await c.sees("Tab: /srv/saves/web.save  /var/lib/xen/save/web.save")
        await c.sees("xl save -c 1 /srv/saves/web.save")
        await c.press("tab")
        await c.sees("xl save -c 1 /var/lib/xen/save/web.save")

    drive(made, scenario, size=(120, 30))


def test_a_cancel_is_said() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("x", "enter")
        await c.sees("Stop: cancelled")
        assert c.jobs.all == ()

    drive(console(), scenario, shows_toasts=True)


@pytest.mark.parametrize("burst", [(*"12g", "f2"), ("tab", "f2"), (*"12g", "f2", "enter", "y")])
def test_a_way_out_is_not_taken_from_a_burst(burst: tuple[str, ...]) -> None:
    async def scenario(c: Console) -> None:
        await c.burst(*burst)
        await c.pilot.pause()
        assert "Change definition" not in c.screen_text()
        assert c.jobs.all == ()

    drive(console(), asked("b", scenario))


def test_what_tab_put_there_is_asked_about_before_anything_is_done() -> None:
    made = console()
    made.world.write_file("dom0a", "/var/lib/xen/save/mail.save", "state")

    async def scenario(c: Console) -> None:
        c.app.action_restore()
        await c.sees("Tab: mail.save")
        await c.burst("tab", "enter", "enter")
        await c.sees("xl restore /var/lib/xen/save/mail.save")
        assert c.jobs.all == ()

    drive(made, scenario)


def test_more_vcpus_than_the_host_has_cpus_are_refused_while_they_are_typed() -> None:
    async def scenario(c: Console) -> None:
        await c.type("9")
        await c.sees("The host has 8 CPUs")
        await c.press("backspace")
        await c.type("8")
        await c.sees("xl vcpu-set 1 8")

    drive(console(more="maxvcpus = 12\n"), asked("v", scenario, wait_for="maximum     12"))


def test_a_word_of_what_was_cancelled_is_the_newest_and_never_comes_on_another_page() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        for key, opened in (("b", "Memory of"), ("x", "xl shutdown 1"), ("v", "vCPUs online")):
            await c.press(key)
            await c.sees(opened)
            await c.press("escape")
            await c.until(lambda: c.app.is_undisturbed)
        await c.sees("vCPUs: cancelled")
        queue = c.app.message_lines.queue
        assert [each.title for each in queue.all if each.is_answer] == ["vCPUs: cancelled"]
        await c.press("question_mark")
        await c.until(lambda: not c.app.is_undisturbed)
        await c.until(lambda: not queue.all, "no late word")

    drive(console(), scenario, shows_toasts=True)
