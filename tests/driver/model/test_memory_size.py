"""Sizes of memory as an operator types them."""

import pytest

from xentui_driver.model.memory_size import parse_memory_kib


@pytest.mark.parametrize(
    ("text", "kib"),
    [
        ("512", 512 * 1024),
        ("512m", 512 * 1024),
        ("1.5g", 1536 * 1024),
        ("1.5 GiB", 1536 * 1024),
        ("2048k", 2048),
        (" 4 G ", 4 << 20),
        ("1T", 1 << 30),
        ("0", 0),
    ],
)
def test_a_bare_number_is_mib(text: str, kib: int) -> None:
    assert parse_memory_kib(text) == kib


@pytest.mark.parametrize("text", ["", "m", "-5", "1e3", "0x10", "12q", "1,5g", "\u0661", "9" * 30, "512 m m"])
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="number and a unit"):
        parse_memory_kib(text)
