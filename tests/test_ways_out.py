"""No error is made without a next step: where its class has none, the code that makes it must give one."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from xentui_driver.model import errors
from xentui_driver.model.errors import XenError

ROOT = Path(__file__).parents[1]
KINDS = {name: kind for name, kind in vars(errors).items() if inspect.isclass(kind) and issubclass(kind, XenError)}
SAYS_ITSELF = {"ParseError"}
"""Makes its own words."""


def made(source: str) -> Iterator[ast.Call]:
    """Every place where an error is made."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in KINDS:
            yield node


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Name):
        return called.id
    return called.attr if isinstance(called, ast.Attribute) else ""


def has_way_out(call: ast.Call) -> bool:
    name = _name(call.func)
    is_given = any(keyword.arg in ("next_step", None) for keyword in call.keywords)
    return is_given or name in SAYS_ITSELF or bool(KINDS[name].next_step)


@pytest.mark.parametrize("folder", ["driver/xentui_driver", "xentui", "widgets/xentui_widgets"])
def test_every_error_that_is_made_has_a_way_out(folder: str) -> None:
    without = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for call in made(path.read_text("utf-8"))
        if not has_way_out(call)
    ]
    assert without == []


def test_the_look_for_them_finds_one_without() -> None:
    (call,) = made('raise CommandFailed("It failed.", state_now="Nothing was done.")')
    assert not has_way_out(call)


def test_what_a_class_advises_is_a_sentence() -> None:
    for kind in KINDS.values():
        assert not kind.next_step or kind.next_step.endswith(".")


KEY_IN_WORDS = re.compile(r"\b[Pp]ress(?:es)? \S\b|\((?:[A-Za-z0-9]|F\d+) (?:there|goes|again)|\([A-Z]\)")
"""A key of the console: it may be bound to another command, and means nothing on the command line."""


def texts(source: str) -> Iterator[ast.Constant]:
    """What a program may say: every text that is no docstring."""
    tree = ast.parse(source)
    unsaid = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unsaid:
            yield node


def test_the_driver_names_actions_by_their_ids_and_no_keys() -> None:
    named = [
        f"{path.relative_to(ROOT)}:{text.lineno}: {text.value!r}"
        for path in sorted((ROOT / "driver").rglob("*.py"))
        for text in texts(path.read_text("utf-8"))
        if KEY_IN_WORDS.search(str(text.value))
    ]
    assert named == []


@pytest.mark.parametrize("said", ["in the console press s on its row", "which has not run (X there)", "mark it (U)"])
def test_a_key_in_words_is_found(said: str) -> None:
    assert KEY_IN_WORDS.search(said)
