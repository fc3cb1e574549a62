"""Every kind of operation that the console begins: the state before it, and the keys that lead to it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.dom0 import Dom0
from tests.faults.world import World
from tests.pseudo_terminal import Program
from tests.seen import until_keys_are_taken
from tests.waiting import until

GUEST = "web"

Talk = tuple[tuple[str | bytes, str], ...]
"""Keys, and what is on the screen after them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of operation."""

    name: str
    operation: str
    prepare: Callable[[Dom0], object]
    talk: Talk
    """What leads to it, all but the last key; `SAVES` and `KERNEL` are paths of the world."""
    key: bytes
    """The one that begins it."""
    on_guest: bool = True
    """It begins on the guest's row."""
    reads: bool = False
    """The console reads the host for what is said before the last key."""

    def lead(self, program: Program, world: World) -> None:
        """Press all keys but the last, and wait until the console reads nothing more."""
        if self.on_guest:
            program.sees(GUEST)
            program.press(f"/{GUEST}\r".encode())
            program.sees(f"filter: {GUEST}")
        else:
            program.sees("Domain-0")
        before = len(world.dom0.log())
        for keys, seen in self.talk:
            if keys in _AFTER_A_LOOK:
                until_keys_are_taken()
            program.press(_told(keys, world) if isinstance(keys, str) else keys)
            if keys != ":":  # its list has the words before they are typed: an Enter would come in one read with them
                program.sees_no_longer(_EMPTY_PALETTE)
            program.sees(seen)
        if self.reads:
            until(lambda: len(world.dom0.log()) > before and _quiet_for_s(program, world) >= _QUIET_S)


def _told(keys: str, world: World) -> bytes:
    return keys.replace("SAVES", str(world.dom0.saves)).replace("KERNEL", str(world.dom0.kernel)).encode()


def _quiet_for_s(program: Program, world: World) -> float:
    """Since when no command has been at work; the console's screen is read on meanwhile."""
    program.screen()
    now_s = time.monotonic()
    return min(now_s - (command.ended_s or now_s) for command in world.dom0.log())


def stopped(dom0: Dom0) -> None:
    dom0.define(GUEST)


def running(dom0: Dom0) -> None:
    dom0.define(GUEST)
    dom0.start(GUEST)


def on_a_serial_line(dom0: Dom0) -> None:
    dom0.define(GUEST, type="hvm", serial="pty", kernel=None)
    dom0.start(GUEST)


def paused(dom0: Dom0) -> None:
    running(dom0)
    dom0.run("xl", "pause", GUEST)


def left_behind(dom0: Dom0) -> None:
    """The copy that a migration has left before it ran."""
    dom0.define(GUEST)
    dom0.run("xl", "create", "-p", str(dom0.definitions / f"{GUEST}.cfg"))
    dom0.run("xl", "rename", GUEST, f"{GUEST}--incoming")


def ballooned(dom0: Dom0) -> None:
    """It runs with less than its definition says."""
    running(dom0)
    dom0.run("xl", "mem-set", GUEST, "300m")
    until(lambda: (guest := dom0.domain(GUEST)) and guest.memory_kib == 300 << 10)


def saved(dom0: Dom0) -> None:
    running(dom0)
    dom0.run("xl", "save", GUEST, str(dom0.saves / f"{GUEST}.save"))


def linked(dom0: Dom0) -> None:
    stopped(dom0)
    (dom0.definitions / "auto" / f"{GUEST}.cfg").symlink_to(dom0.definitions / f"{GUEST}.cfg")


def nothing(_dom0: Dom0) -> None:
    """Nobody is there but dom0."""


_QUIET_S = 0.15
_EMPTY_PALETTE = "e.g. kill"
_ENTER, _RIGHT, _DOWN, _F2 = b"\r", b"\x1b[C", b"\x1b[B", b"\x1bOQ"
_RIGHT_LATER = b"\x1bOC"
"""The other way in which terminals send it."""
_AFTER_A_LOOK = frozenset({_F2, _RIGHT_LATER, "w"})
"""Keys that answer what has come by itself, that must not come in one read with a text, or be letters of a word."""


def _palette(words: str) -> Talk:
    """All but its Enter."""
    return ((":", _EMPTY_PALETTE), (words, words))


_MEMORY = "target       512 MiB"
_ON = "▶ "
_FORM = (
    ("n", "From scratch"),
    ("f", f"{_ON}name"),
    (GUEST, f"name           {GUEST}"),
    (_DOWN, f"{_ON}memory"),
    ("512", "memory         512"),
    (_DOWN, f"{_ON}max memory"),
    (_DOWN, f"{_ON}vCPUs"),
    (_DOWN, f"{_ON}kernel"),
    ("KERNEL", "boot/vmlinuz  "),
)

