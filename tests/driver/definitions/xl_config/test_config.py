"""Taking values out of a file, as xl does."""

import pytest

from xentui_driver.definitions.xl_config.reader import parse

NUMBERS: dict[str, int | None] = {
    "512": 512,
    "'512'": 512,
    "'-512'": -512,
    "'+7'": 7,
    "' \t\v7'": 7,
    "0": 0,
    "0400": 256,
    "0x1f": 31,
    "'0X1F'": 31,
    "9223372036854775807": 2**63 - 1,
    "'-9223372036854775808'": -(2**63),
    "9223372036854775808": None,
    "0xfffffffffffffffff": None,
    "0x": None,
    "0800": None,
    "1e3": None,
    "512abc": None,
    "'512M'": None,
    "'7 '": None,
    "''": None,
    "'-'": None,
    "'0b1'": None,
    "'1_000'": None,
    "'\u0663'": None,
    "[1]": None,
    "9" * 10_000: None,
    "0" * 10_000: 0,
}


@pytest.mark.parametrize(("value", "number"), NUMBERS.items())
def test_numbers_are_read_as_strtol_reads_them(value: str, number: int | None) -> None:
    assert parse(f"a={value}\n", "f").get_int("a") == number


def test_an_added_number_is_dropped() -> None:
    assert parse("a=1\na+=2\n", "f").get_int("a") is None


def test_a_number_is_a_string_as_well() -> None:
    assert parse("a=0x1f\n", "f").get_string("a") == "0x1f"


def test_a_list_is_no_string_and_a_string_no_list() -> None:
    config = parse("l=['x']\na='x'\n", "f")
    assert (config.get_string("l"), config.get_list("a")) == (None, None)
    assert (config.get("l"), config.get_list("l")) == (("x",), ("x",))


def test_a_key_that_isnt_there_is_none_in_every_form() -> None:
    config = parse("", "f")
    found = config.get("a"), config.get_string("a"), config.get_int("a"), config.get_list("a"), config.line_of("a")
    assert set(found) == {None}


def test_the_line_of_a_key_is_that_of_its_last_assignment() -> None:
    assert parse("a=1\n\na+=2\n", "f").line_of("a") == 3


def test_configs_compare_and_hash_by_what_is_written() -> None:
    assert parse("a=1", "f") == parse("a=1", "f")
    assert hash(parse("a=[1]", "f")) == hash(parse("a=[1]", "f"))
