"""Runs the operator's own command for a notice; it may send a mail or a message, or sound a bell."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from xentui_driver.jobs.notices import Notice
from xentui_driver.model.text import harmless
from xentui_driver.transport.children import reap_when_it_ends

LIMIT_S = 30.0
AT_ONCE = 4
"""When a host fails, all its guests do: their commands run one after the other."""

_KILL_GRACE_S = 1.0

RunCommand = Callable[[Sequence[str], Mapping[str, str]], str]
"""Runs a command to its end with these environment variables; returns why it failed, or an empty text."""


class NoticeCommand:
    """The configured command, an argument list that no shell reads; an empty one does nothing.

    `failed` gets one line for each command that failed, from the thread that ran it. Nothing is ever raised.
    """

    def __init__(self, argv: Sequence[str], failed: Callable[[str], object], runner: RunCommand | None = None) -> None:
        self._argv = tuple(argv)
        self._failed = failed
        self._runner = runner or run_command
        self._slots = threading.Semaphore(AT_ONCE)

    def run(self, notice: Notice, host: str, *, wait: bool = False) -> None:
        """Run it in the background; with `wait`, for a process that is about to end, return when it has ended."""
        if not self._argv:
            return
        fields = notice_fields(notice, host)
        if wait:
            self._run(fields)
        else:
            threading.Thread(target=self._run_in_turn, args=(fields,), name="notice", daemon=True).start()

    def _run_in_turn(self, fields: Mapping[str, str]) -> None:
        with self._slots:
            self._run(fields)

    def _run(self, fields: Mapping[str, str]) -> None:
        problem = self._runner(self._argv, fields)
        if problem:
            self._failed(harmless(f"The notify command {self._argv[0]} {problem}."))


def notice_fields(notice: Notice, host: str) -> dict[str, str]:
    """The environment variables of the command: empty for what a notice lacks, and without control characters."""
    fields = {
        "XENTUI_NOTICE": notice.kind.value,
        "XENTUI_HOST": host,
        "XENTUI_GUEST": notice.who,
        "XENTUI_UUID": notice.uuid or "",
        "XENTUI_DOMID": "" if notice.domid is None else str(notice.domid),
        "XENTUI_TEXT": notice.text,
        "XENTUI_VERDICT": notice.verdict,
        "XENTUI_JOB": notice.job,
    }
    return {name: harmless(value) for name, value in fields.items()}


def run_command(argv: Sequence[str], fields: Mapping[str, str], *, limit_s: float = LIMIT_S) -> str:
    """Run it in a session of its own, without input or output.

    It and its children are killed when it is too slow.
    """
    # As UTF-8 in every locale: guest names may have characters that this locale can't write.
    environ: dict[str, str | bytes] = {**os.environ, **{name: text.encode("utf-8") for name, text in fields.items()}}
    try:
        child = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environ,
            start_new_session=True,
        )
    except OSError as error:
        return f"can't be run: {error.strerror or error}"
    except ValueError as error:  # a NUL, or a lone surrogate
        return f"isn't a valid command line: {error}"
    try:
        exit_status = child.wait(timeout=limit_s)
    except subprocess.TimeoutExpired:
        _kill_group(child)
        return f"was killed: it took longer than {limit_s:g} s"
    return f"failed with status {exit_status}" if exit_status else ""


def _kill_group(child: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError, PermissionError):  # it has ended, or now runs as another user
        os.killpg(child.pid, signal.SIGKILL)
    try:
        child.wait(timeout=_KILL_GRACE_S)
    except subprocess.TimeoutExpired:  # it hangs in the kernel
        reap_when_it_ends(child)
