"""A refusal or failure gives its reason once, wherever it is shown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.xentui.command_line.commanding import Site
from tests.xentui.console.driving import Console, drive, guest
from xentui_driver.model import errors
from xentui_driver.model.errors import XenError

WORDS = st.sampled_from(
    ("it has vNUMA", "web can't be migrated: it has vNUMA.", "it is running", "a", "", "x (rc=-3)", "no")
)


@given(WORDS, WORDS, WORDS, st.lists(WORDS).map("\n".join))
def test_no_line_of_the_detail_stands_in_the_rest_too(summary: str, now: str, after: str, detail: str) -> None:
    error = XenError(summary, detail=detail, state_now=now, next_step=after)
    said = f"{summary} {now} {after}"
    assert not any(line.rstrip(".") in said for line in error.more_lines if len(line) > 5)
    left_out = [line for line in error.detail.splitlines() if line not in error.more_lines]
    assert all(line.rstrip(".") in said for line in left_out), "nothing is lost"


def test_a_line_that_is_a_part_of_a_word_is_kept() -> None:
    assert XenError("It starts anew.", detail="art\nnew").more_lines == ("art", "new")


def test_what_to_do_next_does_not_say_how_things_stand() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, XenError)]
    assert len(kinds) > 30
    assert not [kind.__name__ for kind in kinds if "was done" in kind.next_step]


def sentences(text: str) -> list[str]:
    """Long enough to be one, without the program's name and the file before it."""
    plain = " ".join(line.removeprefix("xentui: ") for line in text.splitlines())
    return [part.strip() for part in re.split(r"[.;:] +|  +|\. *$", plain) if len(part.split()) > 2]


REFUSED = (
    ("migrate", "fixed", "dom0b"),
    ("migrate", "fixed", "dom0_b"),
    ("start", "odd"),
    ("start", "nobody"),
    ("pause", "off"),
    ("unpause", "web"),
    ("vcpus", "web", "9"),
    ("balloon", "web", "1"),
    ("rename", "web", "off"),
    ("console", "off"),
    ("stop", "twice"),
    ("stop", "1"),
    ("destroy", "Domain-0"),
)


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_a_refusal_on_the_command_line_gives_its_reason_once(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(capsys)
    site.define("fixed", guest("fixed", more="nomigrate = 1\n"))
    site.xl("create", "/etc/xen/fixed.cfg")
    site.define("odd", guest("odd").replace('"pvh"', '"vax"'))
    site.write("/etc/xen/twice.cfg", guest("twice"))
    site.write("/etc/xen/again.cfg", guest("twice"))
    site.clock.wait(30.0)
    ran = site.run(*words, *(() if words[0] == "console" else ("--yes",)))
    assert ran.status == 1
    said = sentences(ran.err)
    assert said
    assert len(said) == len(set(said)), ran.err


def test_a_check_gives_the_file_and_the_reason_once(capsys: pytest.CaptureFixture[str]) -> None:
    site = Site(capsys)
    site.define("odd", guest("odd").replace('"pvh"', '"vax"'))
    ran = site.run("config", "check", "odd")
    assert ran.status == 1
    assert ran.out.startswith("/etc/xen/odd.cfg: Invalid domain type vax.\n")
    assert ran.out.count("/etc/xen/odd.cfg") == ran.out.count("Invalid domain type vax") == 1


def test_a_failure_in_a_dialog_gives_its_reason_once() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        await c.press("m")
        await c.sees("can't be migrated")
        dialog = [line for line in c.screen_text().splitlines() if "│" in line]
        assert sum("nomigrate" in line for line in dialog) == 1

    made = Console()
    made.define("web", start=True, text=guest("web", more="nomigrate = 1\n"))
    drive(made, scenario)
