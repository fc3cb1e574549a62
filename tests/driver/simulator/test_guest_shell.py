"""What a simulated guest shows on its console for the keys that it gets."""

import pytest

from xentui_driver.simulator.guest_console import console_of
from xentui_driver.simulator.guest_shell import ConsoleKind, GuestShell


def shell() -> GuestShell:
    return GuestShell("web-01.example.net", now_s=lambda: 1_790_000_000.0)


def test_it_greets_with_its_boot_and_a_prompt() -> None:
    greeting = shell().greeting()
    assert greeting.startswith("[    0.000000] Linux version")
    assert greeting.endswith("\r\nroot@web-01:~# ")
    assert "\n" not in greeting.replace("\r\n", "")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("uname", "Linux"),
        ("echo  two words", "two words"),
        ("hostname", "web-01.example.net"),
        ("whoami", "root"),
        ("date", "Mon Sep 21 14:13:20 UTC 2026"),
        ("frobnicate now", "-sh: frobnicate: not found"),
        ("exit", "\r\nweb-01.example.net login: root (automatic login)"),
    ],
)
def test_it_answers_a_command(line: str, answer: str) -> None:
    assert shell().feed(f"{line}\r".encode()) == f"{line}\r\n{answer}\r\nroot@web-01:~# "


def test_help_names_what_it_knows() -> None:
    assert "uname" in shell().feed(b"help\r")


def test_an_empty_line_only_prompts_again() -> None:
    assert shell().feed(b"\r") == "\r\nroot@web-01:~# "
    assert shell().feed(b"\r\n") == "\r\nroot@web-01:~# "


def test_keys_are_shown_and_erased() -> None:
    guest = shell()
    assert guest.feed(b"unamx\x7fe") == "unamx\b \be"
    assert guest.feed(b"\x15") == "\b \b" * 5
    assert guest.feed(b"\x7f") == ""
    assert guest.feed(b"whoami\r").splitlines()[1] == "root"


def test_control_c_gives_a_new_line() -> None:
    guest = shell()
    assert guest.feed(b"rm -rf /\x03").endswith("^C\r\nroot@web-01:~# ")
    assert guest.feed(b"\r") == "\r\nroot@web-01:~# "


def test_end_of_input_logs_out_and_in_again() -> None:
    assert "logout" in shell().feed(b"\x04")
    assert shell().feed(b"x\x04") == "x"


@pytest.mark.parametrize("keys", [b"\x1b[A", b"\x1bOP", b"\x1b[15~", b"\x1b[1;5C", b"\x00", b"\x07", b"\t"])
def test_keys_without_a_character_show_nothing(keys: bytes) -> None:
    assert shell().feed(keys) == ""


def test_a_character_may_come_in_two_halves() -> None:
    guest = shell()
    assert guest.feed(b"caf\xc3") + guest.feed(b"\xa9") == "café"
    assert guest.feed(b"\xff!") == "\ufffd!"


def test_the_detach_key_ends_it() -> None:
    guest = shell()
    assert guest.feed(b"uname\x1dignored") == "uname"
    assert guest.has_ended


def test_the_guests_name_cannot_move_the_cursor() -> None:
    guest = GuestShell("evil\x1b[2J\nname")
    assert "\x1b" not in guest.greeting() + guest.feed(b"hostname\r")


def test_a_line_has_an_end() -> None:
    assert len(shell().feed(b"x" * 5000)) == 1000


def test_a_crashed_guest_has_said_why_and_hears_nothing_more() -> None:
    dead = console_of([ConsoleKind.CRASHED.value, "mail"])
    assert "Kernel panic - not syncing" in dead.greeting().splitlines()[-1]
    assert dead.feed(b"ls\r") == ""
    assert not dead.has_ended
    dead.feed(b"\x1d")
    assert dead.has_ended


def test_a_silent_console_is_empty() -> None:
    assert console_of([ConsoleKind.SILENT.value, "win"]).greeting() == ""
    assert isinstance(console_of(["win"]), GuestShell)
