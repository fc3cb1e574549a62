"""The words on the page of an instance's details, from the values alone."""

from collections.abc import Iterator

from textual.content import Content

from xentui_driver.jobs.jobs import Job
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain
from xentui_driver.model.instance import Instance
from xentui_driver.toolstack.stub_domains import whose
from xentui_widgets import units
from xentui_widgets.symbols import Symbols

_LABEL_CELLS = 16


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
