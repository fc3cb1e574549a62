"""Consoles in windows of tmux and screen: the right command, and nothing of a guest's name in it but letters."""

import shutil
import string
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waiting import until
from tests.xentui.console.driving import Console, drive, guest
from xentui.console.dialogs import open_windows
from xentui.console.terminal.windows import Windows, open_window, own_program, window_title, windows_of
from xentui_driver.model.errors import CommandFailed, ToolMissing

IN_TMUX = {"TMUX": "/tmp/tmux-0/default,4711,0", "TERM": "tmux-256color"}
IN_SCREEN = {"STY": "4711.pts-0.dom0a", "TERM": "screen"}
HARMLESS = set(string.ascii_letters + string.digits + "._-")


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        (IN_TMUX, "tmux"),
        (IN_SCREEN, "screen"),
        ({**IN_SCREEN, **IN_TMUX}, "tmux"),
        ({**IN_TMUX, **IN_SCREEN}, "screen"),
    ],
)
def test_the_multiplexer_is_the_one_that_the_terminal_says_it_is(environ: Mapping[str, str], name: str) -> None:
    windows = windows_of(environ)
    assert windows is not None
    assert windows.name == name


def test_outside_of_one_there_are_no_windows() -> None:
    assert windows_of({"TERM": "xterm"}) is None


@given(st.text())
def test_a_title_has_nothing_that_a_multiplexer_reads(name: str) -> None:
    title = window_title(name)
    assert title
    assert set(title) <= HARMLESS
    assert len(title) <= 30
    assert not title.startswith("-")


def test_a_title_is_the_name_where_that_is_harmless() -> None:
    assert window_title("web-01.example.net") == "web-01.example.net"
    assert window_title("#(reboot)") == "reboot"


def test_the_same_program_is_run_with_the_same_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/usr/bin/python3")
    monkeypatch.setattr("sys.orig_argv", ["python3", "-m", "xentui", "--read-only", "--config", "a"])
    monkeypatch.setattr("sys.argv", ["/x/xentui/__main__.py", "--read-only", "--config", "a"])
    assert own_program({}, ("console",)) == ("/usr/bin/python3", "-m", "xentui", "console")
    program = own_program({"PYTHONPATH": "/srv/x", "PATH": "/bin"}, ("console",))
    assert program == ("env", "PYTHONPATH=/srv/x", "/usr/bin/python3", "-m", "xentui", "console")


def test_a_window_that_cannot_be_opened_says_why() -> None:
    with pytest.raises(CommandFailed, match="sh has opened no window") as refused:
        open_window(Windows("sh", ("sh", "-c", "echo no server >&2; exit 1", "sh")), "web", ())
    assert "no server" in refused.value.detail
    with pytest.raises(ToolMissing):
        open_window(Windows("no", ("/no/such/tmux",)), "web", ())


