"""What in the logs of a host is about one guest's last domains."""

from xentui_driver.host.death.excerpts import about, last_boots

RING = (
    "(XEN) Freed 2048kB init memory",
    "(XEN) d3v0 Unhandled: vec 6, #UD[ffffffff]",
    "(XEN) Domain 3 (vcpu#0) crashed on cpu#0:",
    "(XEN) RIP:    e033:[<ffffffff80100000>]",
    "(XEN) rax: 0000000000000000",
    "(d3) SeaBIOS",
    "(XEN) d13v0 Triple fault - invoking HVM shutdown action 1",
    "(XEN) RIP:    0000:[<0000000000100000>]",
    "(XEN) Watchdog timer fired for domain 3",
)


def test_the_lines_that_name_the_domain_and_the_head_of_its_dump() -> None:
    assert tuple(about({3}, RING)) == (*RING[1:4], RING[5], RING[8])


def test_another_domain_whose_number_begins_alike_is_another_domain() -> None:
    assert tuple(about({13}, RING)) == RING[6:8]


def test_nothing_of_a_guest_without_a_domain() -> None:
    assert tuple(about(frozenset(), RING)) == ()


BOOTS = ("[    0.000000] Linux", "[   90.5] no stamp", "[   90.500000] panic", "[    0.000000] Linux", "login:")


def test_a_boot_begins_where_the_kernels_clock_does() -> None:
    assert last_boots(BOOTS, 1) == BOOTS[3:]
    assert last_boots(BOOTS, 2) == BOOTS
    assert last_boots((), 1) == ()


def test_what_comes_after_its_last_words_is_of_the_next_boot() -> None:
    panic = ("[    5.883071] Kernel panic - not syncing: x", "[    5.900000] Call Trace:")
    lines = ("[    5.800000] x", *panic, "", "login:")
    assert last_boots(lines, 1) == ("login:",)


def test_lines_of_several_cpus_may_be_out_of_order() -> None:
    lines = ("[    1.204417] one", "[    1.204400] two")
    assert last_boots(lines, 1) == lines
