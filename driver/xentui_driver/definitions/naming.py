"""Names of guests: finds the guest that a name means, and checks the name of a new guest."""

import re
from collections.abc import Callable, Sequence

from xentui_driver.definitions.pairing import are_of_one_guest, preferred
from xentui_driver.model.domain import INCOMING_SUFFIX, MIGRATED_AWAY_SUFFIX
from xentui_driver.model.errors import AmbiguousName, InvalidInput
from xentui_driver.model.identity import identifies, same_guest
from xentui_driver.model.instance import Instance, undecided_words
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.part import Part
from xentui_driver.model.text import harmless
from xentui_driver.toolstack.parse.xl_list import NO_NAME
from xentui_driver.toolstack.stub_domains import DEVICE_MODEL_SUFFIX

DOM0_NAME = "Domain-0"
LONG_NAME_BYTES = 63
LONGEST_NAME_BYTES = 235
"""A file name may have 255, and the longest name of the monitor's log is xl-NAME--incoming.log.10 (xl_utils.c)."""

_UUID = lazy_pattern(r"[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}", re.IGNORECASE)
BY_DOMID = "`xentui list` shows all guests; one without a name needs --domid ID."
_NOTHING = "Nothing was done."
_SIMILAR_NAMES = 3


def find_instance(instances: Sequence[Instance], words: str, part: Part = Part.ANY) -> Instance:
    """The instance with exactly that name or UUID.

    A definition's path is accepted too: nothing else tells two definitions of one guest apart, when neither is named
    after it and starts with the host. Raises AmbiguousName with the choices when several have it, or when it is all
    digits, which could be a domid; InvalidInput with the most similar names when there is none.
    """
    shown = harmless(words)
    uuid = uuid_of(words)
    if uuid is None and _is_number(words):
        raise _number(instances, words)
    found = [instance for instance in instances if _is_called(instance, shown, uuid)] if words.strip() else []
    if not found:
        raise _nobody(instances, shown)
    meant = _meant(found, instances, shown, part)
    if len(meant) > 1:
        choices = _choices(meant)
        raise AmbiguousName(
            f"{len(choices)} guests are called {shown}.",
            choices,
            next_step=f"Give {_what_tells(meant)} of the one you mean: {'; '.join(choices)}.",
        )
    if part is Part.DEFINITION and meant[0].is_undecided:
        raise _undecided(meant[0])
    return meant[0]


def _meant(found: Sequence[Instance], instances: Sequence[Instance], words: str, part: Part) -> Sequence[Instance]:
    """The candidates that remain: a running guest and its definitions count as one, and so do copies of a file."""
    by_path = [each for each in found if each.definition is not None and words in each.definition.paths]
    if by_path:
        return [_running_from(instances, by_path[0], words)]
    running = [each for each in found if each.domain is not None]
    if part is Part.DOMAIN:
        return running or found[:1]
    theirs = {each.ref for each in running}
    stopped = [each for each in found if each.domain is None and (each.copy_of is None or each.copy_of not in theirs)]
    definitions = [each.definition for each in stopped if each.definition is not None]
    if running or not are_of_one_guest(definitions):
        return [*running, *stopped]
    best = preferred(definitions)
    return [each for each in stopped if each.definition is best] or stopped


def _running_from(instances: Sequence[Instance], stopped: Instance, path: str) -> Instance:
    """The running guest, if that definition belongs to it; else what was found."""
    chosen = (each.with_definition(path) for each in instances if stopped.definition in each.rivals)
    return next(chosen, stopped)


def _what_tells(meant: Sequence[Instance]) -> str:
    """What each of them, or some of them, has that no other of them has, in words."""
    ways: list[tuple[str, list[str | int | None]]] = [
        ("the UUID", [each.uuid for each in meant if identifies(each.uuid)]),
        ("the path", [each.definition.path for each in meant if each.definition is not None]),
        ("--domid ID", [each.domid for each in meant if each.domid is not None]),
    ]
    told = [way for way, values in ways if values and len(set(values)) == len(values)]
    return " or ".join(part for part in (", ".join(told[:-1]), *told[-1:]) if part) or "another name"


def _undecided(instance: Instance) -> AmbiguousName:
    choices = _choices([instance.with_definition(each.path) for each in instance.rivals])
    return AmbiguousName(
        f"{instance.name}: {undecided_words(instance)}.",
        choices,
        next_step="Give the path of the one you mean instead of the name.",
    )


def find_domain(instances: Sequence[Instance], domid: int) -> Instance:
    """The instance with that id now. Raises InvalidInput when there is none."""
    found = next((instance for instance in instances if instance.domid == domid), None)
    if found is None:
        raise InvalidInput(f"No domain has the id {domid} now.", state_now=_NOTHING, next_step=BY_DOMID)
    return found


