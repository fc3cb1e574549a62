"""A definition is edited: a draft, a diff, what xl says, and nothing lost whatever happens."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.waiting import ROOM_S
from tests.xentui.console.driving import Console, drive, guest
from xentui.console.drafts import Drafts
from xentui.console.screens.main import MainScreen
from xentui.console.screens.review import Review
from xentui.console.terminal.attach import AttachResult, Pause, Program, Programs
from xentui_driver.definitions.store import DefinitionStore, DefinitionText
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.operation import SimulatedOperation
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen

WEB = "/etc/xen/web.cfg"


@pytest.fixture(autouse=True)
def editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "my-editor --wait")


def console(folder: Path, *, start: bool = True, text: str = "") -> Console:
    made = Console(drafts_folder=folder)
    made.define("web", start=start and not text, text=text)
    return made


def editing(change: Callable[[str], str]) -> Callable[[tuple[str, ...]], object]:
    """An operator's edit."""

    def edit(argv: tuple[str, ...]) -> None:
        draft = Path(argv[-1])
        draft.write_text(change(draft.read_text()))

    return edit


def more_memory(text: str) -> str:
    return text.replace("memory = 1024", "memory = 2048")


def definition(c: Console) -> str:
    return c.hypervisor.store.read(WEB).text


def drafts(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


async def edit(c: Console, name: str = "web") -> None:
    c.move_to(name)
    await c.press("e")


async def on_the_main_screen(c: Console) -> None:
    await c.until(lambda: isinstance(c.app.screen, MainScreen), "the main screen")


class HeldConsole(Console):
    """Whoever has the console of a guest stays on it until `left`."""

    left: asyncio.Event

    async def _attach(self, app: object, programs: Programs) -> AttachResult | None:
        async def held(ended: AttachResult | None, pause: Pause) -> Program | None:
            program = await programs(ended, pause)
            if program is not None and "console" in " ".join(program.argv[:-1]):
                await self.left.wait()
            return program

        return await super()._attach(app, held)


class HeldStart(SimulatorTransport):
    """A host on which no guest starts until it may."""

    def __init__(self, world: SimulatedXen, host_name: str, may_start: threading.Event) -> None:
        super().__init__(world, host_name)
        self._may_start = may_start

    def start(self, argv: Sequence[str]) -> SimulatedOperation:
        assert tuple(argv[:2]) != ("xl", "create") or self._may_start.wait(ROOM_S)
        return super().start(argv)


def test_a_disk_of_another_guest_is_told_before_it_is_saved_and_takes_no_letter(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.world.write_file("dom0a", "/srv/db", "a disk")
    made.define("db", start=True, text=guest("db", more='disk = ["/srv/db,raw,xvda,rw"]\n'))
    made.meanwhile = editing(lambda text: f'{text}disk = ["/srv/db,raw,xvdb,rw"]\n')

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("! xvdb: /srv/db is a disk of db, which runs")
        await c.sees("Save anyway")
        await c.press("s", "escape")
        await on_the_main_screen(c)
        assert "/srv/db" not in definition(c)

    drive(made, scenario)


def test_a_disk_that_was_shared_before_is_told_and_keeps_nobody_from_saving(tmp_path: Path) -> None:
    shared = 'disk = ["/srv/db,raw,xvdb,rw"]\n'
    made = console(tmp_path)
    made.define("web", text=guest("web", more=shared))
    made.define("db", text=guest("db", more=shared))
    made.meanwhile = editing(more_memory)

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("! xvdb: /srv/db is a disk of db, which is defined here")
        await c.press("s")
        await on_the_main_screen(c)
        await c.jobs_over()
        assert "memory = 2048" in definition(c)

    drive(made, scenario)


def test_an_editor_waits_while_a_console_that_has_just_attached_has_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = HeldConsole(drafts_folder=tmp_path)
    made.define("web")
    made.define("db")
    may_start, may_read = threading.Event(), threading.Event()
    made.look_at(made.hypervisor, lambda: HeldStart(made.world, "dom0a", may_start))
    read = DefinitionStore.read

    def held(store: DefinitionStore, path: str) -> DefinitionText:
        assert path != WEB or may_read.wait(ROOM_S)
        return read(store, path)

    monkeypatch.setattr(DefinitionStore, "read", held)

    async def scenario(c: Console) -> None:
        made.left = asyncio.Event()
        c.move_to("db")
        await c.press("S")
        await edit(c)
        await c.sees("reading /etc/xen/web.cfg")
        may_start.set()
        await c.until(lambda: any(event.text == "console attached" for event in c.app.overview.events), "the console")
        may_read.set()
        await c.until(lambda: drafts(tmp_path), "the draft")
        made.left.set()
        await c.until(lambda: len(c.attached) == 2, "the editor")
        assert ["console" in " ".join(argv) for argv in c.attached] == [True, False]
        await on_the_main_screen(c)

    drive(made, scenario)


def test_the_change_is_shown_tried_and_then_saved(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.meanwhile = editing(more_memory)

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("* xl accepts it")
        text = c.screen_text()
        assert "-memory = 1024" in text
        assert "+memory = 2048" in text
        assert "1 line added (+), 1 line removed (-)" in text
        assert "Takes effect at the next start" in text
        assert "memory = 1024" in definition(c)
        await c.press("s")
        await on_the_main_screen(c)
        assert "memory = 2048" in definition(c)
        await c.sees("/etc/xen/web.cfg is saved")
        assert drafts(tmp_path) == []
        assert c.attached[0][:2] == ("my-editor", "--wait")

    drive(made, scenario)


def test_no_change_is_told_and_leaves_no_draft(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        before = definition(c)
        await edit(c)
        await c.sees("edited without a change")
        await on_the_main_screen(c)
        assert definition(c) == before
        assert drafts(tmp_path) == []

    drive(console(tmp_path), scenario)


def test_what_xl_refuses_is_not_one_key_away_from_being_saved(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.meanwhile = editing(lambda text: text.replace("memory = 1024", "memory = lots"))

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("X xl refuses it")
        await c.sees("Save anyway")
        await c.press("s", "enter")
        assert "memory = 1024" in definition(c)
        assert len(c.attached) == 2, "Enter is Edit again"
        await c.sees("Save anyway")
        await c.press("right", "enter")
        await on_the_main_screen(c)
        assert "memory = lots" in definition(c)

    drive(made, scenario)


def test_a_broken_definition_can_be_mended(tmp_path: Path) -> None:
    made = console(tmp_path, text='name = "web"\nmemory = lots\n')
    made.meanwhile = editing(lambda text: 'name = "web"\ntype = "pvh"\nkernel = "/boot/vmlinuz"\nmemory = 512\n')

    async def scenario(c: Console) -> None:
        await edit(c, "web.cfg")
        await c.sees("* xl accepts it")
        await c.press("s")
        await c.state("web", "stopped")

    drive(made, scenario)


def test_discard_takes_an_arrow_and_enter_and_leaves_nothing(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.meanwhile = editing(more_memory)

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("* xl accepts it")
        await c.press("left", "enter")
        await on_the_main_screen(c)
        assert "memory = 1024" in definition(c)
        assert drafts(tmp_path) == []
        await c.sees("draft discarded")

    drive(made, scenario)


def test_escape_keeps_the_draft_and_e_offers_it_again(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.meanwhile = editing(more_memory)

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("* xl accepts it")
        await c.press("escape")
        await on_the_main_screen(c)
        (draft,) = drafts(tmp_path)
        await c.until(lambda: any(str(draft) in n.text for n in c.app.message_lines.queue.all))
        await edit(c)
        await c.sees("An earlier edit was neither saved nor discarded.")
        await c.sees("+memory = 2048")
        c.meanwhile = editing(lambda text: text + "# and more\n")
        await c.press("c")
        await c.sees("+# and more")
        await c.sees("* xl accepts it")
        await c.press("s")
        await on_the_main_screen(c)
        assert "memory = 2048" in definition(c)
        assert definition(c).endswith("# and more\n")
        assert drafts(tmp_path) == []

    drive(made, scenario)


def test_an_edit_begun_from_the_file_keeps_the_old_draft(tmp_path: Path) -> None:
    made = console(tmp_path)
    old = Drafts(tmp_path).make("dom0a", WEB, b"something else\n")

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("Start from the file")
        await c.press("f")
        await c.sees("edited without a change")
        assert drafts(tmp_path) == [old.path]

    drive(made, scenario)


def test_somebody_else_s_change_is_never_overwritten_unseen(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.meanwhile = editing(more_memory)

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("* xl accepts it")
        c.world.write_file("dom0a", WEB, definition(c).replace("vcpus = 2", "vcpus = 1"))
        await c.press("s")
        await c.sees("Somebody else has changed the file meanwhile.")
        await c.sees("* xl accepts it")
        assert "vcpus = 1" in definition(c)
        assert "memory = 1024" in definition(c)
        assert len(drafts(tmp_path)) == 1
        assert "-vcpus = 1" in c.screen_text(), "against the file as it is now"
        assert "+vcpus = 2" in c.screen_text()
        await c.press("s")
        assert "Save over it" in c.screen_text()
        await c.press("right", "enter")
        await on_the_main_screen(c)
        assert "memory = 2048" in definition(c)

    drive(made, scenario)


def test_a_file_that_can_not_be_written_keeps_the_draft_and_says_where_it_is(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.meanwhile = editing(more_memory)

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("* xl accepts it")
        c.world.set_fault(Fault.READ_ONLY)
        await c.press("s")
        await c.sees("Your draft is kept:")
        await c.sees("Next:")
        assert len(drafts(tmp_path)) == 1
        assert "memory = 1024" in definition(c)

    drive(made, scenario)


def test_an_editor_that_fails_changes_nothing_and_says_why(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.attach_result = AttachResult(127, ("my-editor: no such terminal",), 0.1)

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("The editor exited with status 127")
        await c.sees("my-editor: no such terminal")
        await c.sees("The definition is unchanged.")
        assert drafts(tmp_path) == []

    drive(made, scenario)


def test_an_editor_that_fails_after_a_change_leaves_the_draft(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.meanwhile = editing(more_memory)
    made.attach_result = AttachResult(1, (), 0.1)

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("Your draft is kept:")
        assert len(drafts(tmp_path)) == 1
        assert "memory = 1024" in definition(c)

    drive(made, scenario)


def test_what_an_editor_that_was_killed_left_beside_the_draft_is_kept(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.meanwhile = lambda argv: Path(argv[-1]).with_name(".web.cfg.swp").write_text("typed")
    made.attach_result = AttachResult(-1, (), 60.0)

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("Your draft is kept:")
        assert [path.name for path in drafts(tmp_path)] == [".web.cfg.swp", "web.cfg"]
        await c.press("escape")
        await edit(c)
        await c.sees("An earlier edit was neither saved nor discarded.")

    drive(made, scenario)


def test_a_letter_that_chooses_nothing_says_so(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.meanwhile = editing(more_memory)

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("s Save")
        await c.press("y")
        await c.sees("y does nothing here")
        await c.press("down")
        await c.until(lambda: "does nothing here" not in c.screen_text(), "the next key")
        assert isinstance(c.app.screen, Review)

    drive(made, scenario)


def test_keys_typed_ahead_never_reach_the_main_screen(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        c.app.action_edit()
        assert isinstance(c.app.screen, Review)
        await c.press("x", "y", "s", "X")
        await c.sees("edited without a change")
        assert c.jobs.all == ()

    drive(console(tmp_path), scenario)


def test_escape_leaves_while_the_host_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = console(tmp_path)
    answers = threading.Event()
    read = made.hypervisor.store.read

    def slow(path: str) -> DefinitionText:
        assert answers.wait(30)
        return read(path)

    monkeypatch.setattr(made.hypervisor.store, "read", slow)

    async def scenario(c: Console) -> None:
        await edit(c)
        await c.sees("reading /etc/xen/web.cfg")
        await c.press("s", "enter", "escape")
        await on_the_main_screen(c)
        await c.sees("edit cancelled")
        answers.set()
        await c.press("ctrl+r")
        assert c.attached == []

    drive(made, scenario)


def test_where_there_is_no_definition_it_says_so(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        await edit(c, "Domain-0")
        await c.sees("Edit is not possible: it has no definition.")
        assert c.attached == []

    drive(console(tmp_path), scenario)


def test_without_an_editor_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(c: Console) -> None:
        for name in ("VISUAL", "EDITOR"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("PATH", str(tmp_path))
        await edit(c)
        await c.sees("No editor found.")
        await c.sees("Set EDITOR")

    drive(console(tmp_path), scenario)


def test_a_host_that_can_not_try_it_leaves_saving_to_a_deliberate_choice(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.meanwhile = editing(more_memory)

    async def scenario(c: Console) -> None:
        c.world.set_fault(Fault.READ_ONLY)
        await edit(c)
        await c.sees("! not checked by xl")
        await c.press("s")
        assert "memory = 1024" in definition(c)
        await c.sees("Save unchecked")

    drive(made, scenario)


def test_what_could_not_be_saved_is_told_before_it_is_edited(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.world.write_file("dom0a", "/srv/far.cfg", guest("far"))
    made.hypervisor.transport.make_link("/etc/xen/far.cfg", "/srv/far.cfg")

    async def scenario(c: Console) -> None:
        await c.state("far", "stopped")
        c.move_to("far")
        await c.press("e")
        await c.sees("/etc/xen/far.cfg is a link to /srv/far.cfg")
        await c.sees("Edit the file that it points to.")
        assert c.attached == []

    drive(made, scenario)
