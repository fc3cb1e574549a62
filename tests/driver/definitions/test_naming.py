"""Names from an operator's hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.naming import check_new_name, find_instance, uuid_of
from xentui_driver.model.definition import Definition, Starter
from xentui_driver.model.domain import Domain, DomainRole, DomainState
from xentui_driver.model.errors import AmbiguousName, InvalidInput
from xentui_driver.model.instance import Instance
from xentui_driver.model.part import Part
from xentui_driver.model.text import harmless

UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"
OTHER = "00000007-1111-4222-8333-444455556666"


def running(name: str, domid: int, uuid: str = UUID, path: str = "") -> Instance:
    domain = Domain(domid, uuid, name, DomainRole.GUEST, DomainState.RUNNING, "", "-b----", 4096, 1, 1.0)
    return Instance(f"{uuid}/{domid}", domain, Definition(path, name) if path else None)


def stopped(name: str, uuid: str | None = None, path: str = "/etc/xen/x.cfg") -> Instance:
    return Instance(path, definition=Definition(path, name, uuid))


HOST = (running("web-01", 4), stopped("web-02"), running("12", 7, OTHER), stopped("a b", path="/etc/xen/ab.cfg"))


@pytest.mark.parametrize("words", ["web-01", UUID, UUID.upper(), UUID.replace("-", ""), UUID.replace("-", "").upper()])
def test_a_guest_is_found_by_name_and_by_uuid_however_it_is_written(words: str) -> None:
    assert find_instance(HOST, words) is HOST[0]


def test_a_stopped_guest_and_a_name_with_a_blank_are_found() -> None:
    assert find_instance(HOST, "web-02") is HOST[1]
    assert find_instance(HOST, "a b") is HOST[3]


def test_a_name_that_no_terminal_could_show_is_found_as_it_was_typed() -> None:
    strange = running(harmless("x\x1b[2J"), 9)
    assert find_instance((strange,), "x\x1b[2J") is strange


def test_several_guests_of_one_name_are_refused_with_the_choices() -> None:
    twins = (running("web", 4, path="/etc/xen/web.cfg"), stopped("web", OTHER, path="/etc/xen/old.cfg"))
    with pytest.raises(AmbiguousName, match="2 guests are called web") as refused:
        find_instance(twins, "web")
    assert refused.value.next_step.startswith("Give the UUID, the path or --domid ID of the one you mean: web,")
    assert refused.value.choices == (
        f"web, running, id 4, {UUID}, /etc/xen/web.cfg",
        f"web, stopped, {OTHER}, /etc/xen/old.cfg",
    )
    assert all(choice in refused.value.next_step for choice in refused.value.choices)
    assert refused.value.more_lines == (), "they are told once"
    assert find_instance(twins, "/etc/xen/old.cfg") is twins[1]


def test_what_only_a_running_guest_can_do_has_one_candidate() -> None:
    twins = (running("web", 4), stopped("web", UUID, "/etc/xen/a.cfg"), stopped("web", OTHER, "/etc/xen/b.cfg"))
    for words in ("web", UUID):
        assert find_instance(twins, words, Part.DOMAIN) is twins[0]
    assert find_instance(twins[1:], "web", Part.DOMAIN).domain is None


def test_a_running_guest_and_its_other_definitions_are_one() -> None:
    rivals = (Definition("/etc/xen/a.cfg", "web", UUID), Definition("/etc/xen/b.cfg", "web", UUID))
    guest = replace(running("web", 4), rivals=rivals)
    copies = (replace(Instance(each.path, definition=each), copy_of=guest.ref) for each in rivals)
    host = (guest, *copies, replace(stopped("web", path="/etc/xen/c.cfg"), copy_of=guest.ref))
    assert find_instance(host, "web") is guest
    assert find_instance(host, UUID) is guest
    with pytest.raises(AmbiguousName, match="it may have been started from any of 2 definitions") as refused:
        find_instance(host, "web", Part.DEFINITION)
    assert [choice.rpartition(" ")[2] for choice in refused.value.choices] == ["/etc/xen/a.cfg", "/etc/xen/b.cfg"]
    assert "path" in refused.value.next_step
    for part in Part:
        chosen = find_instance(host, "/etc/xen/b.cfg", part)
        assert (chosen.domid, chosen.definition, chosen.rivals) == (4, rivals[1], rivals[:1])
    assert find_instance(host, "/etc/xen/c.cfg").domain is None


@pytest.mark.parametrize(
    ("paths", "meant"),
    [
        (("/etc/xen/a.cfg", "/etc/xen/web.cfg"), "/etc/xen/web.cfg"),
        (("/etc/xen/a.cfg", "/etc/xen/auto/b.cfg"), "/etc/xen/auto/b.cfg"),
        (("/etc/xen/auto/web.cfg", "/etc/xen/web.cfg"), "/etc/xen/auto/web.cfg"),
        (("/etc/xen/a.cfg", "/etc/xen/b.cfg"), ""),
        (("/etc/xen/web.cfg", "/etc/xen/vm/web.cfg"), ""),
    ],
)
def test_copies_of_a_stopped_guest_are_told_apart_as_far_as_they_can_be(paths: tuple[str, ...], meant: str) -> None:
    def definition(path: str) -> Definition:
        return Definition(path, "web", UUID, starters=(Starter(path, is_link=False),) if "/auto/" in path else ())

    host = [Instance(path, definition=definition(path)) for path in paths]
    if meant:
        assert find_instance(host, "web").key == find_instance(host, UUID).key == meant
    else:
        with pytest.raises(AmbiguousName, match="2 guests are called web"):
            find_instance(host, "web")
    for path in paths:
        assert find_instance(host, path).key == path


def test_a_definition_is_found_by_each_path_of_its_file() -> None:
    starters = (Starter("/etc/xen/auto/1", is_link=True), Starter("/etc/xen/auto/2", is_link=False, is_copy=True))
    definition = Definition("/etc/xen/web.cfg", "web", aliases=("/etc/xen/link.cfg",), starters=starters)
    host = [Instance("web", definition=definition)]
    for path in ("/etc/xen/web.cfg", "/etc/xen/link.cfg", "/etc/xen/auto/1"):
        assert find_instance(host, path) is host[0]
    with pytest.raises(InvalidInput):
        find_instance(host, "/etc/xen/auto/2")


@pytest.mark.parametrize(("digits", "choices"), [("12", ("12, running, id 7",)), ("4", ("web-01, running, id 4",))])
def test_digits_could_be_an_id_and_are_refused_with_the_guests_that_could_be_meant(
    digits: str, choices: tuple[str, ...]
) -> None:
    with pytest.raises(AmbiguousName, match="could be an id") as refused:
        find_instance(HOST, digits)
    assert [choice[: len(choices[0])] for choice in refused.value.choices] == list(choices)
    assert refused.value.state_now == "Nothing was done."


def test_a_guest_whose_name_is_digits_is_managed_by_its_uuid() -> None:
    assert find_instance(HOST, OTHER).name == "12"


def test_a_uuid_of_digits_only_is_no_id() -> None:
    digits = running("d", 1, "12345678-1234-4234-8234-123456789012")
    assert find_instance((digits,), "12345678123442348234123456789012") is digits


def test_an_unknown_name_is_refused_with_the_most_similar_ones() -> None:
    with pytest.raises(InvalidInput, match="No guest here is called WEB-1") as refused:
        find_instance(HOST, "WEB-1")
    assert set(refused.value.next_step.removeprefix("Similar names: ").rstrip(".").split(", ")) == {"web-01", "web-02"}


def test_the_names_that_begin_with_it_come_first() -> None:
    host = (running("dns-01", 3, OTHER), running("web-01.example.net", 4))
    with pytest.raises(InvalidInput) as refused:
        find_instance(host, "web-01")
    assert refused.value.next_step.startswith("Similar names: web-01.example.net")


@pytest.mark.parametrize("words", ["", " ", "(null)"])
def test_no_name_never_means_a_guest_without_one(words: str) -> None:
    with pytest.raises(InvalidInput):
        find_instance((running("", 5),), words)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("12", "digits"),
        ("a/b", "monitor"),
        ("a\nb", "control"),
        ("a\x1bb", "control"),
        ("a\u202eb", "invisible"),
        ("a\udcffb", "control"),
        (" a", "blank"),
        ("a ", "blank"),
        ("-a", "option"),
        ("a--incoming", "migration"),
        ("a--migratedaway", "migration"),
        ("Domain-0", "itself"),
        ("(null)", "itself"),
        ("a" * 236, "235 bytes"),
    ],
)
def test_a_new_name_that_would_break_xl_is_refused_with_the_rule(name: str, rule: str) -> None:
    with pytest.raises(InvalidInput, match=rule):
        check_new_name(name)


@pytest.mark.parametrize("name", ["web-01", "web_01.example.net", "größe", "x" * 63])
def test_a_good_new_name_has_no_warning(name: str) -> None:
    assert check_new_name(name) == ()


@pytest.mark.parametrize(
    ("name", "word"),
    [("x" * 64, "63 bytes"), ("ü" * 32, "63 bytes"), ("a b", "blank"), ("a-dm", "model"), (UUID, "UUID")],
)
def test_a_doubtful_new_name_has_a_warning(name: str, word: str) -> None:
    (warning,) = check_new_name(name)
    assert word in warning


@given(st.text(max_size=40))
def test_a_name_that_is_accepted_finds_its_guest_and_nothing_else_is_a_uuid(name: str) -> None:
    try:
        check_new_name(name)
    except InvalidInput:
        return
    guest = running(name, 3)
    assert find_instance((*HOST[1:], guest), name).name == name


@given(st.uuids())
def test_a_uuid_is_the_same_in_every_writing(uuid: object) -> None:
    text = str(uuid)
    assert uuid_of(text) == uuid_of(text.upper()) == uuid_of(text.replace("-", "")) == text
