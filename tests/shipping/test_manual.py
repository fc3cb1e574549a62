"""The manual page and the completions have each command with its options, for they are made from the grammar."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from shipping.grammar import grammars, whole_parser
from shipping.manual import SHELLS, completion, manual_page

ROOT = "xentui"
ANSWERS = {
    "bash": 'source "$0"; COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); '
    '_shtab_xentui; echo "${COMPREPLY[@]}"',
    "fish": "source $argv[1]; complete -C $argv[2] | string split -f1 \\t",
}
CHECKS = {"bash": "-n", "zsh": "-n", "fish": "--no-execute"}


def options() -> dict[str, frozenset[str]]:
    """The long options of each command, by the words that lead to it."""
    return {
        words: frozenset(long(" ".join(grammar._option_string_actions)))
        for words, grammar in grammars(whole_parser()).items()
    }


def long(text: str) -> set[str]:
    return set(re.findall(r"(?<!\S)--[a-z-]+", text))


def sections(page: str) -> dict[str, str]:
    parts = re.split(r"^\.SS \\fB(.*)\\fR$", page, flags=re.MULTILINE)
    return {ROOT: page, **dict(zip(parts[1::2], parts[2::2], strict=True))}


def script(shell: str, folder: Path) -> Path:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    path = folder / f"xentui.{shell}"
    path.write_text(completion(shell))
    return path


def test_the_grammar_is_whole() -> None:
    assert {"xentui list", "xentui start", "xentui config set", "xentui demo"} <= options().keys()


def test_the_manual_has_each_command_with_its_options() -> None:
    found = sections(manual_page(0).replace(r"\-", "-"))
    assert found.keys() == options().keys()
    for words, named in options().items():
        assert named <= {"--help", *re.findall(r"--[a-z-]+", found[words])}, words


def test_the_manual_names_documents_where_the_package_has_them() -> None:
    page = manual_page(0).replace(r"\-", "-")
    named = set(re.findall(r"\S*\bdoc\w*/[\w/.]+\.md\S*", page))
    assert {name.strip("()").removeprefix("/usr/share/doc/xentui/") for name in named} == {"config.md.gz", "json.md.gz"}


def test_a_manual_is_of_the_moment_that_it_is_given() -> None:
    assert r"1970\-01\-02" in manual_page(86_400)


@pytest.mark.parametrize("shell", SHELLS)
def test_its_shell_understands_a_completion(shell: str, tmp_path: Path) -> None:
    subprocess.run([shell, CHECKS[shell], script(shell, tmp_path)], check=True)


@pytest.mark.parametrize("shell", ANSWERS)
def test_a_shell_offers_the_options_of_each_command(shell: str, tmp_path: Path) -> None:
    path = script(shell, tmp_path)
    for words, named in options().items():
        assert named <= set(offered(shell, path, f"{words} --").split()), words


@pytest.mark.parametrize("shell", ANSWERS)
def test_a_shell_offers_the_commands(shell: str, tmp_path: Path) -> None:
    path = script(shell, tmp_path)
    assert {"start", "stop"} <= set(offered(shell, path, f"{ROOT} st").split())
    assert {"set", "show"} <= set(offered(shell, path, f"{ROOT} config s").split())


def offered(shell: str, path: Path, line: str) -> str:
    argv = [shell, "-c", ANSWERS[shell], str(path), line]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def test_zsh_has_the_options_of_each_command() -> None:
    text = completion("zsh")
    for words, named in options().items():
        name = re.sub(r"\W", "_", words)
        listed = re.search(rf"^_shtab_{name}_options=\((.*?)^\)", text, re.MULTILINE | re.DOTALL)
        assert listed is not None, words
        assert named <= set(re.findall(r"--[a-z-]+(?=[\[},])", listed[1])), words
