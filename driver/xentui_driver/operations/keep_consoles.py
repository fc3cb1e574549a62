"""Has xenconsoled keep what guests print: its settings say so from now on, and it is restarted, alone."""

from collections.abc import Callable

from xentui_driver.model.command_words import typed
from xentui_driver.model.console_keeping import ConsoleKeeping
from xentui_driver.model.errors import (
    CommandFailed,
    FileUnreadable,
    FileUnwritable,
    InvalidInput,
    TransportClosed,
    XenError,
)
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.outcome import Outcome
from xentui_driver.operations.defaults_file import with_more, with_setting
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import Argv
from xentui_driver.toolstack.console_daemon import DEBIAN_SETTINGS, PROGRAM, console_daemon, is_logging, xencommons
from xentui_driver.toolstack.monitor_log import FOLDER
from xentui_driver.toolstack.xl import Report, Xl
from xentui_driver.transport.protocol import FileReader

MEANING = (
    "The guests run on. Attached consoles end, xentui's too. What a guest prints in that moment waits in its buffer, "
    "or is lost to whoever had its console open.",
    f"From then on each guest's output is added to {FOLDER}/console/guest-NAME.log; see that logrotate limits it.",
)
"""What it means for the host and its guests."""

_OPTION = "--log=guest"
_SCRIPT = "/etc/init.d/xen"
_ARGUMENTS, _TRACE = "XENCONSOLED_ARGS", "XENCONSOLED_TRACE"
_NOTHING = "Nothing was done."
_HAS_OPTION = lazy_pattern(r"""(?s).*(?<![^\s"'])--log[=\s](?:guest|all)(?![^\s"']).*""")


def steps(keeping: ConsoleKeeping) -> tuple[str, ...]:
    """The change of the file, if there is one, and the commands."""
    change = (f"{keeping.path}: {keeping.line}",) if keeping.changes_file else ()
    return (*change, *commands.shown(*keeping.commands))


def plan(xl: Xl) -> ConsoleKeeping:
    """What this host needs; nothing is changed. Raises CommandFailed where it can't be done, or is done already."""
    argv = console_daemon(xl.transport)
    if argv is None:
        raise _refused("The processes of the host can't be listed", "Check /proc.")
    if not argv:
        raise _refused(
            f"{PROGRAM} isn't running: no guest has a console",
            f"Check `systemctl status {PROGRAM}` (or xen.service) and start it.",
        )
    if is_logging(argv):
        raise _refused("What guests print is kept already", "Read the log of a guest (do: logs).")
    path = xencommons(xl.transport)
    return _of_xen(xl.transport, path) if path else _of_debian(xl.transport, argv)


def keep_consoles(xl: Xl, keeping: ConsoleKeeping, *, report: Report) -> Outcome:
    """Do what was shown.

    Raises CommandFailed: before anything was done where the host isn't as it was shown any more; later with how the
    file and the daemon are then. What didn't work is taken back as far as possible.
    """
    if plan(xl) != keeping:
        raise _refused(
            f"{PROGRAM} or its settings have changed since this was shown", "Look at it again (do: keep_consoles)."
        )
    if keeping.changes_file:
        report(f"writing {keeping.path}")
        try:
            _write(xl, keeping.path, keeping.after, replacing=keeping.before)
        except FileUnwritable as error:
            raise CommandFailed(
                error.summary,
                detail=error.detail,
                state_now=f"{error.state_now} {PROGRAM} was not restarted.".strip(),
                next_step=error.next_step,
            ) from error
    failure = _run(xl, keeping.commands, report)
    if failure is None and _comes_up(xl, is_logging, report):
        return Outcome("What guests print is kept from now on.", steps(keeping))
    raise _taken_back(xl, keeping, failure, report)


def _of_xen(files: FileReader, path: str) -> ConsoleKeeping:
    """Of Xen's own tree, where systemd's unit makes the folder too (xenconsoled.service.in)."""
    restart = commands.restart_unit(PROGRAM)
    return _keeping(files, path, _TRACE, _more_traced, (restart,), (restart,))


def _of_debian(files: FileReader, argv: tuple[str, ...]) -> ConsoleKeeping:
    """Restarted as its script does that; a restart of the whole service would end the qemu that serves disk images."""
    try:
        script = files.read_file(_SCRIPT)
    except FileUnreadable as error:
        raise _refused(f"How {PROGRAM} is started here isn't known: {error.summary}") from error
    if _ARGUMENTS.encode() not in script:
        raise _refused(f"How {PROGRAM} is started here isn't known: {_SCRIPT} knows no {_ARGUMENTS}")
    pid_file = _value_of(argv, "--pid-file")
    if not argv[0].startswith("/") or not pid_file.startswith("/"):
        raise _refused(f"How {PROGRAM} is started here isn't known: it runs as `{typed(argv)}`")
    folder = _value_of(argv, "--log-dir") or f"{FOLDER}/console"
    restart = (
        commands.make_folder(folder),
        commands.stop_daemon(PROGRAM, pid_file),
        commands.start_daemon((argv[0], _OPTION, *argv[1:]), pid_file),
    )
    way_back = (commands.start_daemon(argv, pid_file),)
    return _keeping(files, DEBIAN_SETTINGS, _ARGUMENTS, _more_arguments, restart, way_back)


