"""Every part of an error is made harmless when the error is made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.garbage import OBEYED, TEXT
from xentui_driver.model.errors import AmbiguousName, CommandFailed, ParseError, XenError


@given(st.lists(TEXT, min_size=4, max_size=4))
def test_no_part_of_an_error_moves_a_cursor(parts: list[str]) -> None:
    summary, detail, state_now, next_step = parts
    errors: tuple[XenError, ...] = (
        XenError(summary, detail=detail, state_now=state_now, next_step=next_step),
        CommandFailed(summary, detail=detail, state_now=state_now, next_step=next_step),
        AmbiguousName(summary, [detail, state_now], next_step=next_step),
        ParseError(summary, 1, detail, state_now),
    )
    for error in errors:
        for shown in (str(error), error.summary, error.detail, error.state_now, error.next_step, *error.args):
            assert not OBEYED.search(shown.replace("\n", ""))


@pytest.mark.parametrize("given_step", ["", "Look."])
def test_an_error_without_a_next_step_has_that_of_its_kind(given_step: str) -> None:
    class Kind(XenError):
        next_step = "As ever."

    assert Kind("x", next_step=given_step).next_step == (given_step or "As ever.")
