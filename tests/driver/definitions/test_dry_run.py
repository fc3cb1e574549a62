"""A definition is tried on xl before it counts."""

import json
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.driver.simulator.small_world import SmallWorld
from tests.scripted import Answer, ScriptedTransport, listing
from xentui_driver.definitions.dry_run import DryRun
from xentui_driver.definitions.xl_config.meaning.definition import meaning
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.errors import BadDefinition, CommandTimedOut, FileUnwritable, NotXen, StoreDown, XenError
from xentui_driver.simulator import Fault, SimulatedClock
from xentui_driver.toolstack import commands
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import Completed

PATH = "/etc/xen/web01.cfg"
GOOD = 'name = "web01"\ntype = "pvh"\nkernel = "/boot/vmlinuz"\nmemory = 512\n'


def tried(text: str, path: str = PATH) -> DryRun:
    world = SmallWorld()
    before = world.a.list_directory("/etc/xen")
    found = Hypervisor(world.a, world.clock).dry_run(text, path)
    assert world.a.list_directory("/etc/xen") == before
    assert world.rows() == {}
    return found


class OneAnswer(ScriptedTransport):
    """Says the same to every dry run, whatever the draft is called; DRAFT in it is its path."""

    def __init__(self, answer: Answer, *, write: Exception | None = None, remove: Exception | None = None) -> None:
        super().__init__({})
        self._answer, self._write, self._remove = answer, write, remove
        self.drafts: list[str] = []

    def run(self, argv: object, *, timeout_s: float) -> Completed:
        assert isinstance(argv, tuple)
        if argv == commands.list_domains():
            return Completed(argv, 0, listing(), "")
        assert argv[:3] == ("xl", "create", "-n")
        assert self.read_file(argv[3])
        if isinstance(self._answer, Exception):
            raise self._answer
        assert isinstance(self._answer, tuple)
        status, out, err = self._answer
        return Completed(argv, status, out, err.replace("DRAFT", argv[3]))

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
        if self._write is not None:
            raise self._write
        self.drafts.append(path)
        super().write_file(path, content, replacing=replacing)

    def remove_file(self, path: str) -> None:
        if self._remove is not None:
            raise self._remove
        super().remove_file(path)


def answered(answer: Answer, text: str = GOOD, remove: Exception | None = None) -> DryRun:
    transport = OneAnswer(answer, remove=remove)
    try:
        return Hypervisor(transport, SimulatedClock()).dry_run(text, PATH)
    finally:
        assert remove is not None or transport.changed[-1] == f"remove {transport.drafts[-1]}"


def understood_as(**b_info: object) -> str:
    value = meaning(parse(GOOD, PATH))
    value["b_info"] |= b_info
    return json.dumps({key: part for key, part in value.items() if part is not None})


def test_a_good_definition_is_understood_and_nothing_is_left_behind() -> None:
    found = tried(GOOD)
    assert (found.error, found.warnings) == (None, ())
    assert found.understood is not None
    assert found.understood["b_info"]["max_memkb"] == 512 * 1024
    assert found.steps == commands.shown(commands.dry_run(PATH))


def test_the_draft_is_hidden_beside_the_definition_and_never_the_definition_itself() -> None:
    transport = OneAnswer((0, understood_as(), ""))
    host = Hypervisor(transport, SimulatedClock())
    transport._files[PATH] = b"as it was"
    host.dry_run(GOOD, PATH)
    assert transport.read_file(PATH) == b"as it was"
    (draft,) = transport.drafts
    assert draft.startswith("/etc/xen/.web01.cfg.")


def test_two_drafts_at_the_same_moment_have_two_names() -> None:
    transport = OneAnswer((0, understood_as(), ""))
    host = Hypervisor(transport, SimulatedClock())
    host.dry_run(GOOD, PATH)
    transport._files[transport.drafts[0]] = b"somebody else's"
    host.dry_run(GOOD, PATH)
    assert len(set(transport.drafts)) == 2
    assert transport.read_file(transport.drafts[0]) == b"somebody else's"


