"""No text tells a key that may be bound otherwise: it names the action, and its reader's key is put in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TELLS_KEY = re.compile(
    r"\b[Pp]ress(es|ed)? (\S|[Cc]trl\+\S+|F\d+)( again)?[ .,:;]|[(;] ?(\S|[Cc]trl\+\S+|F\d+) (goes|comes|shows|opens)\b"
)
LEAVES_CONSOLE = "ctrl+]"
"""While a guest's console has the terminal; it can't be bound."""


def texts(source: str) -> Iterator[ast.Constant]:
    """Every text of a module that isn't a docstring."""
    tree = ast.parse(source)
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in statements:
            yield node


def telling(source: str) -> list[str]:
    found = (str(node.value) for node in texts(source))
    return [text for text in found if TELLS_KEY.search(text.replace(LEAVES_CONSOLE, ""))]


@pytest.mark.parametrize("folder", ["driver/xentui_driver", "xentui", "widgets/xentui_widgets"])
def test_no_text_tells_a_key_that_may_be_bound_otherwise(folder: str) -> None:
    found = {
        str(path.relative_to(ROOT)): words
        for path in sorted((ROOT / folder).rglob("*.py"))
        if (words := telling(path.read_text("utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text", ["polling is frozen (Z goes on)", "Then press e: the draft is offered.", "Press e again: it is kept."]
)
def test_the_look_for_them_finds_one(text: str) -> None:
    assert telling(repr([text])) == [text]
