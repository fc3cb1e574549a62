"""Asks xl what it understands of a definition, before the definition is used (`xl create -n`)."""

import itertools
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from xentui_driver.definitions.intent import dropped_values, wrong_words
from xentui_driver.definitions.xl_config.config import Config
from xentui_driver.definitions.xl_config.guest import guest_of
from xentui_driver.definitions.xl_config.meaning.definition import Refused, understood
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.errors import (
    BadDefinition,
    CommandTimedOut,
    FileExists,
    FileUnreadable,
    FileUnwritable,
    OutputTooLarge,
    ParseError,
    XenError,
)
from xentui_driver.model.text import harmless
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.cause import cause_of, plain_words, telling_lines
from xentui_driver.toolstack.known_messages import host_error
from xentui_driver.toolstack.listing import ask_for_list
from xentui_driver.toolstack.parse.libxl_json import parse_dry_run
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.protocol import Completed

_MOST_DRAFTS = 100
_NAME_BYTES = 100
_NOTHING = "Nothing was started or changed."
_SIGNALS = {134: "aborts", -6: "aborts", 139: "crashes", -11: "crashes"}
_BEGUN = "Parsing config from "
"""Once xl prints this, the host works, whatever the definition makes xl say."""
# Messages about interfaces, for which our own are better than xl's.
_SAID_OF_INTERFACES = ("unrecognized argument `", "Invalid parameter `")
_NO_XL_CONF = "Failed to read config file: /etc/xen/xl.conf"
_MOST_DETAILS = 20


@dataclass(frozen=True, slots=True)
class DryRun:
    """xl's answer to a text."""

    steps: tuple[str, ...]
    error: XenError | None = None
    """Why xl refuses it; None when xl would accept it."""
    understood: Mapping[str, Any] | None = None
    """libxl's JSON, as nested mappings and tuples."""
    warnings: tuple[str, ...] = ()
    """xl's warnings, and what xl understood differently from the text: exit status 0 of a dry run isn't "as meant"."""


def dry_run(xl: Xl, text: str, path: str) -> DryRun:
    """Try a text as the definition at `path`, which need not exist and isn't touched; a draft beside it is used.

    The draft is a hidden file of that folder, which nothing takes for a definition, and is gone in the end. Where none
    can be written, as on a read-only host, the definition itself is tried if it holds that text.
    Raises HostError, FileUnwritable, CommandTimedOut when it can't be tried at all.
    """
    steps = commands.shown(commands.dry_run(path))
    try:
        draft = _written_draft(xl, text, path)
    except FileUnwritable:
        if not _holds(xl, path, text):
            raise
        draft = path
    try:
        completed = xl.transport.run(commands.dry_run(draft), timeout_s=xl.limits.read_s)
    except (CommandTimedOut, OutputTooLarge) as error:
        ask_for_list(xl.transport, xl.limits.read_s)  # raises when xl itself hangs
        words = error.summary.replace(draft, path)
        tried = DryRun(steps, _refusal(path, f"xl doesn't finish: {words}"))
    else:
        failure = host_error(completed)
        if failure is not None and _BEGUN not in completed.stderr:
            raise failure
        tried = _judged(_of_path(completed, draft, path), text, path, steps)
    finally:
        left = _remains_of(xl, draft) if draft != path else ()
    return replace(tried, warnings=(*tried.warnings, *left))


def _written_draft(xl: Xl, text: str, path: str) -> str:
    """Its name has the time and a counter, so that two dry runs at the same moment have two drafts."""
    folder, name = posixpath.split(path)
    shown = name.encode("utf-8", "surrogateescape")[:_NAME_BYTES].decode("utf-8", "ignore")
    moment = int(xl.clock.epoch_s() * 1000)
    for number in itertools.count():
        draft = posixpath.join(folder, f".{shown}.{moment}-{number}.xentui-draft")
        try:
            xl.transport.write_file(draft, text.encode("utf-8", "surrogateescape"), replacing=None)
        except FileExists as error:
            if number == _MOST_DRAFTS:
                raise FileUnwritable(f"No draft of {path} can be created.", detail=error.summary) from error
        except UnicodeEncodeError as error:
            raise FileUnwritable(f"{path} can't hold this text: it isn't UTF-8.", state_now=_NOTHING) from error
        else:
            return draft
    raise AssertionError("a counter has no end")


