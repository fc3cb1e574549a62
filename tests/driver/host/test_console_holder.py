"""Who holds a console: found by the lock that xl's client takes, and nothing is made up that isn't known."""

import os
import pwd
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pseudo_terminal import Program
from tests.scripted import Answer, ScriptedTransport, domids, listing, row, uuid_of
from tests.waiting import until
from xentui_driver.host.console_holder import console_holder, is_attached
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import CommandTimedOut, ConsoleBusy, FileUnreadable, XenError
from xentui_driver.model.text import harmless
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.toolstack.lock_holder import LockHolder, holder_words
from xentui_driver.toolstack.read_only import ReadOnlyTransport
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import Completed, FileEntry
from xentui_driver.transport.recording import RecordingTransport
from xentui_driver.transport.replay import ReplayTransport

WEB = DomainRef(uuid_of(7), 7, "web")
BOOT_S = 1_795_700_000
LOCKS = (
    "1: POSIX  ADVISORY  WRITE 300 00:17:600 0 EOF\n"
    "2: FLOCK  ADVISORY  WRITE 4711 00:19:811 0 EOF\n"
    "2: -> FLOCK  ADVISORY  WRITE 4800 00:19:811 0 EOF\n"
    "3: FLOCK  ADVISORY  READ  310 00:17:601 0 EOF\n"
)
STAT = b"4711 (xen) console) S 1 4711 4711 34819 4711 0 0 0 0 0 0 0 0 0 20 0 1 0 880100 5 9 1\n"
FILES = {
    "/proc/locks": LOCKS.encode(),
    "/proc/stat": b"cpu  1 2 3\nintr 9 btime 5\nbtime %d\n" % BOOT_S,
    "/proc/4711/status": b"Name:\txenconsole\nUid:\t0\t0\t0\t0\n",
    "/proc/4711/loginuid": b"1000",
    "/proc/4711/cmdline": b"/usr/lib/xen-4.17/bin/xenconsole\x007\0--num\x000\0--type\0pv\0",
    "/proc/4711/stat": STAT,
}
USERS: Mapping[str, str | XenError] = {
    "0": "root:x:0:0:root:/root:/bin/bash\n",
    "1000": "alice:x:1000:1000::/home/alice:/bin/bash\n",
}
OPEN = {
    "/proc/300/fd": {"0": "/dev/null", "3": "/run/xenconsole.7.pid"},
    "/proc/4711/fd": {"0": "/dev/pts/3", "1": "/dev/pts/3", "2": "pipe:[7]", "5": "/run/lock/xenconsole.7"},
    "/proc/4800/fd": {"0": "/dev/pts/4", "5": "/run/lock/xenconsole.8"},
}


class Linux(ScriptedTransport):
    """A dom0 with these files, and processes that have these ones open."""

    def __init__(
        self,
        files: Mapping[str, bytes] = FILES,
        opened: Mapping[str, Mapping[str, str]] = OPEN,
        users: Mapping[str, str | XenError] = USERS,
    ) -> None:
        answers: dict[str, Answer | list[Answer]] = {
            "xl list -v": listing(row("web", 7)),
            "xenstore-list /local/domain": domids(7),
            "xenstore-read /local/domain/7/console/tty": "/dev/pts/2\n",
        }
        super().__init__(answers, files)
        self._opened = opened
        self._users = users

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        if tuple(argv[:2]) != ("getent", "passwd"):
            return super().run(argv, timeout_s=timeout_s)
        self.asked.append(" ".join(argv))
        found = self._users.get(argv[2])
        if isinstance(found, XenError):
            raise found
        return Completed(tuple(argv), 2 if found is None else 0, found or "", "")

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        raise AssertionError(f"what {path} leads to may never answer: only links are read")

    def read_links(self, path: str) -> Mapping[str, str]:
        if path not in self._opened:
            raise FileUnreadable(f"{path} can't be read: No such file or directory.")
        return self._opened[path]


HOLDER = LockHolder(
    pid=4711,
    user="root",
    login="alice",
    terminal="pts/3",
    command="xenconsole 7 --num 0 --type pv",
    since_s=BOOT_S + 8801.0,
)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def test_the_holder_is_who_has_the_lock_and_not_who_waits_for_it() -> None:
    assert console_holder(Linux(), 7) == HOLDER
    assert console_holder(Linux(), 8) is None


def test_a_lock_file_that_was_removed_holds_nobody_up() -> None:
    assert console_holder(Linux(opened={"/proc/4711/fd": {"5": "/run/lock/xenconsole.7 (deleted)"}}), 7) is None


@pytest.mark.parametrize(
    ("opened", "is_open"),
    [
        ({"0": "/dev/pts/3"}, False),
        ({"0": "/dev/pts/3", "6": "/dev/pts/9"}, True),
        ({"0": "pipe:[1]", "6": "/dev/pts/9"}, True),
        ({"0": "/dev/pts/3", "6": "/dev/xen/xenbus"}, False),
    ],
)
def test_a_console_is_open_once_its_client_has_the_terminal_beside_the_lock(
    opened: Mapping[str, str], is_open: bool
) -> None:
    lock = {"5": "/run/lock/xenconsole.7"}
    assert is_attached(Linux(opened={"/proc/4711/fd": {**opened, **lock}}), 7) is is_open
    assert not is_attached(Linux(opened={"/proc/4711/fd": opened}), 7)


def test_a_second_console_is_refused_with_who_where_what_and_since_when() -> None:
    with pytest.raises(ConsoleBusy) as refused:
        Hypervisor(Linux(), SimulatedClock(epoch_s=BOOT_S + 9000.0)).console_argv(WEB)
    assert refused.value.summary == (
        "The console of web (id 7) is in use by alice as root on pts/3, process 4711 (xenconsole 7 --num 0 --type pv), "
        "since 16:00:01."
    )
    assert refused.value.state_now == "Nothing was done."
    assert "`kill 4711`" in refused.value.next_step