KINDS = (
    Kind("start", "start", stopped, (), b"s"),
    Kind("start with console", "start_attached", stopped, (), b"S"),
    Kind("start paused", "start_paused", stopped, _palette("Start paused"), _ENTER),
    Kind("stop", "stop", running, (("x", "y Stop"),), b"y"),
    Kind("stop by ACPI", "stop_acpi", running, (*_palette("Stop by ACPI"), (_ENTER, "y Stop by ACPI")), b"y"),
    Kind("destroy", "destroy", running, (("X", "xl destroy 1"), (_RIGHT, "Force off")), _ENTER),
    Kind(
        "discard",
        "discard",
        left_behind,
        (("X", "xl destroy 1"), (_RIGHT, "Discard")),
        _ENTER,
    ),
    Kind("reboot", "reboot", running, (("r", "y Reboot"),), b"y"),
    Kind("reset", "reset", running, (("R", "xl destroy 1"), (_RIGHT, "Reset")), _ENTER),
    Kind("pause", "pause", running, (("p", "y Pause"),), b"y"),
    Kind("unpause", "unpause", paused, (), b"p"),
    Kind("balloon", "balloon", running, (("b", _MEMORY), ("300\r", "n Cancel")), b"y", reads=True),
    Kind("balloon in definition too", "balloon", running, (("b", _MEMORY), ("300\r", "n Cancel")), b"d", reads=True),
    Kind(
        "maxmem",
        "maxmem",
        running,
        (*_palette("Maximum memory"), (_ENTER, _MEMORY), ("2048\r", "n Cancel")),
        b"y",
        reads=True,
    ),
    Kind("vcpus", "vcpus", running, (("v", "4  fixed until"), ("1\r", "y Set vCPUs")), b"y", reads=True),
    Kind(
        "migrate",
        "migrate",
        running,
        (("m", "To host:"), ("dom0b\r", "[ Cancel ]"), (_RIGHT, "[ Migrate ]")),
        _ENTER,
        reads=True,
    ),
    Kind("save", "save", running, (*_palette("Save"), (_ENTER, "File:"), ("SAVES/web.save\r", "y Save")), b"y"),
    Kind(
        "save, keep running",
        "save_running",
        running,
        (*_palette("Save, keep running"), (_ENTER, "File:"), ("SAVES/web.save\r", "y Save")),
        b"y",
    ),
    Kind(
        "restore",
        "restore",
        saved,
        (*_palette("Restore"), (_ENTER, "File on the host"), ("SAVES/web.save", "xl restore")),
        _ENTER,
    ),
    Kind(
        "sysrq",
        "sysrq",
        running,
        (*_palette("Sysrq"), (_ENTER, "Key:"), ("sync\r", "[ Cancel ]"), (_RIGHT, "[ Send ]")),
        _ENTER,
    ),
    Kind("nmi", "nmi", running, (*_palette("NMI"), (_ENTER, "[ Cancel ]"), (_RIGHT, "[ Send ]")), _ENTER),
    Kind(
        "break",
        "break",
        on_a_serial_line,
        (*_palette("Break"), (_ENTER, "[ Cancel ]"), (_RIGHT, "[ Send ]")),
        _ENTER,
    ),
    Kind("rename", "rename", running, (*_palette("Rename"), (_ENTER, "New name:"), ("shop\r", "y Rename")), b"y"),
    Kind("autostart on", "autostart_on", stopped, (*_palette("Autostart on"), (_ENTER, "y Turn on")), b"y"),
    Kind("autostart off", "autostart_off", linked, (*_palette("Autostart off"), (_ENTER, "y Turn off")), b"y"),
    Kind("remove", "remove", linked, (*_palette("Remove"), (_ENTER, "[ Cancel ]"), (_RIGHT, "[ Remove ]")), _ENTER),
    Kind("edit", "edit_definition", stopped, (("e", "s Save"),), b"s", reads=True),
    Kind(
        "new",
        "new_definition",
        nothing,
        (*_FORM, (_F2, "Save anyway"), (_RIGHT_LATER, "[ Save anyway ]")),
        _ENTER,
        on_guest=False,
        reads=True,
    ),
    Kind(
        "write back", "change_definition", ballooned, (("d", "w writes what"), ("w", "y Write back")), b"y", reads=True
    ),
)
