"""Asks for the host that a guest is to be moved to, and says whether its memory is free there, where that is known."""

from collections.abc import Callable
from functools import partial

from xentui.console.names import Names
from xentui.console.questions.asking import Asking, meaning_of
from xentui.console.questions.known import hosts_to_move_to
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.question import Known, Question
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui_driver.jobs.actions import Action
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.instance import Instance
from xentui_driver.model.memory_fit import MemoryFit
from xentui_driver.toolstack.commands import checked_host
from xentui_widgets.units import memory_words

_INSTEAD = "Stop it here and start it there instead."


def host_asking(
    action: Action, instance: Instance, fleet: Fleet, names: Names, is_old: Callable[[Host], bool]
) -> Asking:
    """Asks for the target host of a migration.

    What the guest needs there is what the check before a migration wants to be free. A host of the fleet whose figures
    are fresh is told about, and refused where it lacks memory; any other one is asked when the migration begins.
    """
    domain = instance.domain
    assert domain is not None, "only a guest that runs is moved"
    hypervisor, ref = fleet.of(instance).hypervisor, domain.ref

    def fit_on(name: str, need_kib: int) -> MemoryFit | None:
        host = next((each for each in fleet.hosts if each.name == name), None)
        return None if host is None or is_old(host) else fleet.states[name].memory_fit(need_kib)

    def words_of(name: str, need_kib: int) -> tuple[str, ...]:
        fit = fit_on(name, need_kib)
        return fit.sentences(f"On {name} it") if fit is not None else ()

    def parse(need_kib: int, text: str) -> str:
        host = _host(text)
        fit = fit_on(host, need_kib)
        if fit is not None and fit.missing_kib:
            raise ValueError(" ".join(words_of(host, need_kib)))
        return host

    def meaning(need_kib: int, host: str) -> Meaning:
        return meaning_of(action, instance, names, host, *words_of(host, need_kib))

    def load() -> Known[str]:
        info = hypervisor.migration_info(ref)
        if info.problems:
            reason = f"It can't be migrated to any host: {'; '.join(info.problems)}."
            return Known(body=(reason, _INSTEAD), is_hopeless=True)
        return Known(parse=partial(parse, info.memory_kib), meaning=partial(meaning, info.memory_kib))

    question = Question[str](
        action.applied_to(names.instance(instance)),
        (
            f"The guest keeps running while its {memory_words(domain.memory_kib)} are copied.",
            "Its disks must be reachable at the same paths on the other host,",
            "and root must get there by ssh without a password.",
        ),
        "To host:",
        parse=_host,
        meaning=lambda host: meaning_of(action, instance, names, host),
        symbols=names.symbols,
        example="dom0b, or a Host from ~/.ssh/config",
        offers=hosts_to_move_to(fleet.of(instance), fleet),
    )
    return Asking(question, load)


def _host(text: str) -> str:
    if not text.strip():
        raise ValueError("Type the name of the other host.")
    try:
        return checked_host(text.strip())
    except InvalidInput as error:
        raise ValueError(f"{error.summary} {error.next_step}") from error
