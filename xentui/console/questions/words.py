"""Asks for a name, a magic key, a file."""

from xentui.console.names import Names
from xentui.console.questions.asking import Asking, meaning_of
from xentui.console.questions.known import SAVE_FOLDER, files_to_save_to
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.question import Question
from xentui.fleet.fleet import Fleet
from xentui_driver.definitions.naming import check_new_name
from xentui_driver.jobs.actions import Action
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.instance import Instance
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.sysrq import SYSRQ_KEYS
from xentui_driver.model.text import harmless

_UNSAFE = lazy_pattern(r"[^A-Za-z0-9._-]+")


def name_asking(action: Action, instance: Instance, names: Names) -> Asking:
    """Asks for a guest's new name, and says what is wrong with it while it is typed."""

    def parse(text: str) -> str:
        if text == instance.name:
            raise ValueError("That is its current name.")
        _warnings(text)
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


def file_asking(action: Action, instance: Instance, fleet: Fleet, names: Names) -> Asking:
    """Asks for the path of a new file on the host."""
    name = _UNSAFE.sub("_", instance.name).lstrip(".") or "guest"
    question = Question[str](
        action.applied_to(names.instance(instance)),
        ("To a new file on the host; an existing file is never overwritten.",),
        "File:",
        parse=parse_path,
        meaning=lambda path: meaning_of(action, instance, names, path),
        symbols=names.symbols,
        value=f"{SAVE_FOLDER}/{name}.save",
        offers=files_to_save_to(fleet.of(instance), f"{name}.save"),
    )
    return Asking(question)


def parse_path(text: str) -> str:
    """The absolute path of a file. Raises ValueError with words."""
    path = text.strip()
    if not path:
        raise ValueError("Type the path of the file.")
    if not path.startswith("/"):
        raise ValueError("Type an absolute path, such as /var/lib/xen/save/web.save.")
    if path.endswith("/"):
        raise ValueError("This is a folder: add the name of the file.")
    if harmless(path) != path:
        raise ValueError("The path has control or invisible characters.")
    return path


def _warnings(name: str) -> tuple[str, ...]:
    try:
        return check_new_name(name)
    except InvalidInput as error:
        raise ValueError(error.summary) from error