class Opened:
    """What would have been opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, environ: Mapping[str, str]) -> None:
        self.argvs: list[tuple[str, ...]] = []
        monkeypatch.setattr(open_windows, "start_environ", lambda: environ)
        monkeypatch.setattr(open_windows, "open_window", self._open)

    def _open(self, windows: Windows, title: str, program: Sequence[str]) -> None:
        self.argvs.append(windows.argv(title, program))


def console(*names: str) -> Console:
    made = Console()
    for number, name in enumerate(names):
        made.define(f"file{number}", start=True, text=guest(name))
    return made


def test_each_marked_guest_gets_a_window_of_its_own_by_its_uuid(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Opened(monkeypatch, IN_TMUX)

    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("asterisk", "W")
        await c.until(lambda: len(opened.argvs) == 2)
        await c.sees("console opened in a window of tmux")
        by_title = {argv[3]: argv for argv in opened.argvs}
        assert by_title.keys() == {"web-01", "a_reboot"}
        uuids = {i.name: i.uuid for i in c.app.main_screen.table.rows}
        assert by_title["a_reboot"][-3:] == ("console", "--stay", uuids["a; reboot"])
        assert not any("; reboot" in word for argv in opened.argvs for word in argv)
        assert c.attached == []

    drive(console("web-01", "a; reboot"), scenario)


def test_outside_of_tmux_and_screen_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Opened(monkeypatch, {"TERM": "xterm"})

    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("W")
        await c.sees("xentui runs neither in tmux nor in screen")
        await c.sees("attach the console here (c)")
        assert opened.argvs == []

    drive(console("web-01"), scenario)


def test_a_simulated_host_has_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Opened(monkeypatch, IN_TMUX)
    made = Console(simulated=True)
    made.define("web-01", start=True)

    async def scenario(c: Console) -> None:
        c.move_to("web-01")
        await c.press("W")
        await c.sees("known to this console only")
        assert opened.argvs == []

    drive(made, scenario)


def test_tmux_itself_runs_the_words_without_a_shell() -> None:
    tmux = ("tmux", "-f", "/dev/null", "-L", "xentui-windows-test")
    begin = (*tmux, "new-session", "-d", "-x", "80", "-y", "24", "sleep 60")
    subprocess.run(begin, check=True, timeout=60)
    try:
        hostile = "$(touch /tmp/never); #(id) `id`"
        windows = Windows("tmux", (*tmux, "new-window", "-P", "-F", "#{window_name} #{pane_start_command}", "-n"))
        argv = windows.argv("a b", ("sh", "-c", 'printf "%s" "$1"; sleep 60', "sh", hostile))
        told = subprocess.run(argv, check=True, capture_output=True, text=True, timeout=60).stdout
        assert told.startswith("a_b ")
        shown = (*tmux, "capture-pane", "-p", "-t", ":1")

        def text() -> str:
            return subprocess.run(shown, check=True, capture_output=True, text=True, timeout=60).stdout.strip()

        assert until(text) == hostile
    finally:
        subprocess.run((*tmux, "kill-server"), check=False, timeout=60)


@pytest.fixture
def screen_session(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a session of a screen of its own."""
    if shutil.which("screen") is None:
        pytest.skip("needs screen (apt-get install screen)")
    with TemporaryDirectory() as folder:
        monkeypatch.setenv("SCREENDIR", folder)
        session = "windows-test"
        subprocess.run(("screen", "-c", "/dev/null", "-dmS", session, "sleep", "60"), check=True, timeout=60)
        try:
            yield session
        finally:
            subprocess.run(("screen", "-S", session, "-X", "quit"), check=False, timeout=60)


def windows_of_screen(session: str) -> Windows:
    windows = windows_of({"STY": session, "TERM": "screen"})
    assert windows is not None
    return windows


def test_screen_itself_runs_the_words_as_they_are(screen_session: str, tmp_path: Path) -> None:
    words = ("$HOME", "^A", "\\101", "#(id)", "a  b", "", "`id`", '"q"')
    path = tmp_path / "words"
    script = f'printf "%s|" "$@" > {path}.new; mv {path}.new {path}; sleep 60'
    open_window(windows_of_screen(screen_session), "a b", ("sh", "-c", script, "sh", *words))
    assert until(lambda: path.exists() and path.read_text()) == "|".join((*words, ""))


def test_a_screen_that_has_as_many_windows_as_it_may_is_not_believed(screen_session: str) -> None:
    windows = windows_of_screen(screen_session)
    open_window(windows, "web", ("sleep", "60"))
    subprocess.run(("screen", "-S", screen_session, "-X", "maxwin", "2"), check=True, timeout=60)
    with pytest.raises(CommandFailed, match="has opened no window") as refused:
        open_window(windows, "mail", ("sleep", "60"))
    assert refused.value.state_now == "The session has 2 windows, as before."


def test_a_screen_that_is_gone_is_told(screen_session: str) -> None:
    with pytest.raises(CommandFailed, match="screen has opened no window"):
        open_window(windows_of_screen("no-such-session"), "web", ("sleep", "60"))
