"""An advice names actions; the console says their keys, the command line its commands, and neither the other's."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.xentui.command_line.commanding import Site
from tests.xentui.console.driving import Console, drive
from xentui.command_line.parser import parser
from xentui.command_line.wording import COMMANDS, in_commands
from xentui.console.commands.bindings import USUAL_KEYS
from xentui.console.commands.finding import found
from xentui.console.commands.registry import COMMAND
from xentui.console.wording import NAMED, error_in_keys, in_keys
from xentui.fleet.settings.key_map import NEEDED, KeyMap, key_map
from xentui.fleet.settings.key_presets import USUAL
from xentui_driver.jobs.actions import ACTIONS
from xentui_driver.model.errors import GuestIgnoredRequest
from xentui_driver.toolstack.way_out import WAYS, actions_named

ROOT = Path(__file__).parents[3]
FOLDERS = ("driver/xentui_driver", "xentui")
KEY = re.compile(r" \([A-Za-z:5]\)|\bkey [a-z0-9]\b|\bctrl\+r\b")
"""As a sentence names a key of the console."""
OF_THE_CONSOLE = {"console", "widgets", "host_state.py", "key_presets.py"}
"""What only the console shows."""
_VALUES = {
    "SIZE": "1g",
    "KEY": "sync",
    "N": "2",
    "HOST": "dom0b",
    "FILE": "/srv/file",
    "OLD": "web",
    "NAME": "web",
    "NEW": "db",
    "ID": "1",
}


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str]) -> Site:
    return Site(capsys)


def sentences() -> Iterator[tuple[Path, str]]:
    """Every text of the program but docstrings."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                    yield path, node.value


def is_of_the_console(path: Path) -> bool:
    return bool(OF_THE_CONSOLE & set(path.relative_to(ROOT).parts))


def test_every_action_that_an_advice_names_has_a_word_on_both_surfaces() -> None:
    named = {id for _, text in sentences() for id in actions_named(text)}
    assert {"destroy", "start", "start_here", "console", "jobs"} <= named
    assert named <= set(NAMED)
    shared = {id for path, text in sentences() if not is_of_the_console(path) for id in actions_named(text)}
    assert shared <= set(COMMANDS)


def test_no_sentence_that_both_surfaces_show_names_a_key() -> None:
    keys = [
        f"{path.relative_to(ROOT)}: {text}"
        for path, text in sentences()
        if KEY.search(text) and not is_of_the_console(path) and "simulator" not in str(path)
    ]
    assert keys == []
    assert KEY.search("Destroy it (X).")


@pytest.mark.parametrize("command", sorted(COMMANDS.values()))
def test_what_the_command_line_advises_can_be_typed(command: str) -> None:
    words = [_VALUES.get(word, word) for word in command.split()]
    assert parser().parse_args(words).command is not None


def test_every_action_has_a_command() -> None:
    assert {action.id for action in ACTIONS} <= set(COMMANDS)


def test_each_surface_has_its_own_words() -> None:
    error = GuestIgnoredRequest("web did not shut down.")
    assert error_in_keys(error, USUAL_KEYS).endswith("Look at its console (c); forcing it off (X) is the last resort.")
    assert "(`xentui destroy NAME`) is the last resort" in in_commands(error.next_step)
    for advice in WAYS.values():
        assert "do:" not in in_keys(advice, USUAL_KEYS) + in_commands(advice)


NO_KEYS_OF_THEIR_OWN = key_map("default", {id: () for id in USUAL if id not in NEEDED})
OWN_KEYS = key_map("default", {"stop": ("f5",), "command_palette": ("f9",), "destroy": ()})


@pytest.mark.parametrize("keys", [USUAL_KEYS, OWN_KEYS, NO_KEYS_OF_THEIR_OWN])
@pytest.mark.parametrize("id", sorted(NAMED))
def test_an_advice_names_the_key_that_does_it_or_what_the_palette_calls_it(id: str, keys: KeyMap) -> None:
    said = in_keys(f"Do it (do: {id}).", keys)
    meant = NAMED[id]
    if keys.of(meant):
        assert said == f"Do it ({keys.shown(meant)})."
    elif meant in COMMAND:
        assert said == f"Do it ({keys.shown('command_palette')} {COMMAND[meant].label})."
        assert next(iter(found(COMMAND.values(), COMMAND[meant].label))).id == meant, "the palette finds it by that"
    else:
        assert said == "Do it."


def test_an_action_without_a_word_is_named_without_one() -> None:
    assert (
        in_keys("Ask for it (do: nothing_known).", USUAL_KEYS)
        == in_commands("Ask for it (do: nothing_known).")
        == "Ask for it."
    )


def test_a_refused_command_names_a_command(site: Site) -> None:
    ran = site.run("pause", "off")
    assert ran.status == 1
    assert "Start it (`xentui start NAME`)." in ran.err
    error = site.run("pause", "off", "--json").json["error"]
    assert error["next_step"] == "Start it (`xentui start NAME`)."


def test_a_refused_key_names_a_key() -> None:
    console = Console()
    console.define("off")

    async def script(c: Console) -> None:
        await c.press("G", "p")
        await c.until(lambda: "Start it (s)." in c.screen_text(), "the way out")

    drive(console, script)
