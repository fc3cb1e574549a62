"""JSON that others wrote becomes a value or a ValueError, never anything else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.model.strict_json import DEEPEST, parsed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda more: st.lists(more) | st.dictionaries(st.text(), more),
    max_leaves=20,
)


@given(VALUES)
def test_what_json_can_say_is_read(value: object) -> None:
    assert parsed(json.dumps(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "Infinity", "[-Infinity]", '{"a": NaN}', "1e999", "-1e999", "9" * 5000, "", "{", b"\xff", b"\x00", "\ud800",
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "[" * 100_000, '{"a":' * 100_000,
    ],
)  # fmt: skip
def test_everything_else_is_a_value_error(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parsed(text)


@given(st.binary() | st.text())
def test_garbage_is_a_value_or_a_value_error(text: str | bytes) -> None:
    try:
        value = parsed(text)
    except ValueError:
        value = None
    assert json.loads(json.dumps(value, allow_nan=False)) == value