def _holds(xl: Xl, path: str, text: str) -> bool:
    try:
        return xl.transport.read_file(path) == text.encode("utf-8", "surrogateescape")
    except FileUnreadable:
        return False


def _remains_of(xl: Xl, draft: str) -> tuple[str, ...]:
    try:
        xl.transport.remove_file(draft)
    except FileUnreadable:
        return ()
    except FileUnwritable as error:
        return (f"the draft {draft} could not be removed: {error.summary}",)
    return ()


def _of_path(completed: Completed, draft: str, path: str) -> Completed:
    """xl's words about the draft, as if it were the definition."""
    argv = tuple(word.replace(draft, path) for word in completed.argv)
    return replace(completed, argv=argv, stderr=completed.stderr.replace(draft, path))


def _judged(completed: Completed, text: str, path: str, steps: tuple[str, ...]) -> DryRun:
    try:
        config = parse(text, path)
    except ParseError as error:
        if completed.exit_status:
            return DryRun(steps, _refused(completed, path, f"line {error.line_number}: {error.reason}"))
        warnings = (f"line {error.line_number}: {error.reason}; xl accepts it", *_said(completed, None))
        return _taken(completed, steps, warnings)
    warnings = (*config.warnings, *guest_of(config).problems, *wrong_words(config), *_said(completed, config))
    if completed.exit_status:
        return replace(DryRun(steps, _refused(completed, path, _cause(completed))), warnings=_harmless(warnings))
    taken = _taken(completed, steps, warnings)
    if taken.understood is None:
        return taken
    more = _harmless(_compared(config, taken.understood))
    return replace(taken, warnings=tuple(dict.fromkeys((*taken.warnings, *more))))


def _compared(config: Config, said: Mapping[str, Any]) -> Iterator[str]:
    """What the text means and xl didn't understand; unknown settings have no meaning."""
    try:
        meant = understood(config)
    except Refused as refused:
        yield f"xl 4.17 would reject it: {plain_words(cause_of(refused.reason)) or 'no reason is known'}"
        return
    for setting in meant.unread:
        yield f"line {setting.line_number}: xl ignores {setting.key}, at least for this type of guest"
    yield from dropped_values(config, meant.value, said)


def _taken(completed: Completed, steps: tuple[str, ...], warnings: tuple[str, ...]) -> DryRun:
    try:
        found = parse_dry_run(completed.stdout)
    except ParseError as error:
        words = (*warnings, f"xl accepts it, but its answer can't be read: {error.summary} {error.next_step}")
        return DryRun(steps, warnings=_harmless(words))
    return DryRun(steps, understood=found, warnings=_harmless(warnings))


def _said(completed: Completed, config: Config | None) -> Iterator[str]:
    """The lines of xl's standard error, without those that repeat our own warnings."""
    known = {str(line) for line in config.warned_lines} if config else set()
    for line in completed.stderr.splitlines():
        if not line.strip() or line.startswith((_BEGUN, _NO_XL_CONF, *_SAID_OF_INTERFACES)):
            continue
        about, colon, words = line.partition(": warning: ")
        if completed.exit_status == 0 and not (colon and about.rpartition(":")[2] in known):
            yield f"xl: {words or line}"


def _cause(completed: Completed) -> str:
    if completed.exit_status in _SIGNALS:
        return f"xl {_SIGNALS[completed.exit_status]} on it"
    said = plain_words(cause_of(completed.stderr))
    return said or "xl rejects it without a message; some number is probably out of range"


def _refused(completed: Completed, path: str, reason: str) -> BadDefinition:
    return _refusal(path, reason, telling_lines(completed.stderr), completed)


def _refusal(path: str, reason: str, detail: str = "", completed: Completed | None = None) -> BadDefinition:
    where = "" if reason.startswith(f"{path}:") else f"{path}: "
    return BadDefinition(
        f"{where}{reason}".rstrip(".") + ".",
        argv=completed.argv if completed else commands.dry_run(path),
        exit_status=completed.exit_status if completed else None,
        detail="\n".join(detail.splitlines()[:_MOST_DETAILS]),
        state_now=_NOTHING,
        next_step="Correct it and try again.",
    )


def _harmless(lines: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(harmless(line) for line in lines))
