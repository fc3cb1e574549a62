"""Asks how many vCPUs a guest is to have online."""

from collections.abc import Callable

from xentui.console.names import Names
from xentui.console.questions.asking import Asking, preview_of
from xentui.console.screens.question import Known, Question
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import Action
from xentui_driver.model.instance import Instance
from xentui_widgets.units import count_words


def vcpus_asking(action: Action, instance: Instance, hypervisor: Hypervisor, names: Names) -> Asking:
    """The maximum comes once it has been read, and is then the limit of what can be typed."""
    ref = instance.ref
    assert ref is not None, "only a domain has vCPUs to change"
    online = instance.domain.vcpus if instance.domain is not None else None
    question = Question(
        f"vCPUs of {names.instance(instance)}",
        _figures(online, None),
        parse=_parser(None),
        preview=preview_of(action, instance, names),
        symbols=names.symbols,
        example="2",
    )

    def load() -> Known[int]:
        vcpus = hypervisor.vcpus_of(ref)
        return Known(_figures(vcpus.online, vcpus.maximum), _parser(vcpus.maximum))

    return Asking(question, load)


def _figures(online: int | None, maximum: int | None) -> tuple[str, ...]:
    return (
        f"{'online':<10}{count_words(online):>4}",
        f"{'maximum':<10}{count_words(maximum):>4}  as it was built",
        "",
        "vCPUs online:",
    )


def _parser(maximum: int | None) -> Callable[[str], int]:
    limits = "1 or more" if maximum is None else f"1 to {maximum}"

    def parse(text: str) -> int:
        digits = text.strip()
        if not (digits.isascii() and digits.isdigit() and len(digits) < 6):
            raise ValueError(f"a whole number, {limits}")
        if int(digits) < 1 or (maximum is not None and int(digits) > maximum):
            raise ValueError(f"{limits}: the maximum is set when the guest is built" if maximum else limits)
        return int(digits)

    return parse
