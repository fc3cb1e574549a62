"""The editor on a real terminal: it gets it whole, gives it back, and a line that drops loses no draft."""

from pathlib import Path

import pytest

from tests.faults.kinds import GUEST, stopped
from tests.faults.world import World
from tests.pseudo_terminal import Program
from tests.seen import until_keys_are_taken
from tests.waiting import until

EDITOR = """\
echo "# typed at $(tty >/dev/null && echo a terminal)" >> "$1"
echo "the editor has the screen"
read line
"""


def console(world: World) -> Program:
    stopped(world.dom0)
    script = world.folder / "own-editor"
    script.write_text(EDITOR)
    world.environ |= {"VISUAL": f"sh {script}", "XDG_STATE_HOME": str(world.folder / "state")}
    return world.console()


def drafts(world: World) -> list[Path]:
    return [path for path in (world.folder / "state").rglob("*.cfg") if path.is_file()]


def begin(program: Program) -> None:
    program.sees(GUEST)
    program.press(f"/{GUEST}\r".encode())
    program.sees(f"filter: {GUEST}")
    program.press(b"e")
    program.sees("the editor has the screen")


def test_the_editor_gets_the_terminal_and_the_change_is_shown_after_it(tmp_path: Path) -> None:
    with World(tmp_path) as world, console(world) as program:
        begin(program)
        assert "Draft of " in program.screen()
        program.press(b"\n")
        program.sees("+# typed at a terminal")
        program.sees("1 line added (+)")
        program.sees("s Save")
        program.press(b"s")
        program.sees("is saved")
        assert drafts(world) == []
        until_keys_are_taken()
        program.press(b"q")
        assert program.ended() == 0


@pytest.mark.parametrize("moment", ["in the editor", "before a decision"])
def test_a_line_that_drops_leaves_the_draft(tmp_path: Path, moment: str) -> None:
    with World(tmp_path) as world:
        with console(world) as program:
            begin(program)
            if moment == "before a decision":
                program.press(b"\n")
                program.sees("+# typed at a terminal")
            program.hang_up()
            program.ended(reading=False)
        (draft,) = until(lambda: drafts(world))
        assert "# typed at a terminal" in draft.read_text()
