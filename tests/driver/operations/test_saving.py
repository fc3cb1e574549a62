"""Save and restore: what is believed is the file and the domain, not xl's word."""

from collections.abc import Callable, Sequence

import pytest

from tests.driver.save_files import save_file_of
from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.scripted import Answer, ScriptedOperation, ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.domain import DomainRef, DomainState
from xentui_driver.model.errors import (
    CommandFailed,
    DomainChanged,
    FileExists,
    FileUnwritable,
    GuestIgnoredRequest,
    InvalidInput,
    NameInUse,
    NotEnoughMemory,
    StillRunning,
)
from xentui_driver.simulator import DEAF, Fault, HostFacts, SimulatedClock

FILE = "/root/web.save"
WEB = DomainRef(uuid_of(7), 7, "web")
DETAILS = '[{"domid": 7, "config": {"b_info": {"target_memkb": 2097152}}}]'


@pytest.fixture
def host() -> SimulatedHostWithDriver:
    return SimulatedHostWithDriver()


def test_a_saved_guest_is_gone_and_its_file_is_there(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    outcome = host.driver.save(ref, FILE, report=host.progress.append)
    assert outcome.summary.startswith(f"web (id 1) was saved to {FILE} (")
    assert outcome.steps == (f"xl save 1 {FILE}",)
    assert not host.is_there("web")
    assert "xc: progress: Frames: 522240/1044480   50%" in host.progress


def test_a_restored_guest_is_the_same_under_another_id(host: SimulatedHostWithDriver) -> None:
    before = host.started("web", "maxmem = 1024", "vcpus = 2", "maxvcpus = 3")
    host.driver.set_vcpus(before.ref, 1)
    host.driver.save(before.ref, FILE)
    outcome = host.driver.restore(FILE)
    after = host.domain("web")
    assert outcome.ref == after.ref
    assert outcome.steps == (f"xl restore {FILE}",)
    assert (after.uuid, after.memory_kib, after.vcpus) == (before.uuid, before.memory_kib, 1)
    assert after.domid != before.domid
    assert host.driver.vcpus_of(after.ref).maximum == 3
    assert host.driver.memory_of(after.ref).maximum_kib == 1024 * 1024
    assert "ruins them" in outcome.warnings[0]
    assert host.driver.reboot(after.ref).ref is not None


def test_a_guest_is_restored_paused_if_that_is_asked(host: SimulatedHostWithDriver) -> None:
    host.driver.save(host.started("web").ref, FILE)
    assert "restored and is paused" in host.driver.restore(FILE, paused=True).summary
    assert host.domain("web").state is DomainState.PAUSED


def test_a_guest_that_runs_on_has_lost_its_monitor(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    outcome = host.driver.save(ref, FILE, keep_running=True)
    assert outcome.steps == (f"xl save -c 1 {FILE}",)
    assert "keeps running" in outcome.summary
    assert "monitor has ended" in outcome.warnings[0]
    assert host.domain("web").ref == ref
    assert host.driver.stop(ref).warnings, "nobody clears it away"


@pytest.mark.parametrize("path", ["web.save", "", "/", "/root/", "/root/../x", "/root//x", "-c"])
def test_only_an_absolute_path_is_taken(host: SimulatedHostWithDriver, path: str) -> None:
    ref = host.started("web").ref
    operations: list[Callable[[], object]] = [
        lambda: host.driver.save(ref, path),
        lambda: host.driver.restore(path),
    ]
    for operation in operations:
        with pytest.raises(InvalidInput, match="absolute"):
            operation()
    assert host.domain("web").ref == ref


def test_a_path_with_control_characters_is_refused(host: SimulatedHostWithDriver) -> None:
    with pytest.raises(InvalidInput, match="control"):
        host.driver.save(host.started("web").ref, "/root/a\nb")


def test_nothing_is_overwritten_not_even_by_way_of_a_link(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    host.xen.write_file("dom0a", FILE, "precious")
    host.transport.make_link("/root/link", FILE)
    for path in (FILE, "/root/link", "/boot/vmlinuz"):
        with pytest.raises(FileExists, match="overwritten") as refused:
            host.driver.save(ref, path)
        assert refused.value.state_now == "Nothing was done."
    assert host.transport.read_file(FILE) == b"precious"


def test_a_folder_that_is_not_there_is_told_before_anything_is_done(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    with pytest.raises(InvalidInput, match="The folder /nowhere can't be used"):
        host.driver.save(ref, "/nowhere/web.save")
    assert host.domain("web").ref == ref


def test_a_guest_that_does_not_suspend_goes_on(host: SimulatedHostWithDriver) -> None:
    ref = host.started("deaf", guest=DEAF).ref
    with pytest.raises(GuestIgnoredRequest, match="ignored the request to suspend") as ignored:
        host.driver.save(ref, FILE)
    assert ignored.value.state_now == f"It is running. {FILE} is incomplete: remove it."
    assert "shut any other down" in ignored.value.next_step
    assert host.domain("deaf").ref == ref


def test_on_a_full_disk_the_guest_goes_on_without_its_monitor(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    host.let(Fault.DISK_FULL)
    with pytest.raises(CommandFailed, match="no space left") as failed:
        host.driver.save(ref, FILE)
    assert failed.value.state_now.startswith("It is running. Its xl monitor has ended")
    assert f"{FILE} is incomplete" in failed.value.state_now
    assert host.domain("web").ref == ref


def test_on_a_read_only_disk_nothing_happens_to_the_guest(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    host.let(Fault.READ_ONLY)
    with pytest.raises(FileUnwritable, match="Read-only file system"):
        host.driver.save(ref, FILE)
    assert host.domain("web").ref == ref


def test_the_file_is_made_for_its_owner_alone_before_xl_writes_into_it() -> None:
    answers = {"xl list -v": listing(row("web", 7)), "xenstore-list /local/domain": domids(7), "xl list -l 7": DETAILS}
    refused: Answer = (1, "", "Failed to save domain, resuming domain\n")
    transport = ScriptedTransport({**answers, f"xl save 7 {FILE}": refused}, {f"{FILE}.other": b""})
    with pytest.raises(CommandFailed):
        Hypervisor(transport, SimulatedClock()).save(DomainRef(uuid_of(7), 7, "web"), FILE)
    assert [change for change in transport.changed if FILE in change] == [f"write {FILE}", f"remove {FILE}"]


def test_a_paused_guest_and_dom0_are_not_saved(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    host.driver.pause(ref)
    with pytest.raises(DomainChanged, match="paused"):
        host.driver.save(ref, FILE)
    with pytest.raises(CommandFailed, match="not possible for Domain-0"):
        host.driver.save(host.domain("Domain-0").ref, FILE)


def test_a_guest_that_runs_is_not_restored_beside_itself(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    host.driver.save(ref, FILE, keep_running=True)
    with pytest.raises(NameInUse, match=r"web \(id 1\) already exists, running") as refused:
        host.driver.restore(FILE)
    assert refused.value.state_now == "Nothing was done."
    host.transport.run(("xl", "rename", "1", "other"), timeout_s=9.0)
    with pytest.raises(NameInUse, match=r"other \(id 1\)"):
        host.driver.restore(FILE)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/etc/xen/xl.conf", "isn't a file of xl save"),
        ("/root/none", "There is no file"),
        ("/etc/xen/auto", "There is no file"),
        ("/nowhere/x", "can't be used"),
    ],
)
def test_what_is_no_save_file_is_refused(host: SimulatedHostWithDriver, path: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        host.driver.restore(path)
    assert refused.value.state_now == "Nothing was done."


def test_a_file_that_was_cut_off_leaves_no_domain(host: SimulatedHostWithDriver) -> None:
    host.driver.save(host.started("web").ref, FILE)
    content = host.transport.read_file(FILE)
    host.xen.write_file("dom0a", "/root/cut", content[:-30].decode("utf-8", "surrogateescape"))
    with pytest.raises(CommandFailed, match="cut off or broken") as failed:
        host.driver.restore("/root/cut")
    assert failed.value.state_now == "It has no domain. The file is unchanged."
    assert not host.is_there("web")


def test_too_little_memory_for_a_restore_is_told() -> None:
    host = SimulatedHostWithDriver(HostFacts(memory_kib=4 << 20, dom0_memory_kib=1 << 20))
    host.driver.save(host.started("web", memory=1024).ref, FILE)
    host.started("other", memory=1024)
    with pytest.raises(NotEnoughMemory):
        host.driver.restore(FILE)
    assert not host.is_there("web")


def scripted(answers: dict[str, Answer | list[Answer]], files: dict[str, bytes] | None = None) -> Hypervisor:
    base: dict[str, Answer | list[Answer]] = {
        "xl list -v": listing(row("web", 7)),
        "xenstore-list /local/domain": domids(7),
        "xl list -l 7": DETAILS,
    }
    return Hypervisor(ScriptedTransport({**base, **answers}, files), SimulatedClock())


def test_a_success_without_a_file_is_none() -> None:
    gone: list[Answer] = [listing(row("web", 7)), listing()]
    ids: list[Answer] = [domids(7), domids()]
    host = scripted({f"xl save 7 {FILE}": "", "xl list -v": gone, "xenstore-list /local/domain": ids})
    with pytest.raises(CommandFailed, match=r"web\.save is empty"):
        host.save(WEB, FILE)


def test_a_guest_that_libxl_knows_nothing_of_is_not_saved() -> None:
    host = scripted({"xl list -l 7": "[]"})
    with pytest.raises(CommandFailed, match="no configuration for web") as refused:
        host.save(WEB, FILE)
    assert refused.value.state_now == "Nothing was done: the guest keeps running."


class Writing(ScriptedTransport):
    """Whatever is started leaves a file."""

    def start(self, argv: Sequence[str]) -> ScriptedOperation:
        self._files[FILE] = b"state"
        return super().start(argv)


def test_a_domain_that_stays_after_its_save_is_told() -> None:
    answers: dict[str, Answer | list[Answer]] = {
        "xl list -v": [listing(row("web", 7)), listing(row("web", 7, "---ss-"))],
        "xenstore-list /local/domain": domids(7),
        "xl list -l 7": DETAILS,
        f"xl save 7 {FILE}": "",
    }
    with pytest.raises(StillRunning, match="Xen still holds") as stays:
        Hypervisor(Writing(answers), SimulatedClock()).save(WEB, FILE)
    assert "suspended" in stays.value.state_now


def test_a_restore_that_leaves_nothing_is_no_success() -> None:
    content = save_file_of("mail", uuid_of(9))
    text = content.removesuffix(b"LibxlFmt").decode("utf-8", "surrogateescape")
    host = scripted(
        {f"head -c 48 -- {FILE}": text[:48], f"head -c {len(text)} -- {FILE}": text, f"xl restore {FILE}": ""},
        {FILE: content},
    )
    with pytest.raises(CommandFailed, match="there is no domain for it"):
        host.restore(FILE)
    assert isinstance(host.transport, ScriptedTransport)
    assert sum(words.startswith("head ") for words in host.transport.asked) == 2, "its head and its guest, once each"
