"""Writes values as xl.cfg, so that nothing in a value can end its string, add a line or become another setting."""

from collections.abc import Mapping

from xentui_driver.xl_config.config import Value


def quoted(text: str) -> str:
    """A string in double quotes. Raises InvalidInput for what no string of xl.cfg can hold, NUL for instance."""
    raise NotImplementedError


def assignment(key: str, value: Value) -> str:
    """`key = value`, without the line's end; a long list over several lines. Raises InvalidInput."""
    raise NotImplementedError


def write(values: Mapping[str, Value], *, heading: str = "") -> str:
    """A whole file, its settings in the order given; `heading` becomes comment lines. Raises InvalidInput."""
    raise NotImplementedError
