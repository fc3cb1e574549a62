"""The table of keys in a config file: names of keys, presets, and what is refused in one clear line."""

from pathlib import Path

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from tests.xentui.fleet.settings.config_files import complaint, loaded
from xentui.console.commands.bindings import as_pressed
from xentui.fleet.settings.errors import SettingsError
from xentui.fleet.settings.key_map import key_map
from xentui.fleet.settings.key_names import NAMES, key_named, shown_key
from xentui.fleet.settings.loading import load_settings

SENT = {
    "space": " ", "enter": "\r", "backspace": "\x7f", "insert": "\x1b[2~",
    "delete": "\x1b[3~", "home": "\x1b[H", "end": "\x1b[F", "page-up": "\x1b[5~", "page-down": "\x1b[6~",
    "up": "\x1b[A", "down": "\x1b[B", "left": "\x1b[D", "right": "\x1b[C", "f1": "\x1bOP", "f2": "\x1bOQ",
    "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~",
    "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~", "ctrl+space": "\x00",
    "ctrl+\\": "\x1c", "ctrl+]": "\x1d", "ctrl+^": "\x1e", "ctrl+_": "\x1f",
}  # fmt: skip
"""What xterm sends for the keys with names (xterm's control sequences, PC-Style Function Keys)."""


def sent(name: str) -> str:
    if len(name) == 1:
        return name
    return SENT.get(name) or chr(ord(name.removeprefix("ctrl+")) - ord("a") + 1)


@pytest.mark.parametrize("name", [*NAMES, *"azAZ09!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~öß§"])
def test_every_key_that_a_file_may_name_is_what_the_terminal_sends_for_it(name: str) -> None:
    parser = XTermParser(False)
    keys = [each for each in parser.feed(sent(name)) if isinstance(each, events.Key)]
    assert [key.key for key in keys] == [as_pressed(key_named(name))]


@pytest.mark.parametrize(
    ("written", "name"),
    [("F9", "f9"), ("Ctrl+R", "ctrl+r"), ("^R", "ctrl+r"), ("PgUp", "page-up"), ("pagedown", "page-down")],
)
def test_a_key_may_be_written_as_the_screen_shows_it(written: str, name: str) -> None:
    assert key_named(written) == name
    assert key_named(shown_key(name)) == name


def test_own_keys_replace_those_of_the_preset(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path, '[keys]\npreset = "htop"\nstop = ["F8", "ctrl+x"]\nmark-all = "a"\nstart-attached = []\n'
    )
    keys = key_map(settings.preset, settings.keys)
    assert keys.of("stop") == ("f8", "ctrl+x")
    assert keys.of("mark_all") == ("a",)
    assert keys.of("start_attached") == ()
    assert keys.of("quit") == ("f10", "q")
    assert keys.of("reboot") == ("r",)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('stop = "d"', 'keys: "d" can\'t be both describe and stop on the main screen'),
        ('down = "c"', 'keys: "c" can\'t be both console and down on the main screen'),
        ('quit = "J"', 'keys: "J" can\'t be both job-scroll-down and quit on the jobs'),
        ('refresh = "w"', "both refresh and write-back on a guest's screen"),
        ('stop = ["x", "x"]', 'keys.stop lists "x" twice'),
        ("quit = []", "keys.quit has no key"),
        ("help = []", "keys.help has no key"),
        ("command-palette = []", "keys.command-palette has no key"),
        ("down = []", "keys.down has no key"),
        ('stopp = "x"', "keys.stopp is not known; similar: stop"),
        ('Stop = "x"', "keys.Stop is not known; write stop"),
        ('xyzzy = "x"', "keys.xyzzy is not known; the keys of [keys] are preset, start, "),
        ('start_attached = "x"', "keys.start_attached is not known"),
        ('stop = "f13"', "that isn't a key"),
        ('stop = "ctrl+i"', "tab always goes to the next field or choice"),
        ('first = "tab"', "tab always goes to the next field or choice"),
        ('stop = "ctrl+m"', "terminals send the same for it as for enter"),
        ('stop = "shift+s"', 'write the letter it types: "S"'),
        ('stop = "alt+s"', "terminals send Escape first for it"),
        ('stop = "ctrl+1"', "not every terminal sends it"),
        ('stop = "escape"', "escape always goes back"),
        ('stop = "ctrl+q"', "ctrl+q always quits"),
        ('stop = ""', "that isn't a key"),
        ('stop = "\\u0301"', "a key is the character it types"),
        ("stop = 5", "it must be a key or a list of keys"),
        ('stop = ["x", 5]', "it must be a key or a list of keys"),
        ('preset = "emacs"', "keys.preset is 'emacs'; it must be one of default, vim, htop, k9s"),
    ],
)
def test_what_is_not_clear_is_refused(tmp_path: Path, line: str, words: str) -> None:
    assert words in complaint(tmp_path, f"[keys]\n{line}\n")


def test_keys_of_two_files_are_looked_at_together_and_the_later_file_is_named(tmp_path: Path) -> None:
    system, own = tmp_path / "system.toml", tmp_path / "own.toml"
    system.write_text('[keys]\npreset = "vim"\nstop = "D"\n')
    own.write_text('[keys]\nstart = "D"\nstop-acpi = "D"\n')
    with pytest.raises(SettingsError, match=r'own\.toml: keys: "D" can.t be both stop and stop-acpi'):
        load_settings([str(system), str(own)], "dom0a")
    own.write_text('[keys]\nstart = "D"\n')
    assert load_settings([str(system), str(own)], "dom0a").keys == {"stop": ("D",), "start": ("D",)}
