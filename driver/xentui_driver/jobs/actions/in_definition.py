"""Writes what an action changed into the definition too, so that it lasts beyond the next start."""

from collections.abc import Callable, Mapping
from contextlib import suppress

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.host.hypervisor import Hypervisor, definition_steps
from xentui_driver.jobs.actions.action import Progress, Request
from xentui_driver.jobs.actions.conditions import definition_of, number_of
from xentui_driver.model.errors import CommandFailed, XenError
from xentui_driver.model.job import Replaced
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.units import MIB_KIB

ToChange = Callable[[Request], Mapping[str, Value | None]]
Perform = Callable[[Hypervisor, Request, Progress], Outcome]


def steps_kept(steps: Callable[[Request], tuple[str, ...]], changes: ToChange) -> Callable[[Request], tuple[str, ...]]:
    """The action's steps, with the changes of the definition where the request asks for them."""

    def shown(request: Request) -> tuple[str, ...]:
        if not request.in_definition:
            return steps(request)
        return steps(request) + definition_steps(definition_of(request).path, _settings(request, changes))

    return shown


def _settings(request: Request, changes: ToChange) -> Mapping[str, Value | None]:
    return changes(request) if request.changes is None else request.changes


def kept(perform: Perform, changes: ToChange, present: Callable[[Hypervisor, Request], str]) -> Perform:
    """Change the guest first, because it may refuse, and then the definition.

    Both are noted before, so that they can be set back; `present` reads the guest's value as it is.
    """

    def both(host: Hypervisor, request: Request, progress: Progress) -> Outcome:
        value = _read(present, host, request)
        if not request.in_definition:
            progress.replaced(Replaced(value))
            return perform(host, request, progress)
        path, settings = definition_of(request).path, _settings(request, changes)
        # A definition that can't be changed must not leave half of it done.
        progress.replaced(replaced_in(*host.store.would_change(path, settings), value))
        done = perform(host, request, progress)
        try:
            changed = host.change_definition(path, settings)
        except XenError as error:
            raise CommandFailed(
                f"{done.summary} But its definition was not changed: {error.summary}",
                detail=error.detail,
                state_now=error.state_now or "The change will be lost at the guest's next start.",
                next_step=error.next_step,
            ) from error
        return Outcome(
            f"{done.summary} {changed.summary}",
            done.steps + changed.steps,
            done.warnings + changed.warnings,
            done.ref,
        )

    return both


def replaced_in(before: str, after: str, value: str = "") -> Replaced:
    """What a change of a definition's text changes in its settings."""
    from xentui_driver.definitions.xl_config.difference import changed_settings

    settings, written = changed_settings(before, after)
    return Replaced(value, settings, written)


def _read(present: Callable[[Hypervisor, Request], str], host: Hypervisor, request: Request) -> str:
    with suppress(XenError):  # then it can't be set back; the change itself says what is wrong
        return present(host, request)
    return ""


def memory_changes(request: Request) -> Mapping[str, Value | None]:
    """`memory`, and `maxmem` too: where it isn't stated xl takes `memory` for it, and would lower it in passing."""
    definition, memory_kib = definition_of(request), number_of(request)
    memory = _changed("memory", _mib_of(memory_kib), _mib_of(definition.memory_kib))
    maximum_kib = definition.maximum_memory_kib
    if maximum_kib is None or (not definition.states_maximum_memory and maximum_kib == memory_kib):
        return memory
    now = _mib_of(maximum_kib) if definition.states_maximum_memory else None
    return {**memory, **_changed("maxmem", _mib_of(max(memory_kib, maximum_kib)), now)}


def maximum_changes(request: Request) -> Mapping[str, Value | None]:
    definition = definition_of(request)
    now = _mib_of(definition.maximum_memory_kib) if definition.states_maximum_memory else None
    return _changed("maxmem", _mib_of(number_of(request)), now)


def vcpus_changes(request: Request) -> Mapping[str, Value | None]:
    """`vcpus`, and `maxvcpus` too: where it isn't stated xl takes `vcpus` for it."""
    definition, count = definition_of(request), number_of(request)
    vcpus = _changed("vcpus", count, definition.vcpus)
    maximum = definition.maximum_vcpus
    if maximum is None or (not definition.states_maximum_vcpus and maximum == count):
        return vcpus
    now = maximum if definition.states_maximum_vcpus else None
    return {**vcpus, **_changed("maxvcpus", max(count, maximum), now)}


def _changed(key: str, value: int | None, now: int | None) -> Mapping[str, Value | None]:
    """Nothing where the definition says so already."""
    return {} if value == now else {key: str(value)}


def _mib_of(kib: int | None) -> int | None:
    """Rounded up: xl.cfg takes whole MiB, and rounding down would take away part of what the guest was given."""
    return None if kib is None else -(-kib // MIB_KIB)
