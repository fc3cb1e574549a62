"""Turns messages of the toolstack into our errors; the words to look for are in `message_signs.py`.

Only words are matched, because the file and line in a message, and the errno text at its end, differ from build to
build. And only the line that is the cause is matched: what follows it are its consequences, which look like other
causes.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xentui_driver.model.errors import CommandFailed, HostError, XenError
from xentui_driver.model.text import harmless
from xentui_driver.toolstack.cause import cause_of, errors_in, plain_words, telling_lines
from xentui_driver.transport.protocol import Completed

if TYPE_CHECKING:
    from xentui_driver.toolstack.message_signs import CommandSign

_OF_XEN = ("libxl: ", "xc: ", "xl: ")
_BY_HAND = "Run the command by hand to see more, with `xl -vvv`."
MOVED = "Migration successful."


def host_error(completed: Completed) -> HostError | None:
    """The reason why the host can't be asked at all, if the command names one."""
    from xentui_driver.toolstack.message_signs import HOST_SIGNS

    text = completed.stderr + completed.stdout if completed.exit_status else completed.stderr
    of_others = "\n".join(line for line in text.splitlines() if not line.startswith(_OF_XEN))
    for sign in HOST_SIGNS:
        if sign.words in (of_others if sign.of_ssh else text):
            return sign.error(f"{sign.summary}.", detail=telling_lines(text))
    return None


def reading_error(completed: Completed) -> XenError:
    """Why a reading command failed."""
    command = " ".join(completed.argv)
    said = cause_of(completed.stderr or completed.stdout)
    return host_error(completed) or CommandFailed(
        f"`{command}` failed with exit status {completed.exit_status}{f': {plain_words(said)}' if said else ''}.",
        argv=completed.argv,
        exit_status=completed.exit_status,
        detail=telling_lines(completed.stderr or completed.stdout),
        next_step=_BY_HAND,
    )


def change_error(completed: Completed, what: str, *, state_now: str = "") -> XenError:
    """Why a changing command failed; `what` begins the sentence: "web-01 was not started"."""
    text = completed.stdout + completed.stderr
    detail = telling_lines(text)
    found = host_error(completed)
    if found is not None:
        return type(found)(f"{what}: {found.summary}", detail=detail, state_now=state_now)
    cause = cause_of(text)
    sign = _sign_in(cause, completed.argv)
    if sign is not None:
        return sign.error(
            f"{what}: {sign.summary}{f' ({plain_words(cause)})' if sign.quoted else ''}.",
            argv=completed.argv,
            exit_status=completed.exit_status,
            detail=detail,
            state_now=state_now,
            next_step=sign.next_step or sign.error.next_step or _BY_HAND,
        )
    return CommandFailed(
        f"{what}: {plain_words(cause) or 'xl said nothing'} (exit status {completed.exit_status}).",
        argv=completed.argv,
        exit_status=completed.exit_status,
        detail=detail,
        state_now=state_now,
        next_step=_BY_HAND,
    )


def complaints(completed: Completed) -> tuple[str, ...]:
    """Messages that xl called errors although the command succeeded: a warning for each."""
    said = errors_in(completed.stdout + completed.stderr)
    return tuple(f"xl warned: {harmless(plain_words(line))}." for line in dict.fromkeys(said))


def _sign_in(line: str, argv: Sequence[str]) -> "CommandSign | None":
    """Words in the command's own arguments don't count: a path may contain anything."""
    from xentui_driver.toolstack.message_signs import COMMAND_SIGNS

    for word in argv[2:]:
        if word.startswith("/"):
            line = line.replace(word, "/")
    command = "".join(argv[1:2])
    signs = (sign for sign in COMMAND_SIGNS if not sign.commands or command in sign.commands)
    return next((sign for sign in signs if sign.words in line), None)


def says_moved(completed: Completed) -> bool:
    """Whether `xl migrate` says that the guest has gone over."""
    return MOVED in completed.stdout.splitlines()


def migration_reason(completed: Completed) -> str:
    """Why `xl migrate` has failed, in words: not a sentence, without a full stop."""
    from xentui_driver.toolstack.message_signs import MIGRATION_SIGNS

    lines = [line.strip() for line in completed.stdout.splitlines() if line.strip()]
    for words, reason in MIGRATION_SIGNS:
        if any(words in line for line in lines):
            return reason
    cause = harmless(plain_words(cause_of(completed.stdout))).rstrip(".")
    return cause or f"xl ended with status {completed.exit_status}"