def test_without_a_holder_the_console_is_attached() -> None:
    assert Hypervisor(Linux(opened={}), SimulatedClock()).console_argv(WEB) == ("xl", "console", "7")
    assert Hypervisor(Linux(files={}), SimulatedClock()).console_argv(WEB) == ("xl", "console", "7")


def test_whoever_came_in_between_is_named_too() -> None:
    host = Hypervisor(Linux(), SimulatedClock(epoch_s=BOOT_S + 9000.0))
    stub_of_another = DomainRef(uuid_of(3), 3, "web")
    theirs = ConsoleBusy("Another client.", detail="xenconsole: Could not lock /var/lock/xenconsole.7: busy")
    named = host.who_holds(theirs, stub_of_another)
    assert "in use by alice as root" in named.summary
    assert named.detail == theirs.detail
    unknown = host.who_holds(ConsoleBusy("Another client."), stub_of_another)
    assert unknown.summary == "Another client."
    assert "`fuser -v " in unknown.next_step, "as it is said of a folder of jobs"


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("/proc/4711/status", "alice as an unknown user on pts/3, process 4711 (xenconsole"),
        ("/proc/4711/loginuid", "root on pts/3, process 4711 (xenconsole"),
        ("/proc/4711/cmdline", "process 4711 (an unknown command), since"),
        ("/proc/4711/stat", "since an unknown time"),
        ("/proc/stat", "since an unknown time"),
    ],
)
def test_what_is_not_known_is_said_to_be_unknown(missing: str, words: str) -> None:
    holder = console_holder(Linux({path: text for path, text in FILES.items() if path != missing}), 7)
    assert holder is not None
    assert words in holder_words(holder, BOOT_S)


@pytest.mark.parametrize("told", ["", "broken\n", "alice:x:1001:1000::/:\n", "alice:x\n", CommandTimedOut("late")])
def test_a_user_whose_name_is_not_told_has_a_number(told: str | XenError) -> None:
    holder = console_holder(Linux(users={"0": told, "1000": told}), 7)
    assert holder is not None
    assert holder_words(holder, BOOT_S).startswith("user 1000 as root on pts/3")


def test_a_recording_has_no_user_but_those_it_is_about() -> None:
    lines: list[str] = []
    files = FILES | {"/etc/passwd": b"mallory:x:1001:1001:Mallory,Room 7:/home/mallory:/bin/sh\n"}
    host = Linux(files)
    assert console_holder(RecordingTransport(host, lines.append), 7) == HOLDER
    assert "mallory" not in "".join(lines)
    assert {words for words in host.asked if "passwd" in words} == {"getent passwd 0", "getent passwd 1000"}
    assert console_holder(ReplayTransport(lines), 7) == HOLDER
    assert console_holder(ReadOnlyTransport(Linux()), 7) == HOLDER


def test_a_client_without_a_terminal_is_on_an_unknown_one() -> None:
    opened = {"/proc/4711/fd": {"0": "pipe:[5]", "5": "/run/lock/xenconsole.7"}}
    holder = console_holder(Linux(opened=opened), 7)
    assert holder is not None
    assert "alice as root on an unknown terminal" in holder_words(holder, BOOT_S)


def test_nobody_has_logged_in_where_the_kernel_has_no_login() -> None:
    holder = console_holder(Linux(FILES | {"/proc/4711/loginuid": b"4294967295"}), 7)
    assert holder is not None
    assert holder_words(holder, BOOT_S).startswith("root on pts/3")


def test_what_began_on_another_day_has_its_date() -> None:
    assert "since 2026-11-26 16:00:01" in holder_words(HOLDER, BOOT_S + 200_000.0)


ANYTHING = st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace"))


@given(st.dictionaries(st.sampled_from(sorted(FILES)), ANYTHING), st.text(max_size=20), st.text(max_size=20), st.text())
def test_whatever_stands_there_is_harmless_text(
    changed: dict[str, bytes], terminal: str, other: str, name: str
) -> None:
    opened = {"/proc/4711/fd": {"0": f"/dev/{terminal}", "1": other, "5": "/run/lock/xenconsole.7"}}
    users = {uid: f"{name}:x:{uid}:" for uid in ("0", "1000")}
    holder = console_holder(Linux(FILES | changed, opened, users), 7)
    if holder is not None:
        words = holder_words(holder, BOOT_S)
        assert harmless(words) == words
        assert len(words) < 400


CLIENT = """
import fcntl, sys, time
lock = open(sys.argv[1], "w")
fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
print("locked", flush=True)
time.sleep(600)
"""


def test_a_real_process_is_named_by_the_real_proc(tmp_path: Path) -> None:
    began_s = time.time()
    path = tmp_path / "xenconsole.4711000"
    with Program((sys.executable, "-c", CLIENT, str(path))) as program:
        program.shows("locked")
        until(lambda: console_holder(LocalTransport(), 4711000) is not None)
        holder = console_holder(LocalTransport(), 4711000)
        assert holder is not None
        assert holder.pid == program.pid
        assert holder.user == pwd.getpwuid(os.getuid()).pw_name
        assert holder.terminal == os.ttyname(program.terminal).removeprefix("/dev/")
        assert holder.command.startswith(os.path.basename(sys.executable))
        assert holder.since_s is not None
        assert abs(holder.since_s - began_s) < 120
        second = subprocess.run([sys.executable, "-c", CLIENT, str(path)], capture_output=True, check=False)
        assert second.returncode != 0
    assert console_holder(LocalTransport(), 4711000) is None
