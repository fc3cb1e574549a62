"""A guest gets another name as a domain and in its definition; a half that fails is told exactly."""

from dataclasses import replace

import pytest

from tests.driver.simulator.small_world import SmallWorld
from tests.scripted import ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.errors import (
    BadDefinition,
    CommandFailed,
    DomainChanged,
    FileUnwritable,
    InvalidInput,
    NameInUse,
    NoSuchDomain,
)
from xentui_driver.model.instance import Instance
from xentui_driver.simulator import Fault, SimulatedClock

PATH = "/etc/xen/web.cfg"
TEXT = '# ours\nname = "web"  # said so\ntype = "pvh"\nkernel = "/boot/vmlinuz"\nmemory = 512\n'


@pytest.fixture
def world() -> SmallWorld:
    made = SmallWorld()
    made.xen.write_file("a", PATH, TEXT)
    return made


@pytest.fixture
def host(world: SmallWorld) -> Hypervisor:
    return Hypervisor(world.a, world.clock)


def instance(host: Hypervisor, name: str) -> Instance:
    (found,) = (each for each in host.snapshot().instances if each.name == name)
    return found


def text(host: Hypervisor) -> str:
    return host.transport.read_file(PATH).decode()


def test_domain_and_definition_get_the_name(world: SmallWorld, host: Hypervisor) -> None:
    world.xl("create", PATH)
    host.store.set_autostart(PATH, on=True)
    outcome = host.rename(instance(host, "web"), "www")
    renamed = instance(host, "www")
    assert (renamed.domid, renamed.definition and renamed.definition.path) == (1, PATH)
    assert text(host) == TEXT.replace('"web"', '"www"')
    assert host.store.autostart_link(PATH) == "/etc/xen/auto/web.cfg"
    assert outcome.summary == "id 1 is now called www; the file is still /etc/xen/web.cfg."
    assert outcome.steps == ("xl rename 1 www", '/etc/xen/web.cfg: name = "www"')
    assert outcome.warnings == ("Its monitor keeps writing to the log of web until the guest's next start.",)


def test_a_definition_alone_gets_the_name(host: Hypervisor) -> None:
    outcome = host.rename(instance(host, "web"), "www")
    assert instance(host, "www").domid is None
    assert outcome.steps == ('/etc/xen/web.cfg: name = "www"',)
    assert outcome.summary == "The definition is now called www; the file is still /etc/xen/web.cfg."


def test_a_domain_alone_gets_the_name(world: SmallWorld, host: Hypervisor) -> None:
    world.xl("create", PATH)
    world.xen.remove_file("a", PATH)
    outcome = host.rename(instance(host, "web"), "www")
    assert outcome.summary == "id 1 is now called www; no definition has its name."
    assert instance(host, "www").domid == 1


def test_a_guest_that_is_called_so_is_left_alone(world: SmallWorld, host: Hypervisor) -> None:
    world.xl("create", PATH)
    outcome = host.rename(instance(host, "web"), "web")
    assert (outcome.steps, outcome.warnings) == ((), ())
    assert text(host) == TEXT


def test_a_warning_of_the_name_comes_with_it(host: Hypervisor) -> None:
    assert any("blank" in warning for warning in host.rename(instance(host, "web"), "web server").warnings)


@pytest.mark.parametrize("name", ["", "12", "a/b", "-n", "a\nb", "Domain-0"])
def test_a_name_that_would_break_xl_is_refused(world: SmallWorld, host: Hypervisor, name: str) -> None:
    world.xl("create", PATH)
    with pytest.raises(InvalidInput):
        host.rename(instance(host, "web"), name)
    assert (instance(host, "web").domid, text(host)) == (1, TEXT)


def test_a_name_that_a_domain_has_is_refused(world: SmallWorld, host: Hypervisor) -> None:
    world.started("db")
    with pytest.raises(NameInUse, match=r"web was not renamed: db \(id 1\) already has the name db"):
        host.rename(instance(host, "web"), "db")
    assert text(host) == TEXT


def test_a_name_that_a_definition_has_is_refused(world: SmallWorld, host: Hypervisor) -> None:
    world.xl("create", PATH)
    world.xen.write_file("a", "/etc/xen/db.cfg", "name = 'db'\nmemory = 1\n")
    with pytest.raises(NameInUse, match=r"the definition /etc/xen/db\.cfg already has the name db"):
        host.rename(instance(host, "web"), "db")
    assert instance(host, "web").domid == 1


def test_a_name_that_came_since_the_picture_is_refused(world: SmallWorld, host: Hypervisor) -> None:
    seen = instance(host, "web")
    world.started("db")
    with pytest.raises(NameInUse):
        host.rename(seen, "db")


def test_dom0_is_not_renamed(host: Hypervisor) -> None:
    with pytest.raises(CommandFailed, match="not possible for Domain-0"):
        host.rename(instance(host, "Domain-0"), "dom")


def test_a_line_that_is_neither_is_not_renamed(host: Hypervisor) -> None:
    with pytest.raises(InvalidInput, match="neither a domain nor a definition"):
        host.rename(Instance("line 3"), "www")


