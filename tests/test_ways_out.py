"""No error is made without a next step: where its class has none, the code that makes it must give one."""

import ast
import inspect
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
