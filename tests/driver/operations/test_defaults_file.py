"""A setting in a file of /etc/default: only its line changes, and sh reads what was meant."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xentui_driver.model.errors import InvalidInput
from xentui_driver.operations.defaults_file import with_more, with_setting

NAME = "XENCONSOLED_ARGS"
WORD = "--log=guest"
# Bytes that mean something to sh or to Python's own idea of lines; a file may hold any others.
BARE = st.text(st.sampled_from("ab=-/.:,#[]{}!*?%+é\r\x0b\x0c\x1c\x85\u2028\udcff"), max_size=6)
QUOTED = st.text(st.sampled_from("ab -=#;&|<>(){}[]*?!~%\t\r\x0c\x85\u2028\udcff"), max_size=8)
PARTS = st.one_of(
    BARE,
    QUOTED.map(lambda text: f"'{text}\"$`\\'"),
    QUOTED.map(lambda text: f"'{text}'"),
    QUOTED.map(lambda text: f'"{text}"'),
    QUOTED.map(lambda text: f'"{text}\\"\\$\\`\\\\"'),
    st.sampled_from(("$OTHER", "${OTHER}", '"$OTHER"', '"${OTHER} x"', r"\ ", r"\"", r"\'", r"\#", '"$"', '"5 $"')),
)
VALUES = st.lists(PARTS, max_size=3).map("".join)
BEFORE, AFTER = st.sampled_from(("", "  ", "\t", "export ")), st.sampled_from(("", " ", "\t# why", " # it's \"so\\"))


def assigned(name: str) -> st.SearchStrategy[str]:
    return st.tuples(BEFORE, VALUES, AFTER).map(lambda made: f"{made[0]}{name}={made[1]}{made[2]}")


LINES = st.one_of(
    st.sampled_from(("", " ", "# it's a 'comment", f"#{NAME}=--log=none", f"  # {NAME}=", "OTHER=other", f"X{NAME}=1")),
    assigned("OTHER"),
    assigned(NAME),
)
TEXTS = st.tuples(st.lists(LINES, max_size=6), st.sampled_from(("", "\n"))).map(lambda m: "\n".join(m[0]) + m[1])


def sourced(folder: Path, text: str, name: str = NAME) -> str:
    """The value that sh has after sourcing the file, and nothing else of it that the shell has complained about."""
    path = folder / "settings"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    script = f'. "$1" && printf "%s" "${name}"'
    argv = ("/bin/sh", "-c", script, "sh", str(path))
    ran = subprocess.run(argv, capture_output=True, env={"PATH": os.defpath, "LC_ALL": "C"}, check=False)
    assert (ran.returncode, ran.stderr) == (0, b""), "the text is one that sh takes"
    return ran.stdout.decode("utf-8", "surrogateescape")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
def test_only_that_line_changes_and_sh_reads_one_more_word(folder: Path, text: str) -> None:
    changed = with_setting(text, NAME, lambda value: with_more(value, WORD))
    before, after = text.split("\n"), changed.text.split("\n")
    at = len(after) - 1 - after[::-1].index(changed.line)
    others = [*after[:at], *after[at + 1 :]]
    was_there = [*before[:at], *before[at + 1 :]]
    assert others in (before, was_there, [*before, ""]), "all else is as it was; the last line may get its end"
    old = sourced(folder, text)
    assert sourced(folder, changed.text) == (f"{old} {WORD}" if old or _has_value(text) else WORD)
    assert sourced(folder, changed.text, "OTHER") == sourced(folder, text, "OTHER")


def _has_value(text: str) -> bool:
    """Whether the setting is there with something in it, if only what expands to nothing."""
    value = ""

    def seen(found: str) -> str:
        nonlocal value
        value = found
        return found

    with_setting(text, NAME, seen)
    return value not in ("", "''", '""')


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("", f'{NAME}="--log=guest"\n'),
        ("A=1", f'A=1\n{NAME}="--log=guest"\n'),
        (f"#{NAME}=\nA=1\n", f'#{NAME}=\n{NAME}="--log=guest"\nA=1\n'),
        (f"#{NAME}=", f'#{NAME}=\n{NAME}="--log=guest"\n'),
        (f"{NAME}=\n", f'{NAME}="--log=guest"\n'),
        (f"{NAME}=-v\n", f'{NAME}="-v --log=guest"\n'),
        (f'{NAME}="-v -i" # both\n', f'{NAME}="-v -i --log=guest" # both\n'),
        (f"  export {NAME}='-v'\n", f"  export {NAME}='-v --log=guest'\n"),
        (f"{NAME}=-v\nA=1\n{NAME}=-i\n", f'{NAME}=-v\nA=1\n{NAME}="-i --log=guest"\n'),
        (f'{NAME}="$OTHER"\n', f'{NAME}="$OTHER --log=guest"\n'),
        (f"{NAME}=-v\\ -i\n", f'{NAME}=-v\\ -i" --log=guest"\n'),
    ],
)
def test_the_line_looks_as_it_did(text: str, changed: str) -> None:
    assert with_setting(text, NAME, lambda value: with_more(value, WORD)).text == changed


@pytest.mark.parametrize(
    "line",
    [
        "if true; then",
        ". /etc/default/other",
        f"{NAME}=-v; A=1",
        f"{NAME}=-v A=1",
        f"{NAME}=-v --log=none",
        f"{NAME}+=-v",
        f"{NAME}=`cat /etc/args`",
        f"{NAME}=$(cat /etc/args)",
        f'{NAME}="$(cat /etc/args)"',
        f"{NAME}=${{OTHER:-none}}",
        f'{NAME}="-v',
        f"{NAME}='-v",
        f"{NAME}=-v\\",
        f"{NAME}=~/args",
        f"{NAME}=$'-v'",
        f"{NAME}=-v\0",
        "cat <<END",
        f"readonly {NAME}=-v",
    ],
)
def test_a_file_that_is_more_than_settings_is_left_alone(line: str) -> None:
    with pytest.raises(InvalidInput, match="Its line 2 is no plain setting"):
        with_setting(f"# settings\n{line}\nA=1\n", NAME, lambda value: with_more(value, WORD))
