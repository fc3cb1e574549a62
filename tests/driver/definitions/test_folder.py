"""Finding definitions in a folder of a host in memory."""

from collections.abc import Sequence
from typing import NoReturn

import pytest

from xentui_driver.definitions.files import LIMIT_BYTES
from xentui_driver.definitions.folder import DefinitionFolder
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import FileUnreadable, HostUnreachable, XenError
from xentui_driver.transport.protocol import FileEntry

FOLDER = "/etc/xen"
UUID = "0f7e5e8c-46b5-4dc9-a3b4-0c5f29a1e9d1"
WEB = "name='web'\nmemory=512\nvcpus=2\n"

NEVER_READ = (
    *("xl.conf", "xlexample.hvm", "web.example", "README", ".web.cfg", "web.cfg~", "#web.cfg#", "web.cfg.bak"),
    *("web.cfg.dpkg-old", "web.dpkg-dist", "web.new", "web.cfg.2024-01-31", "web.cfg.swp", "web.orig"),
)


class FolderInMemory:
    """A host that has one folder and no commands; everything but reading that folder fails."""

    host_name = "dom0"

    def __init__(self, **files: str) -> None:
        self.entries: dict[str, FileEntry] = {}
        self.contents: dict[str, bytes | XenError] = {}
        self.read_names: list[str] = []
        self.links: list[FileEntry] | XenError | None = None
        """What is in auto/, once there is such a folder."""
        for name, text in files.items():
            self.write(name, text)

    def write(self, name: str, text: str, modified_s: float = 1.0) -> "FolderInMemory":
        content = text.encode("utf-8", "surrogateescape")
        self.entries[name] = FileEntry(name, True, len(content), modified_s)
        self.contents[name] = content
        return self

    def fail(self, name: str, error: XenError) -> "FolderInMemory":
        self.entries[name] = FileEntry(name, True, 10, 1.0)
        self.contents[name] = error
        return self

    def link(self, name: str, target: str, *, is_lost: bool = False) -> "FolderInMemory":
        self.entries["auto"] = FileEntry("auto", False, 4096, 1.0)
        linked = FileEntry(name, False, 0, 0.0, target) if is_lost else FileEntry(name, True, 10, 1.0, target)
        self.links = [*(self.links if isinstance(self.links, list) else []), linked]
        return self

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        if path == f"{FOLDER}/auto" and self.links is not None:
            if isinstance(self.links, XenError):
                raise self.links
            return tuple(self.links)
        if path != FOLDER:
            raise FileUnreadable(f"{path} can't be read: No such file or directory.")
        return tuple(self.entries[name] for name in sorted(self.entries))

    def read_file(self, path: str, *, limit_bytes: int = 0) -> bytes:
        folder, _, name = path.rpartition("/")
        assert (folder, limit_bytes) == (FOLDER, LIMIT_BYTES)
        self.read_names.append(name)
        content = self.contents[name]
        if isinstance(content, XenError):
            raise content
        return content

    def run(self, argv: Sequence[str], *, timeout_s: float) -> NoReturn:
        raise AssertionError(argv)

    def start(self, argv: Sequence[str]) -> NoReturn:
        raise AssertionError(argv)

    def terminal_argv(self, argv: Sequence[str]) -> NoReturn:
        raise AssertionError(argv)

    def close(self) -> NoReturn:
        raise AssertionError("closed")


def scan(host: FolderInMemory) -> tuple[Definition, ...]:
    definitions, problems = DefinitionFolder(host, FOLDER).scan()
    assert problems == ()
    return definitions


def only(host: FolderInMemory) -> Definition:
    (definition,) = scan(host)
    return definition


def denied(name: str) -> FileUnreadable:
    return FileUnreadable(f"{FOLDER}/{name} can't be read: Permission denied.")


def test_a_definition_says_what_xl_would_start() -> None:
    text = f"name='web'\nuuid='{UUID.upper()}'\ntype='pvh'\nvcpus=2\nmemory=512\nmaxmem=1024\n"
    assert only(FolderInMemory().write("web.cfg", text)) == Definition(
        *("/etc/xen/web.cfg", "web", UUID, "pvh", 2, 512 * 1024, 1024 * 1024),
        maximum_vcpus=2,
        states_maximum_memory=True,
        folder=FOLDER,
        start_memory_kib=520 * 1024,
    )
    assert only(FolderInMemory().write("web.cfg", text + "maxvcpus=8\n")).maximum_vcpus == 8


def test_a_file_without_ending_counts_when_it_parses_and_has_a_name() -> None:
    host = FolderInMemory(**{"web01.example.com": WEB, "script": "#!/bin/sh\nexit 0\n", "pairs": "memory=1\n"})
    assert only(host).path == "/etc/xen/web01.example.com"


@pytest.mark.parametrize("name", NEVER_READ)
def test_copies_and_xens_own_files_are_no_definitions_and_arent_read(name: str) -> None:
    host = FolderInMemory().write(name, WEB)
    assert scan(host) == ()
    assert host.read_names == []


