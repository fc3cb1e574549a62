"""The shell inside a guest that isn't there: keys in, characters for the terminal out."""

import time
from codecs import getincrementaldecoder
from collections.abc import Callable
from enum import Enum

from xentui_driver.model.text import harmless
from xentui_driver.simulator.guest_lines import PANIC_LINES, boot_lines

DETACH = "\x1d"
"""ctrl+], at which xl's console client lets go (xenconsole, tools/console/client/main.c)."""
ESCAPE_OPTION = "--escape="
"""Of the client's program, before another key, as `xl console -e` writes it."""

_ERASE = ("\x7f", "\b")
_INTERRUPT, _END_OF_INPUT, _CLEAR_LINE, _ESCAPE = "\x03", "\x04", "\x15", "\x1b"
_LONGEST_LINE = 1000
_HELP = "This guest is simulated. It knows: date, echo, exit, free, help, hostname, ls, ps, uname, uptime, whoami."
_PROCESSES = """\
  PID USER     COMMAND
    1 root     /sbin/init
   87 root     /sbin/syslogd -n
   93 root     /usr/sbin/sshd
  101 root     -sh"""


class ConsoleKind(Enum):
    """What there is on a console; an option of its program."""

    SHELL = ""
    SILENT = "--silent"
    CRASHED = "--crashed"


def lines_of(kind: ConsoleKind, name: str) -> tuple[str, ...]:
    """What has been printed on a console of that kind."""
    if kind is ConsoleKind.SILENT:
        return ()
    return boot_lines(name) if kind is ConsoleKind.SHELL else (*boot_lines(name), *PANIC_LINES)


class SilentConsole:
    """Of a guest that says nothing, or nothing more: no key has an effect but the one that lets go."""

    def __init__(self, lines: tuple[str, ...] = (), detach: str = DETACH) -> None:
        self.has_ended = False
        self._lines = lines
        self._detach = detach

    def greeting(self) -> str:
        return "".join(f"{line}\r\n" for line in self._lines)

    def feed(self, keys: bytes) -> str:
        self.has_ended = self.has_ended or self._detach.encode() in keys
        return ""


class GuestShell:
    """A line editor and a handful of commands; it has no terminal and does no input or output itself."""

    def __init__(self, name: str, now_s: Callable[[], float] = time.time, detach: str = DETACH) -> None:
        self.has_ended = False
        self._detach = detach
        self._name = harmless(name) or "guest"
        self._now_s = now_s
        self._started_s = now_s()
        self._line = ""
        self._escape = ""
        self._after_return = False
        self._decode = getincrementaldecoder("utf-8")("replace").decode

    def greeting(self) -> str:
        return "".join(f"{line}\r\n" for line in boot_lines(self._name)) + self._prompt()

    def feed(self, keys: bytes) -> str:
        """What the guest shows for these keys; `has_ended` when the operator lets go of the console."""
        shown = ""
        for key in self._decode(keys):
            if key == self._detach:
                self.has_ended = True
                break
            shown += self._press(key)
        return shown

    def _press(self, key: str) -> str:
        if key == _ESCAPE or self._escape:
            return self._swallow_escape(key)
        second_half = key == "\n" and self._after_return
        self._after_return = key == "\r"
        if second_half:
            return ""
        if key in "\r\n":
            return self._enter()
        if key in _ERASE:
            return self._erase()
        if key == _INTERRUPT:
            self._line = ""
            return "^C\r\n" + self._prompt()
        if key == _END_OF_INPUT and not self._line:
            return "logout\r\n" + self._log_in_again()
        if key == _CLEAR_LINE:
            return self._clear_line()
        if not key.isprintable() or len(self._line) >= _LONGEST_LINE:
            return ""
        self._line += key
        return key

    def _swallow_escape(self, key: str) -> str:
        """Arrow and function keys: ESC, [ or O, parameters, one letter (ECMA-48)."""
        self._escape += key
        introduced = self._escape[:2] in ("\x1b", "\x1b[", "\x1bO")
        finished = len(self._escape) > 2 and "@" <= key <= "~"
        if finished or not introduced or len(self._escape) > 16:
            self._escape = ""
        return ""

    def _erase(self) -> str:
        if not self._line:
            return ""
        self._line = self._line[:-1]
        return "\b \b"

    def _clear_line(self) -> str:
        erased = "\b \b" * len(self._line)
        self._line = ""
        return erased

    def _enter(self) -> str:
        line, self._line = self._line.strip(), ""
        word, _, rest = line.partition(" ")
        if word in ("exit", "logout"):
            return "\r\n" + self._log_in_again()
        answer = self._answer(word, rest.strip()).replace("\n", "\r\n")
        return "\r\n" + (f"{answer}\r\n" if answer else "") + self._prompt()

    def _answer(self, word: str, rest: str) -> str:
        up_s = int(self._now_s() - self._started_s)
        moment = time.gmtime(self._now_s())
        clock, load = time.strftime("%H:%M:%S", moment), "0.00, 0.01, 0.00"
        answers = {
            "": "",
            "help": _HELP,
            "uname": "Linux" if rest != "-a" else f"Linux {self._name} 6.1.0-44-amd64 #1 SMP x86_64 GNU/Linux",
            "date": time.strftime("%a %b %e %H:%M:%S UTC %Y", moment),
            "uptime": f"{clock} up {up_s // 60} min, 1 user, load average: {load}",
            "hostname": self._name,
            "whoami": "root",
            "echo": rest,
            "ls": "bin  boot  dev  etc  home  lib  proc  root  sbin  sys  tmp  usr  var",
            "ps": _PROCESSES,
            "free": "        total   used   free\nMem:  1017452 183244 834208",
        }
        return answers.get(word, f"-sh: {word}: not found")

    def _log_in_again(self) -> str:
        return f"\r\n{self._name} login: root (automatic login)\r\n" + self._prompt()

    def _prompt(self) -> str:
        return f"root@{self._name.split('.')[0]}:~# "
