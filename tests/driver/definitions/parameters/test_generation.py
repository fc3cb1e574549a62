"""The definitions that come out of the table."""

from hypothesis import given
from hypothesis import strategies as st

from tests.driver.definitions.parameters.samples import BASE, UUID, Values, good, with_value
from xentui_driver.definitions.parameters.checking import check_syntax
from xentui_driver.definitions.parameters.generation import definition_text, settings
from xentui_driver.definitions.parameters.parameter import GuestType
from xentui_driver.definitions.parameters.table import PARAMETERS
from xentui_driver.definitions.xl_config.meaning.definition import Understood, understood
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.text import harmless

PV, PVH, HVM = GuestType.PV, GuestType.PVH, GuestType.HVM


def test_a_definition_reads_as_a_person_would_write_it() -> None:
    values = {
        "vif": ("mac=00:16:3e:01:02:03,bridge=xenbr0",),
        "disk": ("/dev/vg0/web1,raw,xvda,rw",),
        "extra": "console=hvc0 root='/dev/xvda'",
        "vcpus": 2,
        **BASE[PVH],
    }
    assert definition_text(PVH, values).splitlines()[1:] == [
        'name = "web1"',
        f'uuid = "{UUID}"',
        'type = "pvh"',
        "memory = 512",
        "vcpus = 2",
        'kernel = "/boot/vmlinuz"',
        "extra = \"console=hvc0 root='/dev/xvda'\"",
        'disk = ["/dev/vg0/web1,raw,xvda,rw"]',
        'vif = ["mac=00:16:3e:01:02:03,bridge=xenbr0"]',
    ]


def test_an_hvm_guest_has_a_console_and_a_pointer() -> None:
    lines = definition_text(HVM, BASE[HVM]).splitlines()
    assert lines[-3:] == ['serial = ["pty"]', "usb = 1", 'usbdevice = ["tablet"]']


def test_an_emptied_default_is_not_written() -> None:
    text = definition_text(HVM, {**BASE[HVM], "serial": (), "usb": False})
    assert "usb = 0" in text
    assert "serial" not in text
    assert "usbdevice" not in text


def test_type_memory_and_vcpus_are_always_written() -> None:
    for guest_type in GuestType:
        written = settings(guest_type, BASE[guest_type])
        assert (written["type"], written["memory"], written["vcpus"]) == (guest_type.value, "512", "1")


def test_yes_and_no_are_1_and_0() -> None:
    written = settings(HVM, {**BASE[HVM], "acpi": False, "pae": True})
    assert (written["acpi"], written["pae"]) == ("0", "1")


def test_a_definition_reads_back_as_its_settings_without_a_warning() -> None:
    for guest_type, key, value in good():
        values = with_value(guest_type, key, value)
        read = parse(definition_text(guest_type, values), "web1.cfg")
        assert dict(read.values) == dict(settings(guest_type, values)), (guest_type, key, value)
        assert read.warnings == ()


def test_the_settings_stand_in_the_order_of_the_table() -> None:
    keys = [parameter.key for parameter in PARAMETERS]
    for guest_type, key, value in good():
        written = list(settings(guest_type, with_value(guest_type, key, value)))
        assert written == sorted(written, key=keys.index)


@given(st.text())
def test_nothing_in_a_command_line_becomes_another_setting(text: str) -> None:
    values = {**BASE[PV], "extra": text}
    if harmless(text, len(text)) != text:
        return
    read = parse(definition_text(PV, values), "web1.cfg")
    assert read.get_string("extra") == (text or None)
    assert set(read.values) <= {"name", "uuid", "type", "memory", "vcpus", "kernel", "extra"}


def _understood(guest_type: GuestType, values: Values) -> Understood:
    return understood(parse(definition_text(guest_type, values), "web1.cfg"))


def test_every_parameter_has_a_value_that_changes_what_xl_understands() -> None:
    """The fault of Ganeti's `cpu_cap` and its like: lines that xl reads and that do nothing (G9)."""
    meanings: dict[tuple[GuestType, str], list[object]] = {}
    for guest_type, key, value in good():
        values = with_value(guest_type, key, value)
        for compared in (values, {**values, key: ""}):
            if not check_syntax(guest_type, compared):
                meanings.setdefault((guest_type, key), []).append(_understood(guest_type, compared).value)
    without_effect = {key for (_, key), found in meanings.items() if all(each == found[0] for each in found)}
    assert without_effect == {"spice"}, "spice can't be told here: all that goes with it asks for it"


def test_xl_has_nothing_to_say_about_a_definition() -> None:
    for guest_type, key, value in good():
        said = _understood(guest_type, with_value(guest_type, key, value)).said
        assert not said or (key == "tsc_mode" and said.startswith("got a tsc mode string")), (key, said)
