"""A copy of a guest: what must not be there twice is changed, everything else is as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted import DATA
from xentui_driver.definitions.guest_copy import CopySource, GuestCopy, copy_source, guest_copy
from xentui_driver.definitions.xl_config.disk import parse_disk
from xentui_driver.definitions.xl_config.vif import parse_vif
from xentui_driver.model.errors import BadDefinition, InvalidInput

PATH = "/etc/xen/web-01.cfg"
UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"
WEB = """\
# The front end. Ask Kim before you touch it.
name = "web-01"
uuid = "29e821a4-c748-4d3b-8d6b-1f5a4f3f2a10"
type = "hvm"
memory = 2048   # enough for now
vnc = 1
vncdisplay = 4
vncunused = 0
disk = [
    # the root
    "/dev/vg0/web-01-root,raw,xvda,rw",
    "/srv/iso/rescue.iso,raw,hdc,ro,cdrom",
]
vif = ["mac=00:16:3e:01:02:03,bridge=br-lan,vifname=web01,ip=10.0.0.5"]
xen_shell = "kim"
"""


def copied(text: str = WEB, name: str = "web-02", *targets: str) -> GuestCopy:
    source = copy_source(text, PATH)
    return guest_copy(source, name, UUID, targets or source.targets_for(name))


def test_what_must_be_unique_is_changed_and_the_rest_stays() -> None:
    text = copied().text
    assert '# The front end. Ask Kim before you touch it.\nname = "web-02"\n' in text
    assert f'uuid = "{UUID}"' in text
    assert "memory = 2048   # enough for now\n" in text
    assert "    # the root\n" in text
    assert 'xen_shell = "kim"\n' in text
    assert "vncdisplay" not in text
    assert "vncunused = 1" in text


def test_interfaces_get_an_address_of_their_own_and_lose_their_name_in_dom0() -> None:
    (vif,) = copied().config.get_list("vif") or ()
    made = parse_vif(str(vif))
    assert made.mac.startswith("00:16:3e:")
    assert made.mac != "00:16:3e:01:02:03"
    assert (made.bridge, made.ip, made.vifname) == ("br-lan", "10.0.0.5", "")
    notes = "\n".join(copied().notes)
    assert "the copy has no web01 in dom0" in notes
    assert "ip 10.0.0.5 belongs to web-01" in notes


def test_own_disks_are_renamed_and_what_nobody_writes_to_is_shared() -> None:
    made = copied()
    root, rescue = (parse_disk(str(each)) for each in made.config.get_list("disk") or ())
    assert root.target == "/dev/vg0/web-02-root"
    assert rescue.target == "/srv/iso/rescue.iso"
    assert "hdc: both guests read /srv/iso/rescue.iso" in made.notes


def test_a_disk_of_the_source_is_refused() -> None:
    with pytest.raises(InvalidInput, match="web-01 uses it"):
        copied(WEB, "web-02", "/dev/vg0/web-01-root")


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ('pci = ["0000:03:00.0"]', "pci: only one guest can have the device"),
        ('serial = ["pty", "tcp::4001"]', "serial tcp::4001: it belongs to web-01"),
        ("spiceport = 6000", "spiceport: it belongs to web-01"),
        ('vnclisten = "0.0.0.0:4"', "vnclisten 0.0.0.0:4: its port belongs to web-01"),
    ],
)
def test_what_only_one_guest_can_have_is_warned_about(setting: str, words: str) -> None:
    assert any(words in warning for warning in copied(f"{WEB}{setting}\n").warnings)


def test_what_still_names_the_source_is_told() -> None:
    made = copied(f'{WEB}extra = "hostname=web-01"\n')
    assert any("extra (line" in note and "still names web-01" in note for note in made.notes)


@pytest.mark.parametrize(
    "text",
    [
        "name = web",
        'name = "web"\ntype = "zebra"\n',
        "memory = 512\n",
        'name = "w"\ndisk = ["/dev/x,raw,xvda,sideways"]\n',
    ],
)
def test_a_broken_definition_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(BadDefinition, match="can't be copied") as refused:
        copy_source(text, PATH)
    assert refused.value.next_step == "Correct its definition first (do: edit)."


def field_sources() -> list[CopySource]:
    found = []
    for file in sorted((DATA / "field").iterdir()):
        try:
            found.append(copy_source(file.read_bytes().decode("utf-8", "surrogateescape"), str(file)))
        except BadDefinition:
            continue
    return found


CHANGED = {"name", "uuid", "disk", "vif", "vncdisplay", "vncunused", "vfb"}


@pytest.mark.parametrize("source", field_sources(), ids=lambda source: source.name)
def test_every_other_setting_of_a_real_definition_is_carried_over(source: CopySource) -> None:
    targets = [f"/dev/vg0/copy-{number}" for number, _ in enumerate(source.own_disks)]
    made = guest_copy(source, "copy-of-it", UUID, targets)
    before, after = dict(source.config.values), dict(made.config.values)
    assert {k: v for k, v in before.items() if k not in CHANGED} == {k: v for k, v in after.items() if k not in CHANGED}
    comments = [line for line in source.text.split("\n") if line.lstrip().startswith("#")]
    assert all(comment in made.text for comment in comments)


@given(st.text(min_size=1, max_size=20))
def test_no_target_becomes_another_setting(target: str) -> None:
    try:
        made = copied(WEB, "web-02", target)
    except InvalidInput:
        return
    disks = made.config.get_list("disk") or ()
    assert [parse_disk(str(each)).target for each in disks] == [target, "/srv/iso/rescue.iso"]
