"""Asks how many vCPUs a guest is to have online."""

from xentui.console.names import Names
from xentui.console.questions.asking import Asking, meaning_of
from xentui.console.questions.changes import count_change
from xentui.console.questions.host_limits import never_so_many_vcpus, scarce_cpus
from xentui.console.questions.in_definition import over_maximum
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.question import Known, Question
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import Action
from xentui_driver.jobs.actions.in_definition import vcpus_changes
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.instance import Instance
from xentui_widgets.units import count_words, cpu_words

_MOST_DIGITS = 5


def vcpus_asking(
    action: Action, instance: Instance, hypervisor: Hypervisor, host_cpus: int | None, names: Names
) -> Asking:
    """The maximum comes once it has been read, and is then the limit of what can be typed."""
    ref = instance.ref
    assert ref is not None, "only a domain has vCPUs to change"
    domain = instance.domain
    unread = _Figures(action, instance, domain.vcpus if domain is not None else None, None, host_cpus, names)
    question = Question[int](
        f"vCPUs of {names.instance(instance)}",
        unread.picture,
        "vCPUs online:",
        parse=unread.parse,
        meaning=unread.meaning,
        symbols=names.symbols,
        example="2, +1, -1",
    )

    def load() -> Known[int]:
        vcpus = hypervisor.vcpus_of(ref)
        read = _Figures(action, instance, vcpus.online, vcpus.maximum, host_cpus, names)
        return Known(read.picture, read.parse, read.meaning)

    return Asking(question, load)


@dataclass(frozen=True, slots=True)
class _Figures:
    """What is known while the question is open, and what a text means by it."""

    action: Action
    instance: Instance
    online: int | None
    maximum: int | None
    """None until it has been read, and where it isn't known."""
    host_cpus: int | None
    names: Names

    @property
    def picture(self) -> tuple[str, ...]:
        return (
            f"{'online':<10}{count_words(self.online):>4}",
            f"{'maximum':<10}{count_words(self.maximum):>4}  fixed until the next start{self._next_start}",
            f"{'CPU %':<10}{cpu_words(self.instance.cpu_percent):>6}",
        )

    @property
    def _next_start(self) -> str:
        """The maximum of the definition, where that is another one."""
        definition = self.instance.definition
        maximum = definition.maximum_vcpus if definition is not None else None
        return f", then {maximum}" if maximum not in (None, self.maximum) and self.maximum else ""

    def parse(self, text: str) -> int:
        count = self._count(text.strip())
        if count < 1:
            raise ValueError("The guest needs at least 1 vCPU.")
        if self.maximum is not None and count > self.maximum:
            words = f"At most {self.maximum}: the maximum is fixed until the next start."
            never, warnings = never_so_many_vcpus(count, self.instance), scarce_cpus(count, self.host_cpus)
            raise over_maximum(words, self.instance, count, vcpus_changes, never=never, warnings=warnings)
        if self.host_cpus is not None and count > max(self.host_cpus, self.online or 0):
            raise ValueError(f"The host has {self.host_cpus} CPUs, and xl refuses more vCPUs than that.")
        return count

    def meaning(self, count: int) -> Meaning:
        change = () if self.online is None else (f"vCPUs {count_change(self.online, count)}",)
        return meaning_of(self.action, self.instance, self.names, count, *change)

    def _count(self, text: str) -> int:
        """Raises ValueError for what is neither a number nor a change of the present one."""
        sign, digits = (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
            limits = "" if self.maximum is None else f" from 1 to {self.maximum}"
            raise ValueError(f"Type a number{limits}, or a change such as +1 or -1.")
        if not sign:
            return int(digits)
        if self.online is None:
            raise ValueError("The current number isn't known yet: type the number itself.")
        return self.online + int(text)
