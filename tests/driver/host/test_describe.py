"""An instance beside its definition: what can't be read is reported, and the rest is still shown."""

import json
from dataclasses import replace

import pytest

from tests.scripted import DATA, Answer, ScriptedTransport, domids, listing, row
from xentui_driver.definitions.dry_run import DryRun
from xentui_driver.definitions.guest_facts import Fact
from xentui_driver.host import describe as module
from xentui_driver.host.describe import Description
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.errors import BadDefinition, FileUnwritable, HostUnreachable, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.simulator import SimulatedClock
from xentui_driver.toolstack.parse.libxl_json import parse_dry_run

PATH = "/etc/xen/def-pvh.cfg"
UUID = "11111111-2222-4333-8444-555555555555"
TEXT = f"name = 'def-pvh'\nuuid = '{UUID}'\nmemory = 128\n"
DETAILS = (DATA / "describe" / "pvh.running.json").read_text()
UNDERSTOOD = parse_dry_run((DATA / "describe" / "pvh.definition.json").read_text())
DOMID = 14


class Described:
    """A host with the lab's PVH guest, running and defined; what each command says can be changed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = listing(row("def-pvh", DOMID, mem=127, uuid=UUID))
        memory = f"xenstore-read /local/domain/{DOMID}/memory"
        self.answers: dict[str, Answer | list[Answer]] = {
            "xl list -v": rows,
            "xenstore-list /local/domain": domids(DOMID),
            "xl info": "",
            f"xl list -l {DOMID}": DETAILS,
            f"{memory}/target": "131072\n",
            f"{memory}/static-max": "163840\n",
        }
        self.files = {PATH: TEXT.encode()}
        self.tried: DryRun | XenError = DryRun((), understood=UNDERSTOOD)
        monkeypatch.setattr(module, "dry_run", lambda *_: self._try())

    def _try(self) -> DryRun:
        if isinstance(self.tried, XenError):
            raise self.tried
        return self.tried

    def host(self) -> Hypervisor:
        return Hypervisor(ScriptedTransport(self.answers, self.files), SimulatedClock())

    def instance(self, name: str = "def-pvh") -> Instance:
        (found,) = (each for each in self.host().snapshot().instances if each.name == name)
        return found

    def described(self, instance: Instance | None = None) -> Description:
        return self.host().describe(instance or self.instance())


@pytest.fixture
def guest(monkeypatch: pytest.MonkeyPatch) -> Described:
    return Described(monkeypatch)


def sides(description: Description, label: str) -> tuple[str | None, str | None]:
    (fact,) = (fact for fact in description.facts if fact.label == label)
    return fact.running, fact.file


def lost(description: Description) -> list[str]:
    return [fact.label for fact in description.facts if fact.will_be_lost]


def test_a_guest_that_runs_as_it_is_defined(guest: Described) -> None:
    description = guest.described()
    assert lost(description) == []
    assert (description.problems, description.write_back, description.autostart) == ((), None, None)
    assert sides(description, "UUID") == (UUID, UUID)


def test_what_the_domain_really_has_stands_behind_what_it_is_to_have(guest: Described) -> None:
    facts = guest.described().facts
    labels = [fact.label for fact in facts]
    assert labels[3:9] == ["memory", "maximum memory", "memory held", "vCPUs", "maximum vCPUs", "vCPUs online"]
    assert facts[5] == Fact("memory held", "127 MiB")
    assert facts[8] == Fact("vCPUs online", "1")


def test_what_will_be_lost_can_be_written_back(guest: Described) -> None:
    guest.answers[f"xl list -l {DOMID}"] = DETAILS.replace('"target_memkb": 131072', '"target_memkb": 65536')
    description = guest.described()
    assert lost(description) == ["memory"]
    assert description.write_back == {"memory": "64", "maxmem": "128"}


def test_a_domain_without_definition_has_nothing_to_lose(guest: Described) -> None:
    guest.files.clear()
    description = guest.described()
    assert lost(description) == []
    assert description.write_back is None
    assert sides(description, "memory") == ("128 MiB", None)


def test_a_definition_without_domain(guest: Described) -> None:
    guest.answers["xl list -v"] = listing()
    guest.answers["xenstore-list /local/domain"] = domids()
    description = guest.described()
    assert sides(description, "memory") == (None, "128 MiB")
    assert sides(description, "UUID") == (None, UUID)
    assert (description.problems, description.write_back) == ((), None)
    assert "memory held" not in [fact.label for fact in description.facts]


def test_a_definition_without_uuid_loses_none(guest: Described) -> None:
    guest.files[PATH] = b"name = 'def-pvh'\nmemory = 128\n"
    description = guest.described()
    assert sides(description, "UUID") == (UUID, None)
    assert lost(description) == []


def test_dom0_has_facts_too(guest: Described) -> None:
    config = {"c_info": {"type": "pv", "name": "Domain-0"}, "b_info": {"max_memkb": 786432, "target_memkb": 786431}}
    guest.answers["xl list -l 0"] = json.dumps([{"domid": 0, "config": config}])
    description = guest.described(guest.instance("Domain-0"))
    assert sides(description, "memory") == ("768 MiB", None)
    assert description.problems == ()


@pytest.mark.parametrize("said", ["[\n\n]\n", "[]", '[{"domid": 7, "config": {}}]'])
def test_a_domain_of_another_toolstack_has_what_the_listing_says(guest: Described, said: str) -> None:
    guest.answers[f"xl list -l {DOMID}"] = said
    description = guest.described()
    assert description.problems == (
        "xl has no configuration for def-pvh (id 14): another toolstack built it, or it is being torn down.",
    )
    assert sides(description, "name") == ("def-pvh", "def-pvh")
    assert sides(description, "memory") == ("128 MiB", "128 MiB")
    assert sides(description, "maximum memory") == ("160 MiB", "128 MiB")
    assert sides(description, "kernel") == (None, "/srv/lab/linux")
    assert description.write_back is None


@pytest.mark.parametrize(
    "said", ["", "garbage\x1b[2J", '[{"domid": 14, "config": ', (1, "", "libxl: error: something\n")]
)
def test_details_that_cant_be_read_are_a_problem(guest: Described, said: Answer) -> None:
    guest.answers[f"xl list -l {DOMID}"] = said
    description = guest.described()
    assert len(description.problems) == 1
    assert description.problems[0].isprintable()
    assert sides(description, "memory") == ("128 MiB", "128 MiB")


def test_a_domain_that_went_away_leaves_its_definition(guest: Described) -> None:
    seen = guest.instance()
    guest.answers["xl list -v"] = listing()
    guest.answers["xenstore-list /local/domain"] = domids()
    description = guest.described(seen)
    assert "no longer exists" in description.problems[0]
    assert sides(description, "memory") == (None, "128 MiB")


def test_a_broken_definition_is_a_problem(guest: Described) -> None:
    seen = guest.instance()
    assert seen.definition is not None
    broken = replace(seen, definition=replace(seen.definition, error="line 3: number expected"))
    description = guest.described(broken)
    assert description.problems == ("/etc/xen/def-pvh.cfg: line 3: number expected",)
    assert sides(description, "memory") == ("128 MiB", None)
    assert description.write_back is None


def test_what_xl_says_of_the_definition_is_among_the_problems(guest: Described) -> None:
    guest.tried = DryRun((), BadDefinition("xl doesn't take it."), None, ("memmax is no setting",))
    description = guest.described()
    assert description.problems[0] == "memmax is no setting"
    assert description.problems[1].startswith("xl doesn't take it.")
    assert description.write_back is None


def test_what_xl_warns_of_is_no_problem(guest: Described) -> None:
    understood = guest.tried.understood if isinstance(guest.tried, DryRun) else None
    guest.tried = DryRun((), None, understood or {}, ("memmax is no setting",))
    description = guest.described()
    assert description.warnings == ("memmax is no setting",)
    assert "memmax is no setting" not in description.problems


def test_a_definition_that_cant_be_tried_or_read_is_a_problem(guest: Described) -> None:
    guest.tried = FileUnwritable("The draft can't be written: No space left on device.")
    assert guest.described().problems[0].startswith("The draft can't be written")
    seen = guest.instance()
    guest.files.clear()
    assert any("No such file" in problem for problem in guest.described(seen).problems)


def test_a_text_that_only_xl_can_read_is_described_and_not_written_back(guest: Described) -> None:
    seen = guest.instance()
    guest.files[PATH] = TEXT.encode() + b"x = = 1\n"
    description = guest.described(seen)
    assert sides(description, "memory") == ("128 MiB", "128 MiB")
    assert [problem.partition(":")[0] for problem in description.problems] == ["Nothing can be written back"]


def test_a_host_that_cant_be_reached_is_no_problem_of_the_guest(guest: Described) -> None:
    seen = guest.instance()
    guest.tried = HostUnreachable("gone")
    with pytest.raises(HostUnreachable):
        guest.described(seen)
    guest.answers["xl list -v"] = HostUnreachable("gone")
    with pytest.raises(HostUnreachable):
        guest.described(seen)


def test_the_link_that_starts_it_with_the_host_is_told(guest: Described, monkeypatch: pytest.MonkeyPatch) -> None:
    host = guest.host()
    seen = guest.instance()
    monkeypatch.setattr(host.store, "autostart_link", lambda path: f"/etc/xen/auto/{path.rpartition('/')[2]}")
    assert host.describe(seen).autostart == "/etc/xen/auto/def-pvh.cfg"
