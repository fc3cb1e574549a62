"""Several files, and what applies to one host: later values override, guard rails add up."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui.fleet.settings.loading import load_settings, usual_paths
from xentui.fleet.settings.merging import merged
from xentui.fleet.settings.reading import read_settings
from xentui.fleet.settings.values import Settings
from xentui_driver.jobs.actions import Guard


def settings(*texts: str, host_name: str = "dom0a") -> Settings:
    return merged([read_settings(text.encode(), "config.toml") for text in texts], host_name)


def test_a_later_file_overrides_single_values() -> None:
    both = settings('label = "A"\nat_once = 2\n[jobs]\nkeep = 5', "at_once = 3\n[jobs]\nkeep_days = 6")
    assert both == Settings(label="A", at_once=3, keep_jobs=5, keep_days=6)


def test_files_are_read_in_their_order(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(f'label = "{name}"')
    paths = [str(tmp_path / name) for name in ("a", "none", "b")]
    assert load_settings(paths, "dom0a").label == "b"


def test_guard_rails_only_add_up() -> None:
    first = 'read_only = true\nprotected = ["a", "b"]\n[confirm]\nstop = "dialog"\nreboot = "yes-no"'
    second = 'read_only = false\nprotected = ["b", "c"]\n[confirm]\nstop = "yes-no"\nreboot = "type-name"'
    both = settings(first, second)
    assert both.read_only
    assert both.protected == ("a", "b", "c")
    assert both.confirm == {"stop": Guard.DIALOG, "reboot": Guard.TYPE_NAME}


LEVELS = st.dictionaries(
    st.sampled_from(["stop", "reboot", "destroy"]), st.sampled_from(["yes-no", "dialog", "type-name"])
)


@given(LEVELS, LEVELS)
def test_the_order_of_files_makes_no_guard_rail_weaker(one: dict[str, str], other: dict[str, str]) -> None:
    texts = ["[confirm]\n" + "".join(f'{id} = "{word}"\n' for id, word in each.items()) for each in (one, other)]
    assert settings(*texts).confirm == settings(*reversed(texts)).confirm


HOSTS = """
label = "TEST"
protected = ["a"]
confirm.stop = "dialog"
[hosts."dom0a.example.net"]
read_only = true
label = "PROD"
label_colour = "green"
protected = ["b"]
confirm.stop = "yes-no"
confirm.pause = "type-name"
"""


def test_what_is_said_of_a_host_holds_there_only() -> None:
    there = settings(HOSTS, host_name="dom0a.example.net")
    assert (there.read_only, there.label, there.label_colour) == (True, "PROD", "green")
    assert there.protected == ("a", "b")
    assert there.confirm == {"stop": Guard.DIALOG, "pause": Guard.TYPE_NAME}
    elsewhere = settings(HOSTS, host_name="dom0b")
    assert elsewhere == Settings(label="TEST", protected=("a",), confirm={"stop": Guard.DIALOG})


def test_what_is_said_of_a_host_goes_before_what_is_said_of_all() -> None:
    assert settings(HOSTS, 'label = "MINE"', host_name="dom0a").label == "PROD"
    assert settings(HOSTS, '[hosts.dom0a]\nlabel = "MINE"', host_name="dom0a").label == "MINE"


@pytest.mark.parametrize(
    ("host_name", "is_meant"),
    [
        ("dom0a.example.net", True),
        ("dom0a", True),
        ("DOM0A", True),
        ("dom0a.example.com", False),
        ("dom0", False),
        ("dom0b", False),
        ("", False),
    ],
)
def test_a_short_name_and_a_long_one_are_the_same_host(host_name: str, is_meant: bool) -> None:
    assert settings(HOSTS, host_name=host_name).read_only is is_meant


def test_the_usual_files_are_the_systems_and_the_operators() -> None:
    system = "/etc/xentui/config.toml"
    assert usual_paths({"HOME": "/home/a"}) == (system, "/home/a/.config/xentui/config.toml")
    assert usual_paths({"XDG_CONFIG_HOME": "/x", "HOME": "/home/a"}) == (system, "/x/xentui/config.toml")
    assert usual_paths({"XDG_CONFIG_HOME": "x"}) == (system, "/root/.config/xentui/config.toml")
