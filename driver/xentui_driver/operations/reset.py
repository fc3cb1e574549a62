"""Hard reset: destroys the domain and builds the guest again from its definition."""

from xentui_driver.definitions import dry_run
from xentui_driver.definitions.needed_files import missing_files
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain, DomainRef, DomainRole
from xentui_driver.model.errors import (
    BadDefinition,
    DeviceMissing,
    DomainChanged,
    FileUnreadable,
    RebootFailed,
    StillRunning,
    XenError,
)
from xentui_driver.model.identity import identifies
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.text import harmless
from xentui_driver.operations import lifecycle
from xentui_driver.toolstack.xl import Report, Xl, label, state_words

_NOTHING = "Nothing was done: it is {words}."


def reset(xl: Xl, ref: DomainRef, definition: Definition | None, *, report: Report) -> Outcome:
    """Destroy and start; refuses when it couldn't be started again (no definition, or one that xl refuses)."""
    domain = xl.find_guest(ref, "Resetting")
    if domain.role is not DomainRole.GUEST:
        raise DomainChanged(
            f"{label(domain)} can't be reset: it is {domain.role.value}.", state_now="Nothing was done."
        )
    usable = _checked(xl, domain, definition)
    report("its definition can be started; forcing it off")
    destroyed = lifecycle.destroy(xl, ref, report=report)
    report("forced off; starting it again")
    try:
        started = lifecycle.start(xl, usable, paused=False, report=report)
    except XenError as error:
        raise _not_started(domain, usable, error) from error
    back = label(started.ref) if started.ref is not None else usable.name
    return Outcome(
        f"{label(domain)} was reset and is back as {back}.",
        destroyed.steps + started.steps,
        destroyed.warnings + started.warnings,
        ref=started.ref,
    )


def _checked(xl: Xl, domain: Domain, definition: Definition | None) -> Definition:
    """The definition, if the guest can be started from it. Raises BadDefinition, DeviceMissing."""
    nothing = _NOTHING.format(words=state_words(domain))
    what = f"{label(domain)} was not reset"
    if definition is None:
        raise BadDefinition(
            f"{what}: it has no definition to start from.",
            state_now=nothing,
            next_step="Write one first; `xl list -l` shows what it runs with.",
        )
    if definition.error:
        raise BadDefinition(f"{what}: its definition is broken: {definition.error}", state_now=nothing)
    if not _is_of(definition, domain):
        raise BadDefinition(f"{what}: {definition.path} is not its definition.", state_now=nothing)
    try:
        text = xl.transport.read_file(definition.path).decode("utf-8", "surrogateescape")
    except FileUnreadable as error:
        raise BadDefinition(f"{what}: {error.summary}", state_now=nothing) from error
    tried = dry_run.dry_run(xl, text, definition.path)
    if tried.error is not None:
        raise BadDefinition(
            f"{what}: xl would not start it again: {tried.error.summary}",
            detail=tried.error.detail,
            state_now=nothing,
            next_step=tried.error.next_step,
        ) from tried.error
    missing = missing_files(xl.transport, tried.understood or {})
    if missing:
        raise DeviceMissing(
            f"{what}: it could not start again without {harmless(', '.join(missing))}.", state_now=nothing
        )
    return definition


def _is_of(definition: Definition, domain: Domain) -> bool:
    if identifies(definition.uuid):
        return definition.uuid == domain.uuid
    return definition.listed_name == domain.name


def _not_started(domain: Domain, definition: Definition, error: XenError) -> XenError:
    summary = f"{label(domain)} was forced off, but not started again: {error.summary}"
    if isinstance(error, StillRunning):
        return StillRunning(
            summary, argv=error.argv, detail=error.detail, state_now=error.state_now, next_step=error.next_step
        )
    return RebootFailed(
        summary,
        detail=error.detail,
        state_now=error.state_now or "It is not running.",
        next_step=f"{error.next_step} Then start it from {definition.path} (do: start).".strip(),
    )
