"""What the files of a folder say, and which of them are definitions while these guests run."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from xentui_driver.model.dataclass import dataclass, field, replace
from xentui_driver.model.definition import Definition, Starter


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be a definition."""

    definition: Definition
    called: frozenset[str] | None
    """It is a definition if a guest of one of these names runs; None where it is one in any case."""


@dataclass(frozen=True, slots=True)
class FolderContents:
    """What the files of a folder say; which of them are definitions depends on the guests that run."""

    candidates: tuple[Candidate, ...] = ()
    problems: tuple[str, ...] = ()
    """What could not be read, and why."""
    certain: tuple[Definition, ...] = field(default=(), compare=False)
    """What the candidates come to when no guest runs that makes more of them definitions: nearly always."""

    @classmethod
    def of(cls, candidates: tuple[Candidate, ...], problems: tuple[str, ...]) -> "FolderContents":
        return cls(candidates, problems, _told_apart(each.definition for each in candidates if each.called is None))

    def definitions(self, running: Collection[str] = ()) -> tuple[Definition, ...]:
        """The definitions, in the order of their files.

        `running` are the names of the guests: a broken file that is named after one is its definition.
        """
        if all(each.called is None or each.called.isdisjoint(running) for each in self.candidates):
            return self.certain
        return _told_apart(
            each.definition for each in self.candidates if each.called is None or not each.called.isdisjoint(running)
        )


def _told_apart(definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    """Each saying what it has in common with others of the folder."""
    return _with_clashes(_with_copies(tuple(definitions)))


def _with_copies(definitions: Sequence[Definition]) -> tuple[Definition, ...]:
    """Marks definitions whose guest another file starts: xendomains looks only at the guest's name."""
    by_guest: defaultdict[tuple[str, str], list[Starter]] = defaultdict(list)
    for each in definitions:
        for guest in _guest_keys(each) if each.starters else ():
            by_guest[guest] += [replace(starter, is_copy=True) for starter in each.starters]
    if not by_guest:
        return tuple(definitions)
    found: list[Definition] = []
    for each in definitions:
        own = {starter.path for starter in each.starters}
        started = dict.fromkeys(starter for guest in _guest_keys(each) for starter in by_guest.get(guest, ()))
        copies = tuple(starter for starter in started if starter.path not in own)
        found.append(replace(each, starters=each.starters + copies) if copies else each)
    return tuple(found)


def _guest_keys(definition: Definition) -> tuple[tuple[str, str], ...]:
    if definition.error:
        return ()
    uuid = (("uuid", definition.uuid),) if definition.uuid is not None else ()
    return ("name", definition.listed_name), *uuid


def _with_clashes(definitions: Sequence[Definition]) -> tuple[Definition, ...]:
    """The same, those that share a name or a UUID with another each saying so."""
    by_name: defaultdict[str, list[Definition]] = defaultdict(list)
    by_uuid: defaultdict[str, list[Definition]] = defaultdict(list)
    for definition in definitions:
        if not definition.error:
            by_name[definition.name].append(definition)
            if definition.uuid is not None:
                by_uuid[definition.uuid].append(definition)
    clashes: defaultdict[str, list[str]] = defaultdict(list)
    for what, groups in (("name", by_name), ("UUID", by_uuid)):
        for group in groups.values():
            if len(group) > 1:
                for definition in group:
                    clashes[definition.path].append(_clash(what, definition, group))
    return tuple(
        replace(each, problems=(*each.problems, *clashes[each.path])) if each.path in clashes else each
        for each in definitions
    )


def _clash(what: str, definition: Definition, group: Sequence[Definition]) -> str:
    """One other file is named, so that a thousand copies of a file take linear time."""
    other = group[1] if definition is group[0] else group[0]
    more = f", and {len(group) - 2} more" if len(group) > 2 else ""
    return f"same {what} in {other.path}{more}"
