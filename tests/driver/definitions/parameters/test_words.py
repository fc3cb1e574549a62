"""Values from what was typed."""

import pytest

from tests.driver.definitions.parameters.samples import good
from xentui_driver.definitions.parameters.parameter import ParameterValue
from xentui_driver.definitions.parameters.table import BY_KEY
from xentui_driver.definitions.parameters.words import texts_of, value_from
from xentui_driver.model.errors import InvalidInput


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("memory", "512", 512),
        ("memory", "2 GiB", 2048),
        ("memory", "2g", 2048),
        ("memory", " 512 MiB ", 512),
        ("vcpus", "4", 4),
        ("rtc_timeoffset", "-3600", -3600),
        ("acpi", "yes", True),
        ("acpi", "0", False),
        ("viridian", "no", False),
        ("viridian", "base", ("base",)),
        ("cpus", "0-3", "0-3"),
        ("gfx_passthru", "igd", "igd"),
        ("disk", "/dev/a,raw,xvda,rw", ("/dev/a,raw,xvda,rw",)),
        ("name", "", ""),
        ("disk", " ", ()),
    ],
)
def test_one_text_becomes_a_value_of_the_parameters_kind(key: str, typed: str, value: ParameterValue) -> None:
    found = value_from(BY_KEY[key], [typed])
    assert (found, type(found)) == (value, type(value))


def test_several_texts_become_a_list() -> None:
    assert value_from(BY_KEY["vif"], ["bridge=a", "", "bridge=b"]) == ("bridge=a", "bridge=b")
    assert value_from(BY_KEY["cpus"], ["0", "1"]) == ("0", "1")


@pytest.mark.parametrize(
    ("key", "typed"),
    [("memory", ["a lot"]), ("vcpus", ["2 GiB"]), ("acpi", ["maybe"]), ("vcpus", ["1", "2"]), ("name", ["a", "b"])],
)
def test_what_is_no_value_is_refused_with_its_parameter(key: str, typed: list[str]) -> None:
    with pytest.raises(InvalidInput, match=f"^{key}: "):
        value_from(BY_KEY[key], typed)


def test_a_value_comes_back_from_its_texts() -> None:
    for _, key, value in good():
        if value != ("",):  # an empty interface can't be told from nothing typed
            assert value_from(BY_KEY[key], texts_of(value)) == value, key