def check_new_name(name: str) -> tuple[str, ...]:
    """Warnings about a new name for a guest. Raises InvalidInput for one that would break xl."""
    for is_broken, rule in _RULES:
        if is_broken(name):
            raise InvalidInput(
                f"{harmless(name)!r} can't be a guest's name: {rule}.",
                state_now=_NOTHING,
                next_step="Choose another name; letters, digits, dots and hyphens are safe.",
            )
    return tuple(warning for applies, warning in _WARNINGS if applies(name))


def uuid_of(words: str) -> str | None:
    """The UUID as xl prints it, from one in any case, with or without dashes; None when it isn't one."""
    if not _UUID.fullmatch(words):
        return None
    digits = words.replace("-", "").lower()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def typed_name(instance: Instance) -> str:
    """What the operator types to confirm an instance: its name, or its UUID where the name can't be typed.

    Never empty: a question to which nothing must be typed would be no guard.
    """
    if is_typable(instance.name):
        return instance.name
    if identifies(instance.uuid):
        return str(instance.uuid)
    if instance.domid is not None:
        return f"id {instance.domid}"
    return instance.definition.path if instance.definition is not None else instance.key


def is_typable(name: str) -> bool:
    """Whether a keyboard has its characters, and a field keeps its beginning and end."""
    is_text = name.isprintable() and not any(0x2400 <= ord(character) <= 0x243F for character in name)
    return bool(name.strip()) and name == name.strip() and is_text


def _is_called(instance: Instance, name: str, uuid: str | None) -> bool:
    if instance.name == name or same_guest(uuid, instance.uuid):
        return True
    return instance.definition is not None and name in instance.definition.paths


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit()


def _number(instances: Sequence[Instance], digits: str) -> AmbiguousName:
    # xl takes every number for a domid, also where a guest has it for a name (libxl_utils.c).
    meant = [i for i in instances if i.name == digits or str(i.domid) == digits]
    choices = _choices(meant)
    hint = "Give the guest's name or its UUID."
    if choices:
        by_id = [f"--domid {i.domid}" for i in meant if i.domid is not None]
        hint = f"Give the UUID or {' or '.join(by_id or ['the path'])} of the one you mean: {'; '.join(choices)}."
    return AmbiguousName(f"{digits} could be an id, and ids change with every start.", choices, next_step=hint)


def _nobody(instances: Sequence[Instance], name: str) -> InvalidInput:
    from difflib import get_close_matches

    names = {instance.name.casefold(): instance.name for instance in instances if instance.name}
    # First names that begin with it: web-01 for web-01.example.net.
    nameless = any(not instance.name and instance.domid is not None for instance in instances)
    hint = BY_DOMID if nameless else "`xentui list` shows all guests."
    longer = [each for each in names if name and each.startswith(name.casefold())]
    close = get_close_matches(name.casefold(), names, _SIMILAR_NAMES)
    similar = list(dict.fromkeys((*longer, *close)))[:_SIMILAR_NAMES]
    return InvalidInput(
        f"No guest here is called {name}." if name.strip() else "No name was given.",
        state_now=_NOTHING,
        next_step=f"Similar names: {', '.join(names[each] for each in similar)}." if similar else hint,
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
    (_is_number, "xl takes digits for an id, so no command could name the guest"),
    (
        lambda name: "/" in name,
        "with a slash in the name xl can't open the guest's log, and the guest loses its monitor",
    ),
    (lambda name: harmless(name) != name, "it contains control or invisible characters"),
    (lambda name: name != name.strip(), "it begins or ends with a blank, which listings don't show"),
    (lambda name: name.startswith("-"), "xl takes a word that begins with a hyphen for an option"),
    (
        lambda name: name.endswith((INCOMING_SUFFIX, MIGRATED_AWAY_SUFFIX)),
        f"xl itself gives the halves of a migration the endings {INCOMING_SUFFIX} and {MIGRATED_AWAY_SUFFIX}",
    ),
    (lambda name: name in (DOM0_NAME, NO_NAME), "xl itself uses that name"),
    (lambda name: _bytes(name) > LONGEST_NAME_BYTES, f"it is longer than {LONGEST_NAME_BYTES} bytes"),
)
_WARNINGS: tuple[tuple[Check, str], ...] = (
    (
        lambda name: _bytes(name) > LONG_NAME_BYTES,
        f"the name is longer than {LONG_NAME_BYTES} bytes: no host name can be, and the columns of listings shift",
    ),
    (lambda name: " " in name, "the name contains a blank: scripts that split `xl list` into columns fail on it"),
    (
        lambda name: name.endswith(DEVICE_MODEL_SUFFIX),
        f"Xen calls a guest's device model NAME{DEVICE_MODEL_SUFFIX}: this guest may be taken for one",
    ),
    (lambda name: uuid_of(name) is not None, "the name looks like a UUID and may be taken for another guest's"),
)
