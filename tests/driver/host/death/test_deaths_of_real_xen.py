"""Each kind of death that was brought about on real Xen is named by what it has left."""

import pytest

from tests.driver.host.death.captured import KINDS, captured_kinds, death_of, domid_of, touch
from xentui_driver.host.death.evidence import Ending, Place
from xentui_driver.host.death.signs import SIGNS
from xentui_driver.model.job import Verdict

CAUSES = {
    "crash-requested-pvh": "crash-requested",
    "volume-missing": "disk-missing",
    "crash-loop": "xen-fault",
    "shut-down": "powered-off",
}
"""The cause of each kind, where it has another name."""


def test_every_kind_that_the_lab_brings_about_was_captured() -> None:
    assert captured_kinds() == sorted(KINDS)


@pytest.mark.parametrize("kind", captured_kinds())
def test_it_is_named(kind: str) -> None:
    death = death_of(kind)
    assert death.cause.id == CAUSES.get(kind, kind)
    assert death.cause.next_step


def test_every_sign_was_seen_on_real_xen() -> None:
    seen = [death_of(kind).evidence for kind in captured_kinds()]
    for sign in SIGNS:
        lines = (line for evidence in seen for line in evidence.lines(sign.place))
        assert any(sign.words.search(line) for line in lines), sign.id


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("bootloader-kernel-missing", "/boot/vmlinuz-6.1.0"),
        ("kernel-missing", "/srv/lab/vmlinuz-6.1.0-18-amd64"),
        ("disk-missing", "xvda isn't there: /srv/lab/nosuch.img"),
        ("volume-missing", "/dev/vg0/volumeless"),
        ("disk-in-use", "/dev/loop7"),
        ("disk-mounted", "/dev/loop7"),
        ("bridge-missing", "xenbr7"),
        ("script-failed", "/etc/xen/scripts/vif-broken (status 7)"),
        ("root-not-found", "UUID=0d6f7c4e-3a55-4c1b-9d4c-6f0f5a3c9b11"),
    ],
)
def test_what_it_is_about_is_named_too(kind: str, words: str) -> None:
    assert words in death_of(kind).cause.words


def test_a_guest_that_was_destroyed_by_hand_was_not_destroyed_by_xentui() -> None:
    assert "not with xentui" in death_of("destroyed").cause.words


def test_a_guest_that_an_operator_destroyed_is_no_mystery() -> None:
    done = touch("destroy", "ended", Verdict.SUCCEEDED, domid=domid_of("destroyed"))
    (cause,) = death_of("destroyed", done).causes
    assert cause.id == "operator-destroy"
    assert cause.words.startswith("root (pts/0) did it on purpose")


def test_what_was_done_to_an_earlier_domain_explains_nothing() -> None:
    done = touch("destroy", "ended", Verdict.SUCCEEDED, domid=domid_of("destroyed") - 1)
    assert death_of("destroyed", done).cause.id == "destroyed"


def test_an_operator_who_asked_a_guest_to_stop_has_not_crashed_it() -> None:
    asked = touch("stop", "panicky", Verdict.SUCCEEDED, domid=domid_of("crash-requested"))
    assert death_of("crash-requested", asked).cause.id == "crash-requested"


def test_a_loop_is_counted() -> None:
    evidence = death_of("crash-loop").evidence
    assert evidence.restarts >= 3
    assert evidence.ending is Ending.CRASHED


def test_xens_lines_about_other_domains_are_no_evidence() -> None:
    lines = death_of("triple-fault").evidence.lines(Place.XEN)
    assert any("Triple fault" in line for line in lines)
    assert not any("Unhandled" in line for line in lines)


@pytest.mark.parametrize("kind", captured_kinds())
def test_the_words_of_the_page_never_show_a_hole(kind: str) -> None:
    for cause in death_of(kind).causes:
        assert "{" not in cause.words + cause.next_step
        assert ", ," not in cause.words
