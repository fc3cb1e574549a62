"""The editor on a real terminal: it gets it whole, gives it back, and a line that drops loses no draft."""

import sys
from pathlib import Path

import pytest

from tests.pseudo_terminal import Program
from tests.seen import until_keys_are_taken
from tests.waiting import until

EDITOR = """\
echo "# typed at $(tty >/dev/null && echo a terminal)" >> "$1"
echo "the editor has the screen"
read line
"""


def demo(folder: Path) -> Program:
    script = folder / "editor"
    script.write_text(EDITOR)
    environ = {"VISUAL": f"sh {script}", "XDG_STATE_HOME": str(folder / "state")}
    return Program([sys.executable, "-m", "xentui", "demo", "--seed", "2", "--domains", "6"], environ=environ)


def drafts(folder: Path) -> list[Path]:
    return [path for path in (folder / "state").rglob("*.cfg") if path.is_file()]


def begin(program: Program) -> None:
    program.sees("web-04.example.net")
    program.press(b"/web-04\r")
    program.sees("filter: web-04")
    program.press(b"e")
    program.sees("the editor has the screen")


def test_the_editor_gets_the_terminal_and_the_change_is_shown_after_it(tmp_path: Path) -> None:
    with demo(tmp_path) as program:
        begin(program)
        assert "Draft of /etc/xen/web-04.example.net.cfg (leave the editor" in program.screen()
        program.press(b"\n")
        program.sees("+# typed at a terminal")
        program.sees("1 line added (+)")
        program.sees("s Save")
        program.press(b"s")
        program.sees("is saved")
        assert drafts(tmp_path) == []
        until_keys_are_taken()
        program.press(b"q")
        assert program.ended() == 0


@pytest.mark.parametrize("moment", ["in the editor", "before a decision"])
def test_a_line_that_drops_leaves_the_draft(tmp_path: Path, moment: str) -> None:
    with demo(tmp_path) as program:
        begin(program)
        if moment == "before a decision":
            program.press(b"\n")
            program.sees("+# typed at a terminal")
        program.hang_up()
        program.ended(reading=False)
    (draft,) = until(lambda: drafts(tmp_path))
    assert "# typed at a terminal" in draft.read_text()
