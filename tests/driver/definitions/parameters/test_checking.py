"""Checks of single parameters, and the values that apply in the end."""

import pytest

from tests.driver.definitions.parameters.samples import BASE, UUID, Values, with_value
from xentui_driver.definitions.parameters.checking import check_syntax, warnings
from xentui_driver.definitions.parameters.generation import settings
from xentui_driver.definitions.parameters.parameter import GuestType
from xentui_driver.model.errors import InvalidInput

PV, PVH, HVM = GuestType.PV, GuestType.PVH, GuestType.HVM


@pytest.mark.parametrize("guest_type", GuestType)
def test_a_guest_needs_a_name_a_uuid_and_memory(guest_type: GuestType) -> None:
    problems = check_syntax(guest_type, {"kernel": "/vmlinuz"})
    assert set(problems) == {"name", "uuid", "memory"}
    assert problems["memory"] == "required"


@pytest.mark.parametrize("empty", ["", ()])
def test_an_empty_value_is_as_good_as_none(empty: str | tuple[str, ...]) -> None:
    assert "memory" in check_syntax(HVM, {**BASE[HVM], "memory": empty})
    assert not check_syntax(HVM, {**BASE[HVM], "boot": empty})


def test_a_refusal_names_parameter_value_and_rule() -> None:
    with pytest.raises(InvalidInput, match=r"memory: 0 isn't a number of MiB from 4 to 16777216\."):
        settings(HVM, {**BASE[HVM], "memory": 0})


def test_a_refusal_of_several_tells_all_of_them() -> None:
    with pytest.raises(InvalidInput, match=r"and 1 more") as caught:
        settings(HVM, {**BASE[HVM], "memory": 0, "vcpus": 0})
    assert len(caught.value.detail.splitlines()) == 2


def test_what_a_refusal_shows_is_harmless_and_short() -> None:
    problem = check_syntax(HVM, {**BASE[HVM], "vga": "\x1b[31m" + "x" * 1000})["vga"]
    assert "\x1b" not in problem
    assert len(problem) < 150


def test_an_unknown_key_with_control_characters_is_told_harmlessly() -> None:
    with pytest.raises(InvalidInput) as caught:
        settings(HVM, {**BASE[HVM], "\x1b[31m": "x"})
    assert "\x1b" not in str(caught.value)


def test_a_password_is_not_repeated() -> None:
    for value in ("topsecret!", 12345678):
        problem = check_syntax(HVM, {**BASE[HVM], "vncpasswd": value})["vncpasswd"]
        assert str(value) not in problem


def test_yes_is_no_number() -> None:
    assert check_syntax(PV, {**BASE[PV], "vcpus": True}) == {"vcpus": "yes isn't a number"}


def test_a_number_is_no_yes() -> None:
    assert check_syntax(HVM, {**BASE[HVM], "acpi": 1}) == {"acpi": "1 isn't yes or no"}


def test_a_parameter_of_another_type_of_guest_is_refused() -> None:
    problems = check_syntax(PV, {**BASE[PV], "boot": "c"})
    assert problems == {"boot": "only for HVM guests; this is a PV guest"}


def test_a_dead_name_is_told_todays() -> None:
    problems = check_syntax(PV, {**BASE[PV], "cpu_cap": 50})
    assert problems == {"cpu_cap": "there is no such parameter now; use cap"}


def test_a_type_in_the_values_is_that_of_the_guest() -> None:
    assert not check_syntax(PV, {**BASE[PV], "type": "pv"})
    assert "type" in check_syntax(PV, {**BASE[PV], "type": "hvm"})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"vnclisten": "0.0.0.0"}, "VNC listens on 0.0.0.0 without a password"),
        ({"pci": ("03:00.0",), "pci_seize": True}, "pci_seize"),
        ({"vif": ("bridge=xenbr0",)}, "without a mac"),
        ({"name": "x" * 64}, "longer than 63 bytes"),
    ],
)
def test_what_is_worth_a_second_thought_is_said(values: Values, words: str) -> None:
    assert any(words in line for line in warnings(HVM, {**BASE[HVM], **values}))


def test_an_ordinary_guest_has_no_warnings() -> None:
    for guest_type in GuestType:
        assert warnings(guest_type, BASE[guest_type]) == ()


def test_warnings_of_incomplete_values_are_none() -> None:
    assert warnings(PVH, {"uuid": UUID}) == ()


def test_a_sample_of_each_type_is_right() -> None:
    for guest_type in GuestType:
        assert not check_syntax(guest_type, with_value(guest_type, "memory", 512))