def test_a_folder_is_no_definition() -> None:
    host = FolderInMemory()
    host.entries["auto.cfg"] = FileEntry("auto.cfg", False, 4096, 1.0)
    assert scan(host) == ()


def test_the_cpu_pool_that_xen_installs_is_no_definition() -> None:
    assert scan(FolderInMemory(cpupool='name = "Pool"\nsched = "credit"\ncpus = ["2", "3"]\n')) == ()


def test_a_cfg_that_doesnt_parse_is_broken_with_line_and_reason() -> None:
    definition = only(FolderInMemory().write("web.cfg", "name='web'\nmemory=512M\n"))
    assert definition == Definition(
        "/etc/xen/web.cfg",
        "web.cfg",
        error='line 2: "memory" needs a number: digits only, without unit, point or sum',
        folder=FOLDER,
    )


def test_a_file_of_ganeti_that_doesnt_parse_is_broken_too() -> None:
    text = "# this is autogenerated by Ganeti, please do not edit\n#\nextra = 'it's'\n"
    assert only(FolderInMemory(web01=text)).error.startswith("line 3: ")


def test_a_cfg_without_a_name_is_broken() -> None:
    assert only(FolderInMemory().write("web.cfg", "memory=1\n")).error == "no name = line: xl would reject it"


def test_an_empty_name_is_broken_because_it_would_mean_dom0() -> None:
    assert only(FolderInMemory(web="\nname=''\n")).error == "line 2: the name is empty; xl takes it for Domain-0"


def test_a_cfg_that_cant_be_read_is_broken_with_the_reason() -> None:
    definition = only(FolderInMemory().fail("web.cfg", denied("web.cfg")))
    assert definition.error == "/etc/xen/web.cfg can't be read: Permission denied."


def test_other_files_that_cant_be_read_make_one_problem() -> None:
    host = FolderInMemory().fail("a", denied("a")).fail("b", denied("b")).fail("c", denied("c"))
    definitions, problems = DefinitionFolder(host, FOLDER).scan()
    assert definitions == ()
    assert problems == ("/etc/xen/a can't be read: Permission denied. 2 more files can't be read.",)


def test_a_cfg_above_the_limit_is_a_problem_and_isnt_read() -> None:
    host = FolderInMemory()
    host.entries["web.cfg"] = FileEntry("web.cfg", True, LIMIT_BYTES + 1, 1.0)
    found = DefinitionFolder(host, FOLDER).scan()
    assert found == ((), ("/etc/xen/web.cfg is larger than 1 MiB: not a definition.",))


def test_another_large_file_is_nothing() -> None:
    host = FolderInMemory()
    host.entries["vmlinuz"] = FileEntry("vmlinuz", True, LIMIT_BYTES + 1, 1.0)
    assert scan(host) == ()


def test_a_missing_folder_is_a_problem() -> None:
    found = DefinitionFolder(FolderInMemory(), "/etc/xem").scan()
    assert found == ((), ("No definitions found: /etc/xem can't be read: No such file or directory.",))


def test_a_host_that_cant_be_reached_isnt_a_broken_definition() -> None:
    host = FolderInMemory().fail("web.cfg", HostUnreachable("gone"))
    with pytest.raises(HostUnreachable):
        DefinitionFolder(host, FOLDER).scan()


def test_files_that_state_the_same_name_name_each_other() -> None:
    host = FolderInMemory(**{"a.cfg": WEB, "b.cfg": WEB, "c.cfg": "name='db'\nmemory=1\n"})
    assert [definition.problems for definition in scan(host)] == [
        ("same name in /etc/xen/b.cfg",),
        ("same name in /etc/xen/a.cfg",),
        (),
    ]


def test_files_that_state_the_same_uuid_say_so_in_any_spelling() -> None:
    host = FolderInMemory(a=f"name='a'\nmemory=1\nuuid='{UUID}'\n", b=f"name='b'\nmemory=1\nuuid='{UUID.upper()}'\n")
    assert [definition.problems for definition in scan(host)] == [
        ("same UUID in /etc/xen/b",),
        ("same UUID in /etc/xen/a",),
    ]


def test_a_broken_file_clashes_with_nothing() -> None:
    host = FolderInMemory(**{"web.cfg": "name=", "web": "name='web.cfg'\nmemory=1\n"})
    assert [definition.problems for definition in scan(host)] == [(), ()]


def test_one_other_file_is_named_of_many() -> None:
    host = FolderInMemory(a=WEB, b=WEB, c=WEB)
    assert scan(host)[2].problems == ("same name in /etc/xen/a, and 1 more",)


def test_a_dropped_setting_is_a_problem_of_its_definition() -> None:
    definition = only(FolderInMemory(web="name='web'\nmemory=512\nmaxmem='1G'\n"))
    assert definition.problems == ('line 3: "1G" isn\'t a number: xl ignores maxmem',)