def test_a_syntax_error_names_the_line_and_the_definition() -> None:
    found = tried(GOOD + "vcpus = two\n")
    assert isinstance(found.error, BadDefinition)
    assert found.error.summary.startswith(f"{PATH}: line 5: ")
    assert "xentui-draft" not in str(found.error) + found.error.detail
    assert "config parsing error" in found.error.detail


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Domain name must be specified."),
        ('name = "x"\ntype = "pvh"\n', "Neither kernel nor bootloader specified"),
        (GOOD + 'disk = ["/x,zip,xvda,w"]\n', "unknown value for format"),
        (GOOD + "max_grant_frames = [1]\n", "without a message"),
        (GOOD + 'bootloader_args = ""\n', "crashes"),
    ],
)
def test_what_xl_refuses_is_told_in_its_words(text: str, words: str) -> None:
    error = tried(text).error
    assert isinstance(error, BadDefinition)
    assert words in error.summary


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('maxmem = "512M"', "line 5: "),
        ('disk = "/x,raw,xvda"', "disk isn't a list: xl ignores it"),
        ("memmory = 256", "line 5: xl ignores memmory"),
        ('boot = "cd"', "line 5: xl ignores boot"),
        ('vif = ["bridge=a,colour=red"]', "interface 0: "),
        ('vif = ["mac=00:16:3e:00:00:01", "mac=00:16:3e:00:00:01"]', "interfaces 0 and 1 have the same mac"),
        ('disk = ["/x,raw,xvda,w", "/y,raw,xvda,w"]', "the same virtual disk"),
        ("msr_relaxed = 1", "xl: WARNING: msr_relaxed"),
    ],
)
def test_a_dry_run_that_succeeds_is_not_yet_as_meant(line: str, words: str) -> None:
    found = tried(f"{GOOD}{line}\n")
    assert found.error is None
    assert any(words in warning for warning in found.warnings), found.warnings


def test_a_warning_is_given_once() -> None:
    warnings = tried(GOOD + 'maxmem = "512M"\n').warnings
    assert len([warning for warning in warnings if "maxmem" in warning]) == 1


def test_a_value_that_did_not_arrive_is_told() -> None:
    dropped = answered((0, understood_as(max_memkb=None), ""))
    assert any("max_memkb" in warning and "524288" in warning for warning in dropped.warnings)
    value = json.loads(understood_as())
    del value["b_info"]["kernel"]
    assert 'xl dropped b_info.kernel; the file has "/boot/vmlinuz"' in answered((0, json.dumps(value), "")).warnings


def test_what_only_the_hosts_own_settings_decide_is_no_difference() -> None:
    value = json.loads(understood_as(claim_mode="False", max_grant_frames=64))
    value["c_info"]["run_hotplug_scripts"] = "False"
    assert answered((0, json.dumps(value), "")).warnings == ()


def test_an_answer_that_is_no_json_is_a_warning_with_what_to_do() -> None:
    found = answered((0, "(domain\n", ""))
    assert (found.error, found.understood) == (None, None)
    assert any("output_format" in warning for warning in found.warnings)


@pytest.mark.parametrize(("fault", "error"), [(Fault.HANG, CommandTimedOut), (Fault.XENSTORED_DOWN, StoreDown)])
def test_an_xl_that_hangs_whatever_it_is_asked_is_no_verdict_on_the_definition(
    fault: Fault, error: type[Exception]
) -> None:
    world = SmallWorld()
    world.xen.set_fault(fault)
    before = world.a.list_directory("/etc/xen")
    with pytest.raises(error):
        Hypervisor(world.a, world.clock).dry_run(GOOD, PATH)
    assert world.a.list_directory("/etc/xen") == before


def test_a_definition_with_which_xl_does_not_come_to_an_end_is_refused() -> None:
    assert isinstance(answered(CommandTimedOut("xl took longer than 10 s.")).error, BadDefinition)


def test_a_host_that_can_not_be_asked_is_no_verdict_on_the_definition() -> None:
    control = "xencall: error: Could not obtain handle on privileged command interface: No such file or directory\n"
    with pytest.raises(NotXen):
        answered((1, "", control))


def test_a_definition_can_not_make_the_host_look_unreachable() -> None:
    said = 'Parsing config from DRAFT\nUnknown on_crash action "Connection refused" specified\n'
    error = answered((1, "", said)).error
    assert isinstance(error, BadDefinition)
    assert 'Unknown on_crash action "Connection refused"' in error.summary


