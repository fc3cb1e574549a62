"""Compares a running guest with its definition: what the next start will lose, and how to keep it."""

from collections.abc import Mapping

from xentui_driver.definitions.dry_run import dry_run
from xentui_driver.definitions.guest_facts import Fact, facts_of, mib
from xentui_driver.definitions.libxl_config import Json
from xentui_driver.definitions.store import DefinitionStore
from xentui_driver.definitions.write_back import write_back
from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.dataclass import dataclass, field, replace
from xentui_driver.model.definition import Definition
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import Domain, DomainRef
from xentui_driver.model.errors import HostError, ParseError, XenError
from xentui_driver.model.instance import Instance, undecided_words
from xentui_driver.operations.departures import FORGETS, when_words
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.parse.libxl_json import parse_list
from xentui_driver.toolstack.xl import Xl, label

__all__ = ["Description", "Fact", "describe"]


@dataclass(frozen=True, slots=True)
class Description:
    """Everything about one instance, without passwords."""

    instance: Instance
    facts: tuple[Fact, ...]
    autostart: str | None = None
    """The entry of auto/ that starts it with the host."""
    problems: tuple[str, ...] = ()
    """What could not be read, and why."""
    warnings: tuple[str, ...] = ()
    """What was read and the operator has to know."""
    write_back: Mapping[str, Value | None] | None = None
    """The settings that would bring the definition in line with the guest; None when there is nothing to write."""


@dataclass(slots=True)
class _Look:
    """What the look at an instance has found so far."""

    xl: Xl
    store: DefinitionStore
    domain: Domain | None = None
    running: Json | None = None
    text: str = ""
    file: Json | None = None
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def describe(xl: Xl, store: DefinitionStore, instance: Instance) -> Description:
    """Read both sides; what can't be read is a problem, not an error. Raises HostError."""
    look = _Look(xl, store)
    definition = instance.definition
    if instance.ref is not None:
        _look_at_domain(look, instance.ref)
    autostart = None
    if definition is not None:
        _look_at_definition(look, definition)
        autostart = _autostart(look, definition)
    elif instance.is_undecided:
        autostart = next((starter.path for each in instance.rivals for starter in each.starters), None)
        look.problems.append(f"Nothing is compared: {undecided_words(instance)}. Give the path of one of them.")
    if instance.departure is not None and definition is not None:
        look.warnings.insert(0, _left_words(instance.departure, autostart))
    facts = facts_of(look.running, look.file, file_has_uuid=definition is not None and definition.uuid is not None)
    settings = _settings(look, definition.path, facts) if definition is not None else None
    facts = _with_live_figures(look, facts)
    return Description(instance, facts, autostart, tuple(look.problems), tuple(look.warnings), settings)


def _look_at_domain(look: _Look, ref: DomainRef) -> None:
    try:
        look.domain = look.xl.find(ref)
        listed = parse_list(look.xl.read(commands.list_details(ref.domid)))
    except HostError:
        raise
    except XenError as error:
        look.problems.append(str(error))
        return
    look.running = next((details.config for details in listed if details.domid == ref.domid), None)
    if look.running is None:
        look.problems.append(
            f"xl has no configuration for {label(look.domain)}: another toolstack built it, or it is being torn down."
        )


def _look_at_definition(look: _Look, definition: Definition) -> None:
    if definition.error:
        look.problems.append(f"{definition.path}: {definition.error}")
        return
    try:
        look.text = look.store.read(definition.path).text
        tried = dry_run(look.xl, look.text, definition.path)
    except HostError:
        raise
    except XenError as error:
        look.problems.append(str(error))
        return
    look.file = tried.understood
    (look.problems if tried.understood is None else look.warnings).extend(tried.warnings)
    if tried.error is not None:
        look.problems.append(str(tried.error))


def _settings(look: _Look, path: str, facts: tuple[Fact, ...]) -> Mapping[str, Value | None] | None:
    if look.running is None or look.file is None:
        return None
    try:
        config = parse(look.text, path)
    except ParseError as error:  # written for another version of xl than the reader knows
        look.problems.append(f"Nothing can be written back: {error.summary}")
        return None
    settings, problems = write_back(look.running, look.file, config, facts)
    look.problems += problems
    return settings


def _left_words(departure: Departure, autostart: str | None) -> str:
    if departure.path:
        return f"The guest has {departure.words}{when_words(departure)}. {FORGETS}"
    moved = (
        f"The guest has {departure.words}{when_words(departure)}: started here as well, it would run twice on the "
        "same disks."
    )
    return f"{moved} {autostart} still starts it with this host." if autostart else moved


def _autostart(look: _Look, definition: Definition) -> str | None:
    try:
        return look.store.autostart_link(definition.path)
    except HostError:
        raise
    except XenError as error:
        look.problems.append(str(error))
        return None


def _with_live_figures(look: _Look, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Appends the domain's actual figures to its configured ones."""
    domain = look.domain
    if domain is None:
        return facts
    if look.running is None:
        facts = _with_listed(facts, _listed(look, domain))
    figures = {
        "maximum memory": Fact("memory held", mib(domain.memory_kib)),
        "maximum vCPUs": Fact("vCPUs online", str(domain.vcpus)),
    }
    found: list[Fact] = []
    for fact in facts:
        found += [fact, figures.pop(fact.label)] if fact.label in figures else [fact]
    return (*found, *figures.values())


def _listed(look: _Look, domain: Domain) -> dict[str, str]:
    """The facts from the listing, for a domain of which xl has no configuration."""
    known = {"name": domain.name, "UUID": domain.uuid}
    try:
        memory = look.xl.domain_memory(domain)
    except HostError:
        raise
    except XenError as error:
        look.problems.append(str(error))
        return known
    for name, kib in (("memory", memory.target_kib), ("maximum memory", memory.maximum_kib)):
        if kib is not None:
            known[name] = mib(kib)
    return known


def _with_listed(facts: tuple[Fact, ...], known: dict[str, str]) -> tuple[Fact, ...]:
    in_file = {fact.label: fact for fact in facts}
    listed = tuple(replace(in_file.get(name, Fact(name)), running=words) for name, words in known.items())
    return listed + tuple(fact for fact in facts if fact.label not in known)
