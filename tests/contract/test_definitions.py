"""Definitions on a host: written whole, changed in place, put aside, started with the host, and described."""

import pytest

from tests.contract.worlds import FOLDER, World
from tests.lab import guests
from xentui_driver.model.errors import CommandFailed, FileChanged, FileExists, FileUnwritable, InvalidInput
from xentui_driver.model.instance import Instance

PATH = f"{FOLDER}/def-web.cfg"
TEXT = f"# ours\n{guests.tiny('def-web')}"


def instance(world: World, name: str = "def-web") -> Instance:
    (found,) = (each for each in world.a.snapshot().instances if each.name == name)
    return found


def names(world: World, folder: str = FOLDER) -> list[str]:
    return [entry.name for entry in world.a.transport.list_directory(folder) if entry.name.startswith((".", "def-"))]


def test_a_definition_is_written_changed_and_put_aside(world: World) -> None:
    store = world.a.store
    assert store.create("def-web", TEXT) == store.path_for("def-web") == PATH
    with pytest.raises(FileExists):
        store.create("def-web", TEXT)
    before, after = store.change(PATH, {"memory": "8", "vcpus": "2"})
    assert (before, store.read(PATH).text) == (TEXT, after)
    assert after.startswith('# ours\nname = "def-web"\n')
    definition = instance(world).definition
    assert definition is not None
    assert (definition.memory_kib, definition.vcpus) == (8 << 10, 2)
    first = store.stash(PATH)
    store.create("def-web", TEXT)
    second = store.stash(PATH)
    assert first != second
    assert [store_file.decode() for store_file in map(world.a.transport.read_file, (first, second))] == [after, TEXT]
    assert names(world) == []


def test_a_sweep_leaves_definitions_alone(world: World) -> None:
    world.a.store.create("def-web", TEXT)
    world.a.sweep()
    assert world.a.store.read(PATH).text == TEXT
    assert names(world) == ["def-web.cfg"]


def test_somebody_elses_version_stays(world: World) -> None:
    store = world.a.store
    store.create("def-web", TEXT)
    read = store.read(PATH)
    world.write_file(PATH, "theirs = 1\n")
    with pytest.raises(FileChanged):
        store.replace(read, "mine = 1\n")
    assert store.read(PATH).text == "theirs = 1\n"
    assert names(world) == ["def-web.cfg"]


def test_nothing_is_written_through_a_link_or_outside_the_folder(world: World) -> None:
    store = world.a.store
    world.a.transport.make_link(PATH, "/etc/hostname")
    with pytest.raises(FileUnwritable, match="is a link to /etc/hostname"):
        store.would_change(PATH, {"memory": "8"})
    with pytest.raises(FileUnwritable, match="is a link to /etc/hostname"):
        store.stash(PATH)
    with pytest.raises(FileUnwritable, match="is a link to /etc/hostname"):
        store.require_writable(PATH)
    for path in ("/etc/hostname", f"{FOLDER}/../hostname", f"{FOLDER}/other/x"):
        with pytest.raises(InvalidInput):
            store.read(path)
    world.a.transport.remove_file(PATH)


def test_what_starts_with_the_host_is_seen_and_taken_away_again(world: World) -> None:
    store = world.a.store
    store.create("def-web", TEXT)
    assert store.autostart_link(PATH) is None
    link = f"{FOLDER}/auto/def-web.cfg"
    assert store.set_autostart(PATH, on=True) == (f"link {link} to {PATH}",)
    assert store.autostart_link(PATH) == link
    found = store.definition_at(PATH)
    assert found is not None
    assert [(each.path, each.is_link, each.is_copy) for each in found.starters] == [(link, True, False)]
    definition = instance(world).definition
    assert definition is not None
    assert definition.autostart
    store.stash(PATH)
    assert names(world, f"{FOLDER}/auto") == []
    world.a.transport.make_link(link, PATH)
    lost = f"{link} starts nothing with the host: {PATH} doesn't exist."
    assert lost in world.a.snapshot().problems
    world.a.transport.remove_file(link)


def test_a_copy_starts_its_guest_with_the_host_too_and_is_put_aside(world: World) -> None:
    store, link, copy = world.a.store, f"{FOLDER}/auto/def-1", f"{FOLDER}/auto/def-copy"
    store.create("def-web", TEXT)
    world.a.transport.make_link(link, "../def-web.cfg")
    world.a.transport.write_file(copy, TEXT.encode(), replacing=None)
    found = store.definition_at(PATH)
    assert found is not None
    assert [(each.path, each.is_link, each.is_copy) for each in found.starters] == [
        (link, True, False),
        (copy, False, True),
    ]
    assert store.set_autostart(PATH, on=False) == (f"remove the link {link}", f"move {copy} to the stash")
    assert store.autostart_link(PATH) is None
    assert names(world, f"{FOLDER}/auto") == []
    store.stash(PATH)


def test_a_definition_is_removed_only_when_its_guest_is_gone(world: World) -> None:
    domain = world.tiny("def-web")
    definition = instance(world).definition
    assert definition is not None
    with pytest.raises(CommandFailed, match="was not removed"):
        world.a.remove(definition)
    assert world.a.set_autostart(definition, on=True).steps
    world.a.destroy(domain.ref)
    outcome = world.a.remove(definition)
    assert "its definition is now /var/lib/xentui/stash/tiny-" in outcome.summary
    assert [each for each in world.a.snapshot().instances if each.name == "def-web"] == []


def test_a_guest_is_renamed_with_its_definition(world: World) -> None:
    domain = world.tiny("def-web")
    world.a.rename(instance(world), "def-www")
    renamed = instance(world, "def-www")
    assert (renamed.domid, renamed.definition and renamed.definition.name) == (domain.domid, "def-www")


def test_what_will_be_lost_is_described_and_written_back(world: World) -> None:
    domain = world.linux("def-lin", vcpus=1, memory_mib=128, maxmem=160, uuid="dddddddd-2222-4333-8444-555555555555")
    described = world.a.describe(instance(world, "def-lin"))
    assert described.problems == ()
    assert [fact.label for fact in described.facts if fact.will_be_lost] == []
    world.a.balloon(domain.ref, 112 << 10)
    described = world.a.describe(instance(world, "def-lin"))
    assert [fact.label for fact in described.facts if fact.will_be_lost] == ["memory"]
    assert described.write_back == {"memory": "112"}
    definition = described.instance.definition
    assert definition is not None
    world.a.change_definition(definition.path, described.write_back)
    described = world.a.describe(instance(world, "def-lin"))
    assert [fact.label for fact in described.facts if fact.will_be_lost] == []
    assert described.write_back is None
