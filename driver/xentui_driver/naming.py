"""Names: which guest is meant by one, and which a new guest may have."""

import difflib
import re
from collections.abc import Callable, Sequence

from xentui_driver.errors import AmbiguousName, InvalidInput
from xentui_driver.identity import identifies, same_guest
from xentui_driver.listing import DEVICE_MODEL_SUFFIX
from xentui_driver.model import Instance
from xentui_driver.parse.xl_list import INCOMING_SUFFIX, MIGRATED_AWAY_SUFFIX, NO_NAME
from xentui_driver.text import harmless

DOM0_NAME = "Domain-0"
LONG_NAME_BYTES = 63
LONGEST_NAME_BYTES = 235
"""A file name has 255, and the monitor's log is called xl-NAME--incoming.log.10 at its longest (xl_utils.c)."""

_UUID = re.compile(r"[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}", re.IGNORECASE)
_NOTHING = "Nothing was done."
_SIMILAR_NAMES = 3


def find_instance(instances: Sequence[Instance], words: str) -> Instance:
    """The instance of exactly that name or UUID.

    A definition's path is taken too, the only thing that tells two definitions of one name apart.

    Raises AmbiguousName with the choices when several have it, and when it is all digits, which could be a domid;
    InvalidInput with the most similar names when there is none.
    """
    shown = harmless(words)
    uuid = uuid_of(words)
    if uuid is None and _is_number(words):
        raise _number(instances, words)
    found = [instance for instance in instances if _is_called(instance, shown, uuid)] if words.strip() else []
    if not found:
        raise _nobody(instances, shown)
    if len(found) > 1:
        choices = _choices(found)
        raise AmbiguousName(
            f"{len(found)} guests are called {shown}.",
            choices,
            next_step=f"Give the UUID or the path of the one that is meant: {'; '.join(choices)}.",
        )
    return found[0]


def check_new_name(name: str) -> tuple[str, ...]:
    """Warnings about a name that a guest is to get. Raises InvalidInput for one that would break xl."""
    for is_broken, rule in _RULES:
        if is_broken(name):
            raise InvalidInput(
                f"{harmless(name)!r} can't be a guest's name: {rule}.",
                state_now=_NOTHING,
                next_step="Choose another name: letters, digits, dots and hyphens are safe.",
            )
    return tuple(warning for applies, warning in _WARNINGS if applies(name))


def uuid_of(words: str) -> str | None:
    """The UUID as xl prints it, from one in any case, with dashes or without; None when it is none."""
    if not _UUID.fullmatch(words):
        return None
    digits = words.replace("-", "").lower()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def typed_name(instance: Instance) -> str:
    """What the operator types to be sure of an instance: its name; its UUID where the name is none to be typed.

    Never empty: a question that nothing has to be typed for would be no guard.
    """
    if is_typable(instance.name):
        return instance.name
    if identifies(instance.uuid):
        return str(instance.uuid)
    if instance.domid is not None:
        return f"id {instance.domid}"
    return instance.definition.path if instance.definition is not None else instance.key


def is_typable(name: str) -> bool:
    """A keyboard has its characters, and no field takes its beginning or its end away."""
    is_text = name.isprintable() and not any(0x2400 <= ord(character) <= 0x243F for character in name)
    return bool(name.strip()) and name == name.strip() and is_text


def _is_called(instance: Instance, name: str, uuid: str | None) -> bool:
    if instance.name == name or same_guest(uuid, instance.uuid):
        return True
    return instance.definition is not None and instance.definition.path == name


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit()


def _number(instances: Sequence[Instance], digits: str) -> AmbiguousName:
    # xl takes every number for a domid, also where a guest has it for a name (libxl_utils.c).
    meant = [i for i in instances if i.name == digits or str(i.domid) == digits]
    choices = _choices(meant)
    hint = f"Give the name or the UUID: {'; '.join(choices)}." if choices else "Give the guest's name or its UUID."
    return AmbiguousName(f"{digits} could be an id, and ids change with every start.", choices, next_step=hint)


def _nobody(instances: Sequence[Instance], name: str) -> InvalidInput:
    names = {instance.name.casefold(): instance.name for instance in instances if instance.name}
    # First those that it is the beginning of: web-01 for web-01.example.net.
    longer = [each for each in names if name and each.startswith(name.casefold())]
    close = difflib.get_close_matches(name.casefold(), names, _SIMILAR_NAMES)
    similar = list(dict.fromkeys((*longer, *close)))[:_SIMILAR_NAMES]
    return InvalidInput(
        f"No guest here is called {name}." if name.strip() else "No guest is named.",
        state_now=_NOTHING,
        next_step=f"Similar names: {', '.join(names[each] for each in similar)}." if similar else "",
    )


def _choices(instances: Sequence[Instance]) -> tuple[str, ...]:
    return tuple(map(_choice, instances))


def _choice(instance: Instance) -> str:
    what = f"{instance.name or '(no name)'}, {instance.state.value}"
    if instance.domid is not None:
        what += f", id {instance.domid}"
    if instance.uuid is not None:
        what += f", {instance.uuid}"
    return f"{what}, {instance.definition.path}" if instance.definition is not None else what


def _bytes(name: str) -> int:
    return len(name.encode("utf-8", "surrogateescape"))


Check = Callable[[str], bool]

_RULES: tuple[tuple[Check, str], ...] = (
    (lambda name: not name.strip(), "it is empty, and xl takes an empty name for Domain-0"),
    (_is_number, "xl takes digits for an id, so that no command could name it"),
    (lambda name: "/" in name, "with a slash xl can't open its log, and the guest loses its monitor"),
    (lambda name: harmless(name) != name, "it has control characters or invisible ones in it"),
    (lambda name: name != name.strip(), "it begins or ends with a blank, which no listing shows"),
    (lambda name: name.startswith("-"), "xl takes a word that begins with a hyphen for an option"),
    (
        lambda name: name.endswith((INCOMING_SUFFIX, MIGRATED_AWAY_SUFFIX)),
        f"xl itself calls the halves of a migration {INCOMING_SUFFIX} and {MIGRATED_AWAY_SUFFIX}",
    ),
    (lambda name: name in (DOM0_NAME, NO_NAME), "xl itself gives that name"),
    (lambda name: _bytes(name) > LONGEST_NAME_BYTES, f"it is longer than {LONGEST_NAME_BYTES} bytes"),
)
_WARNINGS: tuple[tuple[Check, str], ...] = (
    (
        lambda name: _bytes(name) > LONG_NAME_BYTES,
        f"the name is longer than {LONG_NAME_BYTES} bytes: no host name may be, and listings lose their columns",
    ),
    (lambda name: " " in name, "the name has a blank in it: scripts that read `xl list` by columns stumble over it"),
    (
        lambda name: name.endswith(DEVICE_MODEL_SUFFIX),
        f"Xen calls a guest's device model NAME{DEVICE_MODEL_SUFFIX}: this one may be taken for one",
    ),
    (lambda name: uuid_of(name) is not None, "the name looks like a UUID and may be taken for another guest's"),
)
