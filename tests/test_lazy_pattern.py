"""An expression that is compiled when it is used is as good as one that is compiled at once."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

import xentui
import xentui_driver
import xentui_widgets
from xentui_driver.model.lazy_pattern import _LazyPattern, lazy_pattern


def modules() -> Iterator[ModuleType]:
    for package in (xentui_driver, xentui_widgets, xentui):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def test_it_matches_as_the_compiled_one_does() -> None:
    figures = lazy_pattern(r"(\d+)", re.ASCII)
    assert figures.fullmatch("12")
    assert figures.fullmatch("x") is None
    assert figures.sub("n", "a1b22") == "anbn"
    assert (figures.pattern, figures.flags) == (r"(\d+)", re.ASCII)


def test_a_wrong_one_is_found_out_when_it_is_used() -> None:
    wrong = lazy_pattern("(")
    with pytest.raises(re.error, match="missing"):
        wrong.fullmatch("")


def test_every_expression_of_a_module_can_be_compiled() -> None:
    found = [each for module in modules() for each in vars(module).values() if isinstance(each, _LazyPattern)]
    assert len(found) > 50
    for each in found:
        assert each.pattern
