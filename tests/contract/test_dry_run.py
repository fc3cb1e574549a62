"""A definition is tried before it counts: nothing starts, nothing stays behind, and what xl drops is told."""

from tests.contract.worlds import FOLDER, World
from tests.lab import guests
from xentui_driver.definitions.dry_run import DryRun
from xentui_driver.model.errors import BadDefinition

PATH = f"{FOLDER}/tried.cfg"


def tried(world: World, text: str) -> DryRun:
    before = [entry.name for entry in world.a.transport.list_directory(FOLDER)]
    found = world.a.dry_run(text, PATH)
    assert [entry.name for entry in world.a.transport.list_directory(FOLDER)] == before
    assert not [i for i in world.a.snapshot().instances if i.domid]
    return found


def test_a_good_definition_is_understood_as_meant(world: World) -> None:
    found = tried(world, guests.linux("tried", vif=("mac=00:16:3e:00:00:09,bridge=xenbr0",)))
    assert (found.error, found.warnings) == (None, ())
    assert found.understood is not None
    assert found.understood["c_info"]["name"] == "tried"
    assert found.understood["b_info"]["max_memkb"] == guests.LINUX_MINIMUM_MIB * 1024
    assert found.understood["nics"][0]["bridge"] == "xenbr0"


def test_what_xl_drops_without_an_error_is_told(world: World) -> None:
    text = guests.linux("tried") + 'maxmem = "512M"\nflavour = "mint"\nvif = ["bridge=xenbr0,colour=red"]\n'
    found = tried(world, text)
    assert found.error is None
    for words in ("ignores maxmem", "ignores flavour", "interface 0"):
        assert any(words in warning for warning in found.warnings), found.warnings


def test_a_mistake_is_told_with_its_line(world: World) -> None:
    found = tried(world, guests.linux("tried") + "vcpus = two\n")
    assert isinstance(found.error, BadDefinition)
    assert found.error.summary.startswith(f"{PATH}: line 8: ")
    assert "tried.cfg:8: config parsing error near" in found.error.detail


def test_what_only_xl_itself_refuses_is_told_in_its_words(world: World) -> None:
    error = tried(world, 'name = "tried"\ntype = "pvh"\nmemory = 64\n').error
    assert isinstance(error, BadDefinition)
    assert "Neither kernel nor bootloader specified" in error.summary
