"""Asks for a host, a name, a file."""

from xentui.console.names import Names
from xentui.console.questions.asking import Asking, meaning_of
from xentui.console.questions.known import SAVE_FOLDER, files_to_save_to, hosts_to_move_to
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.question import Question
from xentui.fleet.fleet import Fleet
from xentui_driver.definitions.naming import check_new_name
from xentui_driver.jobs.actions import Action
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.instance import Instance
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless
from xentui_driver.toolstack.commands import checked_host
from xentui_widgets.units import memory_words

_UNSAFE = lazy_pattern(r"[^A-Za-z0-9._-]+")


def host_asking(action: Action, instance: Instance, fleet: Fleet, names: Names) -> Asking:
    """Asks for the target host of a migration."""
    domain = instance.domain
    question = Question[str](
        f"{action.label} {names.instance(instance)}",
        (
            f"It has {memory_words(domain.memory_kib if domain else None)} of memory and goes on running meanwhile.",
            "Its disks must be reachable at the same paths on the other host,",
            "and ssh to it must work for root without a password.",
        ),
        "To host:",
        parse=_host,
        meaning=lambda host: meaning_of(action, instance, names, host),
        symbols=names.symbols,
        example="dom0b, or a Host of ssh's config",
        offers=hosts_to_move_to(fleet.of(instance), fleet),
    )
    return Asking(question)


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
        f"{action.label} {names.instance(instance)}",
        ("People and scripts that use its name need the new one.",),
        "New name:",
        parse=parse,
        meaning=meaning,
        symbols=names.symbols,
        value=instance.name,
    )
    return Asking(question)


def file_asking(action: Action, instance: Instance, fleet: Fleet, names: Names) -> Asking:
    """Asks for the path of a new file on the host."""
    name = _UNSAFE.sub("_", instance.name).lstrip(".") or "guest"
    question = Question[str](
        f"{action.label}: {names.instance(instance)}",
        ("To a new file on the host; one that exists is never overwritten.",),
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
        raise ValueError("The path of the file is missing.")
    if not path.startswith("/"):
        raise ValueError("An absolute path, as /var/lib/xen/save/web.save: a relative one would begin anywhere.")
    if path.endswith("/"):
        raise ValueError("That is a folder: give the file's name too.")
    if harmless(path) != path:
        raise ValueError("There are control or invisible characters in it.")
    return path


def _warnings(name: str) -> tuple[str, ...]:
    try:
        return check_new_name(name)
    except InvalidInput as error:
        raise ValueError(error.summary) from error


def _host(text: str) -> str:
    if not text.strip():
        raise ValueError("The name of the other host is missing.")
    try:
        return checked_host(text.strip())
    except InvalidInput as error:
        raise ValueError(f"{error.summary} {error.next_step}") from error