def _keeping(
    files: FileReader,
    path: str,
    name: str,
    wanted: Callable[[str], str],
    restart: tuple[Argv, ...],
    way_back: tuple[Argv, ...],
) -> ConsoleKeeping:
    try:
        before = files.read_file(path).decode("utf-8", "surrogateescape")
        changed = with_setting(before, name, wanted)
    except FileUnreadable as error:
        raise _refused(error.summary.rstrip("."), error.next_step) from error
    except InvalidInput as error:
        raise _refused(f"{path} isn't understood. {error.summary.rstrip('.')}", _by_hand(name)) from error
    return ConsoleKeeping(path, before, changed.text, changed.line, restart, way_back)


def _more_arguments(value: str) -> str:
    return value if _HAS_OPTION.fullmatch(value) else with_more(value, _OPTION)


def _more_traced(value: str) -> str:
    """Raises InvalidInput."""
    match value.strip("\"'"):
        case "" | "none":
            return "guest"
        case "hv":
            return "all"
        case "guest" | "all":
            return value
    raise InvalidInput(f"{_TRACE} is {value}, none of none, guest, hv and all")


def _by_hand(name: str) -> str:
    line = f'{_ARGUMENTS}="{_OPTION}"' if name == _ARGUMENTS else f"{_TRACE}=guest"
    return f"Put {line} into it by hand, and do this again: then only the restart is missing."


def _value_of(argv: tuple[str, ...], option: str) -> str:
    """The last value of an option; empty where it isn't given."""
    found = [""]
    for at, word in enumerate(argv):
        if word.startswith(f"{option}="):
            found.append(word.partition("=")[2])
        elif word == option and at + 1 < len(argv):
            found.append(argv[at + 1])
    return found[-1]


def _write(xl: Xl, path: str, text: str, *, replacing: str) -> None:
    content, before = (each.encode("utf-8", "surrogateescape") for each in (text, replacing))
    xl.transport.write_file(path, content, replacing=before, keeps_mode=True)


def _run(xl: Xl, argvs: tuple[Argv, ...], report: Report) -> XenError | None:
    """Run them up to the first that fails; returns why it did."""
    report(f"restarting {PROGRAM}")
    for argv in argvs:
        try:
            completed = xl.change(argv, xl.limits.restart_s, report)
        except TransportClosed:
            raise
        except XenError as error:
            return error
        if completed.exit_status != 0:
            return CommandFailed(
                f"`{typed(argv)}` failed with exit status {completed.exit_status}.",
                argv=argv,
                exit_status=completed.exit_status,
                detail=completed.stdout,
                next_step="What it has printed may say why.",
            )
    return None


def _comes_up(xl: Xl, is_wanted: Callable[[tuple[str, ...]], bool], report: Report) -> bool:
    """Whether such a daemon is there in two looks: one that can't work ends right after its start."""
    report(f"looking for {PROGRAM}")
    deadline_s = xl.clock.monotonic_s() + xl.limits.daemon_s
    was_there = False
    while True:
        argv = console_daemon(xl.transport)
        is_there = bool(argv) and is_wanted(argv or ())
        if is_there and was_there:
            return True
        was_there = is_there
        if xl.clock.monotonic_s() >= deadline_s or xl.wake.is_set():
            return False
        xl.clock.wait(xl.limits.look_every_s, xl.wake)


def _taken_back(xl: Xl, keeping: ConsoleKeeping, failure: XenError | None, report: Report) -> CommandFailed:
    """Set the file back and start the daemon as it was, if it isn't there; returns what to tell."""
    file = _set_back(xl, keeping, report)
    was_gone = not console_daemon(xl.transport)
    failed_again = _run(xl, keeping.way_back, report) if was_gone else None
    runs = _comes_up(xl, lambda _argv: True, report)
    failures = [each for each in (failure, failed_again) if each is not None]
    return CommandFailed(
        f"What guests print isn't kept: {PROGRAM} was not restarted with {_OPTION}."
        if failure is not None
        else f"What guests print isn't kept: {PROGRAM} doesn't run with {_OPTION}.",
        argv=failure.argv if isinstance(failure, CommandFailed) else (),
        detail="\n".join(line for each in failures for line in (each.summary, *each.detail.splitlines())),
        state_now=f"{_daemon_words(xl, runs=runs, was_gone=was_gone)} {file}".strip(),
        next_step=_next_step(keeping, runs=runs),
    )


def _set_back(xl: Xl, keeping: ConsoleKeeping, report: Report) -> str:
    """Returns how the file is now."""
    if not keeping.changes_file:
        return f"{keeping.path} was not changed."
    report(f"setting {keeping.path} back")
    try:
        _write(xl, keeping.path, keeping.before, replacing=keeping.after)
    except TransportClosed:
        raise
    except XenError as error:
        return f"{keeping.path} could not be set back and says `{keeping.line}`: {error.summary}"
    return f"{keeping.path} is as it was."


def _daemon_words(xl: Xl, *, runs: bool, was_gone: bool) -> str:
    if not runs:
        return f"{PROGRAM} is NOT running: no guest has a console until it is started; the guests run on."
    if is_logging(console_daemon(xl.transport) or ()):
        return f"{PROGRAM} runs and does keep it, until its next start."
    return f"{PROGRAM} was started again as before." if was_gone else f"{PROGRAM} runs as before."


def _next_step(keeping: ConsoleKeeping, *, runs: bool) -> str:
    if runs:
        return "The output of the commands (do: jobs) and `journalctl -b` may say why."
    return f"Start it at once: `{'; '.join(map(typed, keeping.way_back))}`."


def _refused(reason: str, next_step: str = "") -> CommandFailed:
    return CommandFailed(
        f"{reason}.",
        state_now=_NOTHING,
        next_step=next_step or f"Start {PROGRAM} with {_OPTION} as it is started here.",
    )
