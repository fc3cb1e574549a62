"""Asks for a name, a magic key."""

from xentui.console.names import Names
from xentui.console.questions.asking import Asking, meaning_of
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.question import Question
from xentui.fleet.fleet import Fleet
from xentui.fleet.name_holders import holder_of
from xentui_driver.definitions.naming import check_new_name
from xentui_driver.jobs.actions import Action
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.instance import Instance
from xentui_driver.model.sysrq import SYSRQ_KEYS


def name_asking(action: Action, instance: Instance, fleet: Fleet, names: Names) -> Asking:
    """Asks for a guest's new name, and says what is wrong with it while it is typed."""

    def parse(text: str) -> str:
        if text == instance.name:
            raise ValueError("That is its current name.")
        _warnings(text)
        if holder := holder_of(text, fleet.instances_of(fleet.of(instance)), instance):
            raise ValueError(f"{holder[0].upper()}{holder[1:]} already has this name.")
        return text

    def meaning(name: str) -> Meaning:
        return meaning_of(
            action, instance, names, name, *(f"{names.symbols.flag} {words}" for words in _warnings(name))
        )

    question = Question[str](
        action.applied_to(names.instance(instance)),
        (action.consequence,),
        "New name:",
        parse=parse,
        meaning=meaning,
        symbols=names.symbols,
        value=instance.name,
    )
    return Asking(question)


def sysrq_asking(action: Action, instance: Instance, names: Names) -> Asking:
    """Asks for a magic key by its name."""
    width = max(map(len, SYSRQ_KEYS))
    question = Question[str](
        action.applied_to(names.instance(instance)),
        [f"{name:<{width}}  {key.what}" for name, key in SYSRQ_KEYS.items()],
        "Key:",
        parse=_sysrq_key,
        meaning=lambda name: meaning_of(action, instance, names, name),
        symbols=names.symbols,
        example="sync",
        offers=tuple(SYSRQ_KEYS),
    )
    return Asking(question)


def _sysrq_key(text: str) -> str:
    name = text.strip().lower()
    if name not in SYSRQ_KEYS:
        raise ValueError("Type one of the names above.")
    return name


def _warnings(name: str) -> tuple[str, ...]:
    try:
        return check_new_name(name)
    except InvalidInput as error:
        raise ValueError(error.summary) from error