def test_everything_shown_is_harmless() -> None:
    host = FolderInMemory()
    host.write("a", "name='\x1b[2J\udcff'\nmemory='\x1b'\n").write("b.cfg", "\x1b[2J\n").write("\x1b.cfg", WEB)
    definitions = scan(host)
    shown = [f"{each.path}{each.name}{each.error}{''.join(each.problems)}" for each in definitions]
    assert len(shown) == 3
    assert not any("\x1b" in text or "\udcff" in text for text in shown)


def test_a_file_whose_name_cant_be_shown_is_broken() -> None:
    definition = only(FolderInMemory().write("w\neb.cfg", WEB))
    assert definition.error == "control or invisible characters in the file's name: rename it"


def test_a_file_that_didnt_change_isnt_read_again() -> None:
    host = FolderInMemory(web=WEB, script="exit 0\n")
    folder = DefinitionFolder(host, FOLDER)
    first = folder.scan()
    host.read_names.clear()
    assert folder.scan() == first
    assert host.read_names == []


def test_a_folder_that_says_nothing_new_says_the_very_same() -> None:
    host = FolderInMemory(web=WEB)
    folder = DefinitionFolder(host, FOLDER)
    first = folder.contents()
    assert folder.contents() is first
    host.write("web", WEB.replace("web", "www"), modified_s=2.0)
    assert [definition.name for definition in folder.contents().definitions()] == ["www"]


def test_a_file_that_changed_is_read_again() -> None:
    host = FolderInMemory(web=WEB, db="name='db'\nmemory=1\n")
    folder = DefinitionFolder(host, FOLDER)
    folder.scan()
    host.read_names.clear()
    host.write("web", WEB.replace("web", "www"), modified_s=2.0)
    assert [definition.name for definition in folder.scan()[0]] == ["db", "www"]
    assert host.read_names == ["web"]


def test_a_file_that_couldnt_be_read_is_tried_again() -> None:
    host = FolderInMemory().fail("web.cfg", denied("web.cfg"))
    folder = DefinitionFolder(host, FOLDER)
    folder.scan()
    host.contents["web.cfg"] = WEB.encode()
    assert [definition.name for definition in folder.scan()[0]] == ["web"]


def test_a_removed_file_and_its_clash_are_gone() -> None:
    host = FolderInMemory(a=WEB, b=WEB)
    folder = DefinitionFolder(host, FOLDER)
    folder.scan()
    del host.entries["a"]
    assert [definition.problems for definition in folder.scan()[0]] == [()]


@pytest.mark.parametrize("target", ["/etc/xen/web.cfg", "../web.cfg", "/etc/xen/auto/../web.cfg"])
def test_a_definition_that_a_link_starts_says_so(target: str) -> None:
    host = FolderInMemory(**{"web.cfg": WEB, "db.cfg": "name='db'\nmemory=1\n"}).link("01-web", target)
    assert [(definition.name, definition.autostart) for definition in scan(host)] == [("db", False), ("web", True)]


def test_a_broken_definition_that_a_link_starts_says_so() -> None:
    assert only(FolderInMemory(**{"web.cfg": "x="}).link("web", "../web.cfg")).autostart


def test_a_link_that_comes_or_goes_is_seen_though_the_file_isnt_read_again() -> None:
    host = FolderInMemory(**{"web.cfg": WEB})
    folder = DefinitionFolder(host, FOLDER)
    seen = [folder.scan()[0][0].autostart]
    host.link("web", "../web.cfg")
    seen.append(folder.scan()[0][0].autostart)
    host.links = []
    seen.append(folder.scan()[0][0].autostart)
    assert seen == [False, True, False]
    assert host.read_names == ["web.cfg"]


def test_links_to_nowhere_make_one_problem() -> None:
    host = FolderInMemory().link("web", "../web.cfg", is_lost=True).link("db", "/x\x1b", is_lost=True)
    definitions, problems = DefinitionFolder(host, FOLDER).scan()
    assert definitions == ()
    assert problems == (
        "/etc/xen/auto/web starts nothing with the host: /etc/xen/web.cfg doesn't exist. The same is true of 1 more.",
    )


def test_a_link_to_a_hostile_path_is_told_harmlessly() -> None:
    host = FolderInMemory().link("d\nb", "/x\x1b", is_lost=True)
    assert DefinitionFolder(host, FOLDER).scan()[1] == (
        "/etc/xen/auto/d␊b starts nothing with the host: /x␛ doesn't exist.",
    )


def test_an_auto_folder_that_cant_be_read_is_a_problem() -> None:
    host = FolderInMemory(**{"web.cfg": WEB}).link("web", "../web.cfg")
    host.links = denied("auto")
    (definition,), problems = DefinitionFolder(host, FOLDER).scan()
    assert not definition.autostart
    assert problems == ("What starts with the host can't be read: /etc/xen/auto can't be read: Permission denied.",)


def test_a_file_called_auto_is_no_folder_of_links() -> None:
    assert scan(FolderInMemory(auto="exit 0\n")) == ()
