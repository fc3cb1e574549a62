"""The words on the pages: help, an instance's details, the jobs; from the registries and the values alone."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from textual.content import Content

from xentui.console.commands.command import Command, Scope
from xentui.console.commands.registry import COMMANDS
from xentui.fleet.filters import TERMS_HELP as FILTER_HELP
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.jobs.jobs import Job
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain
from xentui_driver.model.instance import Instance
from xentui_driver.toolstack.stub_domains import whose
from xentui_widgets import units
from xentui_widgets.states import STATES
from xentui_widgets.symbols import Symbols

_MOVING_HELP = {
    "up": "up",
    "down": "down",
    "first": "the first",
    "last": "the last",
    "page_up": "a page up",
    "page_down": "a page down",
}
_LABEL_CELLS = 16
_KEY_CELLS = 18


def help_lines(width: int, symbols: Symbols, keys: KeyMap, commands: Sequence[Command] = COMMANDS) -> list[Content]:
    """Every key, the states and the filter, in lines of at most `width` cells."""
    palette = keys.shown("command_palette")
    guests = [command for command in commands if command.action is not None]
    others = [command for command in commands if command.action is None]
    sections: tuple[tuple[str, Iterable[tuple[str, str]]], ...] = (
        ("Guests", _on_keys(guests, keys)),
        (f"Guests, by name ({palette})", _by_name(commands, keys, Scope.CHOSEN, Scope.ROW)),
        ("Screen", _on_keys(others, keys)),
        (f"Screen, by name ({palette})", _by_name(commands, keys, Scope.SCREEN)),
        (f"The host, by name ({palette})", _by_name(commands, keys, Scope.HOST)),
        ("Moving", _moving(keys)),
        ("States", ((look.symbol, look.word) for look in STATES.values())),
        ("Filter", FILTER_HELP),
    )
    shown = [(title, found) for title, rows in sections if (found := list(rows))]  # read-only, some are empty
    return [line for title, rows in shown for line in _section(title, rows, width, symbols)]


def _on_keys(commands: Iterable[Command], keys: KeyMap) -> Iterator[tuple[str, str]]:
    return ((keys.all_shown(command.id), command.help_text) for command in commands if keys.of(command.id))


def _by_name(commands: Iterable[Command], keys: KeyMap, *scopes: Scope) -> Iterator[tuple[str, str]]:
    chosen = (command for command in commands if command.scope in scopes and not keys.of(command.id))
    return ((command.label, command.help_text) for command in chosen)


def _moving(keys: KeyMap) -> Iterator[tuple[str, str]]:
    yield from _of_ids(_MOVING_HELP, keys)
    yield "Esc", "back; clear the filter"


def _of_ids(words: Mapping[str, str], keys: KeyMap) -> Iterator[tuple[str, str]]:
    return ((keys.all_shown(id), help) for id, help in words.items() if keys.of(id))


def _section(title: str, rows: Iterable[tuple[str, str]], width: int, symbols: Symbols) -> Iterator[Content]:
    yield Content.styled(title, "bold")
    for key, words in rows:
        if len(key) > _KEY_CELLS - 3:
            yield Content.assemble("  ", (key, "ansi_cyan"))
            key = ""
        first, *more = textwrap.wrap(symbols.show(words), max(20, width - _KEY_CELLS)) or [""]
        yield Content.assemble("  ", (f"{key:<{_KEY_CELLS - 2}}", "ansi_cyan"), first)
        for line in more:
            yield Content(" " * _KEY_CELLS + line)
    yield Content("")


def detail_lines(instance: Instance, job: Job | None, symbols: Symbols, *, is_listed: bool = True) -> list[Content]:
    """Everything that is known of one instance; without `is_listed` it is gone from the table."""
    lines: list[Content] = []
    if not is_listed:
        gone = f"{symbols.flag} It is not in the table any more: this is how it was last seen."
        lines += [Content.styled(symbols.show(gone), "ansi_yellow"), Content("")]
    if job is not None:
        lines += [_fact("now", f"{job.record.doing}: {job.words}", symbols), Content("")]
    if instance.domain is not None:
        lines += [*_domain(instance, instance.domain, symbols), Content("")]
    if instance.definition is not None:
        lines += [*_definition(instance.definition, symbols), Content("")]
    if instance.unreadable is not None:
        row = instance.unreadable
        lines += [_fact(f"line {row.line_number}", row.raw, symbols), Content("")]
    for problem in instance.problems:
        lines.append(Content.styled(symbols.show(f"{symbols.flag} {problem}"), "ansi_yellow"))
    return lines


def _domain(instance: Instance, domain: Domain, symbols: Symbols) -> Iterator[Content]:
    yield Content.styled("Domain", "bold")
    reason = f" ({domain.reason})" if domain.reason else ""
    yield _fact("name", domain.name or "(no name)", symbols)
    yield _fact("id", str(domain.domid), symbols)
    yield _fact("uuid", domain.uuid, symbols)
    yield _fact("role", f"{domain.role.value}. {whose(domain)}".strip(". "), symbols)
    yield _fact("state", f"{domain.state.value}{reason}, xl says {domain.raw_state}", symbols)
    yield _fact("memory", units.memory_words(domain.memory_kib), symbols)
    yield _fact("vCPUs online", str(domain.vcpus), symbols)
    yield _fact("CPU", f"{units.cpu_words(instance.cpu_percent)} %", symbols)
    yield _fact("CPU time", units.age_words(domain.cpu_time_s), symbols)


def _definition(definition: Definition, symbols: Symbols) -> Iterator[Content]:
    yield Content.styled("Definition", "bold")
    yield _fact("file", definition.path, symbols)
    if definition.error:
        yield _fact("broken", definition.error, symbols)
        return
    yield _fact("name", definition.name, symbols)
    yield _fact("uuid", definition.uuid or "none: a new one at every start", symbols)
    yield _fact("type", definition.type or units.UNKNOWN, symbols)
    yield _fact("vCPUs", units.count_words(definition.vcpus), symbols)
    yield _fact("memory", units.memory_words(definition.memory_kib), symbols)
    yield _fact("maximum", units.memory_words(definition.maximum_memory_kib), symbols)
    yield _fact("autostart", _autostart_words(definition), symbols)


def _autostart_words(definition: Definition) -> str:
    """What starts it, because that may be another file of it, with other settings."""
    if not definition.starters:
        return "no"
    found = (f"{each.path}{' (another file of it)' if each.is_copy else ''}" for each in definition.starters)
    return f"yes, by {', '.join(found)}"


def _fact(label: str, text: str, symbols: Symbols) -> Content:
    return Content.assemble((f"  {label:<{_LABEL_CELLS}}", "dim"), symbols.show(text))