def test_a_guest_that_was_restarted_is_not_renamed(world: SmallWorld, host: Hypervisor) -> None:
    world.xl("create", PATH)
    seen = instance(host, "web")
    world.xl("destroy", "web")
    with pytest.raises(NoSuchDomain, match="Nothing was done"):
        host.rename(seen, "www")
    assert text(host) == TEXT


def test_a_broken_definition_is_told_before_the_domain_is_touched(world: SmallWorld, host: Hypervisor) -> None:
    world.xl("create", PATH)
    seen = instance(host, "web")
    assert seen.definition is not None
    broken = replace(seen, definition=replace(seen.definition, error="line 3: number expected"))
    with pytest.raises(BadDefinition, match=r"line 3: number expected.*Nothing was done"):
        host.rename(broken, "www")
    assert instance(host, "web").domid == 1


def test_a_definition_behind_a_link_is_told_before_the_domain_is_touched(world: SmallWorld, host: Hypervisor) -> None:
    world.xen.write_file("a", "/srv/web.cfg", TEXT)
    world.xen.remove_file("a", PATH)
    world.a.make_link(PATH, "/srv/web.cfg")
    world.xl("create", PATH)
    with pytest.raises(FileUnwritable, match=r"is a link to /srv/web\.cfg"):
        host.rename(instance(host, "web"), "www")
    assert instance(host, "web").domid == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [(Fault.READ_ONLY, "Read-only file system"), (Fault.DISK_FULL, "No space left on device")],
)
def test_a_definition_that_cant_be_written_is_told_with_the_domains_new_name(
    world: SmallWorld, host: Hypervisor, fault: Fault, words: str
) -> None:
    world.xl("create", PATH)
    world.let(fault)
    with pytest.raises(CommandFailed) as half:
        host.rename(instance(host, "web"), "www")
    told = half.value
    assert told.summary.startswith("The guest is now called www, but its definition is unchanged: ")
    assert words in told.summary
    assert told.state_now == "id 1 is called www until its next start; /etc/xen/web.cfg says web."
    assert told.next_step == 'Write name = "www" into /etc/xen/web.cfg by hand.'
    assert text(host) == TEXT


def scripted(
    answer: tuple[int, str, str], *after: str, domid: int = 5
) -> tuple[ScriptedTransport, Hypervisor, Instance]:
    """A host whose `xl rename` answers so, and that lists so from then on."""
    before = listing(row("web", 5))
    host = ScriptedTransport(
        {
            # once for the snapshot, once for the clash of names, once for the domain itself
            "xl list -v": [before, before, before, listing(*after)],
            "xenstore-list /local/domain": [domids(5), domids(5), domids(5), domids(*[domid] * len(after))],
            "xl rename 5 www": answer,
            "xl info": "",
        },
        {PATH: b"name = 'web'\nmemory = 1\n"},
    )
    hypervisor = Hypervisor(host, SimulatedClock())
    (found,) = (each for each in hypervisor.snapshot().instances if each.domid == 5)
    return host, hypervisor, found


def test_a_refused_rename_leaves_the_definition() -> None:
    refusal = 'libxl: error: libxl_domain.c:81:libxl__domain_rename: Domain with name "www" already exists.\n'
    host, hypervisor, web = scripted((1, "", refusal), row("web", 5))
    with pytest.raises(NameInUse, match=r"It is called web; its definition was not changed"):
        hypervisor.rename(web, "www")
    assert host.changed == []


def test_a_rename_is_not_believed_because_xl_says_so() -> None:
    host, hypervisor, web = scripted((0, "", ""), row("web", 5))
    with pytest.raises(CommandFailed, match=r"was not renamed, although xl reported success\. It is called web"):
        hypervisor.rename(web, "www")
    assert host.changed == []


def test_a_rename_is_believed_though_xl_failed_when_the_domain_is_called_so() -> None:
    host, hypervisor, web = scripted((1, "", "xl: something after it\n"), row("www", 5))
    assert hypervisor.rename(web, "www").steps[0] == "xl rename 5 www"
    assert host.changed == ["write /etc/xen/web.cfg"]


@pytest.mark.parametrize(
    ("after", "kind", "words"),
    [
        ((), NoSuchDomain, "It no longer exists"),
        ((row("web", 6, uuid=uuid_of(5)),), DomainChanged, "now has id 6"),
    ],
)
def test_a_guest_that_went_away_meanwhile_is_told(
    after: tuple[str, ...], kind: type[CommandFailed], words: str
) -> None:
    host, hypervisor, web = scripted((1, "", "Can't rename domain '5'.\n"), *after, domid=6)
    with pytest.raises(
        kind, match=rf"disappeared while it was being renamed\..*{words}.*Its definition was not changed"
    ):
        hypervisor.rename(web, "www")
    assert host.changed == []


def test_somebody_who_writes_the_definition_meanwhile_isnt_overwritten(
    world: SmallWorld, host: Hypervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.xl("create", PATH)
    seen = instance(host, "web")
    real = world.a.write_file

    def write_file(path: str, content: bytes, *, replacing: bytes | None) -> None:
        world.xen.write_file("a", PATH, TEXT + "theirs = 1\n")
        real(path, content, replacing=replacing)

    monkeypatch.setattr(world.a, "write_file", write_file)
    with pytest.raises(CommandFailed, match="was changed by somebody else meanwhile"):
        host.rename(seen, "www")
    assert text(host) == TEXT + "theirs = 1\n"