@pytest.mark.parametrize("status", [139, -11])
def test_an_xl_that_crashes_is_told_plainly(status: int) -> None:
    error = answered((status, "", "Parsing config from DRAFT\nSegmentation fault\n")).error
    assert isinstance(error, BadDefinition)
    assert "xl crashes" in error.summary


def test_a_definition_that_is_wrong_on_every_line_gives_no_endless_message() -> None:
    error = tried((GOOD + "vcpus = 2\n" * 500).replace("\n", "\r\n")).error
    assert error is not None
    assert len(error.detail.splitlines()) <= 20


def test_a_draft_that_can_not_be_written_is_no_verdict_either() -> None:
    transport = OneAnswer((0, "", ""), write=FileUnwritable("No space left on device."))
    with pytest.raises(FileUnwritable):
        Hypervisor(transport, SimulatedClock()).dry_run(GOOD, PATH)


def test_a_draft_that_can_not_be_removed_is_told() -> None:
    found = answered((0, understood_as(), ""), remove=FileUnwritable("Read-only file system."))
    assert any("could not be removed" in warning for warning in found.warnings)


def test_what_xl_says_of_the_draft_is_said_of_the_definition() -> None:
    found = answered((1, "", "Parsing config from DRAFT\nDRAFT: something new is wrong\n"))
    assert isinstance(found.error, BadDefinition)
    assert found.error.summary == f"{PATH}: something new is wrong."


def test_untrusted_words_are_made_harmless() -> None:
    found = answered((0, understood_as(), "\x1b[31mred\n"))
    assert not any("\x1b" in warning for warning in found.warnings)
    assert found.warnings


def test_a_newer_xl_may_take_what_an_older_one_refuses() -> None:
    found = answered((0, understood_as(), ""), text=GOOD + 'disk = ["/x,raw,xvda,w,untrusted"]\n')
    assert found.error is None
    assert any("xl 4.17 would reject it" in warning for warning in found.warnings)


def test_every_result_is_a_frozen_value() -> None:
    with pytest.raises(AttributeError):
        replace(tried(GOOD)).error = None  # type: ignore[misc]


def test_what_is_hidden_beside_a_definition_is_left_to_the_host_however_old_it_is() -> None:
    """A trial may take long, and clocks differ: who still needs a draft, its lock tells."""
    world = SmallWorld()
    now_ms = int(world.clock.epoch_s() * 1000)
    old = f"/etc/xen/.db.cfg.{now_ms - 7_200_000}-0.xentui-draft"
    world.a.write_file(old, b"", replacing=None)
    Hypervisor(world.a, world.clock).dry_run(GOOD, PATH)
    assert old in {f"/etc/xen/{entry.name}" for entry in world.a.list_directory("/etc/xen")}


def test_a_trial_takes_away_the_draft_that_a_killed_console_has_left_and_none_in_use(tmp_path: Path) -> None:
    left, in_use = (str(tmp_path / f".web.cfg.1700000000000-{number}.xentui-draft") for number in range(2))
    Path(left).touch()
    other, host = LocalTransport(), LocalTransport()
    other.write_file(in_use, b"", replacing=None)
    os.utime(in_use, (0, 0))
    with suppress(XenError):  # there may be no xl here
        Hypervisor(host, SimulatedClock()).dry_run(GOOD, str(tmp_path / "web.cfg"))
    assert [str(path) for path in tmp_path.iterdir()] == [in_use]
    other.remove_file(in_use)


def test_where_no_draft_can_be_written_the_definition_itself_is_tried() -> None:
    """In a folder of another user, or on a full disk."""
    full = FileUnwritable("There is no room.")
    host = OneAnswer((0, "", ""), write=full)
    host._files[PATH] = GOOD.encode()
    assert Hypervisor(host, SimulatedClock()).dry_run(GOOD, PATH).error is None
    with pytest.raises(FileUnwritable, match="no room"):
        Hypervisor(host, SimulatedClock()).dry_run(f"{GOOD}vcpus = 2\n", PATH)
