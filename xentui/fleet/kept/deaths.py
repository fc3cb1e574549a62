"""Keeps what was found of a guest's end: Xen's messages and a guest's logs are overwritten, its numbers forgotten."""

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from xentui.fleet.kept.folder import folder_of_host
from xentui_driver.host.death.death import Death
from xentui_driver.host.death.evidence import Evidence, Excerpt
from xentui_driver.jobs.files import read_object, write_whole
from xentui_driver.model.dataclass import dataclass, field, replace
from xentui_driver.model.identity import identifies, same_guest
from xentui_driver.model.job import HostId, Subject
from xentui_driver.model.serialization import from_plain, to_plain
from xentui_driver.transport.safe_files import folder

MOST_RECORDS = 100
MOST_OF_A_GUEST = 10
"""Of one host, and of one guest of it: the oldest gives way, and a guest that restarts for ever only to itself."""
_MOST_LINES = 40
_LONGEST_LINE = 300
"""What is kept of each log: a record has at most some 80 KiB."""
_SAME_S = 60.0
"""The log of a monitor is written until it is done with the domain."""
_SUFFIX = "json"


@dataclass(frozen=True, slots=True)
class DeathRecord:
    """A death with the guest's last numbers."""

    host: str
    death: Death
    figures: Mapping[str, float | None] = field(default_factory=dict)
    """By the names of `Figures`; empty where none are known."""
    figures_s: float | None = None
    """When they were read, in seconds since the epoch."""


class DeathFolder:
    """The records of one host; every method blocks."""

    def __init__(self, path: str) -> None:
        self.path = path

    def keep(self, record: DeathRecord) -> None:
        """A record of the same domain takes the place of an earlier one. Raises OSError, ValueError."""
        name = _name_of(record)
        with folder(self.path, make=True, strict=True) as place:
            write_whole(place, name.text, to_plain(_shortened(record)))
            for other in _too_many(_names(place), name):
                with suppress(FileNotFoundError):
                    os.unlink(other.text, dir_fd=place)

    def of(self, subject: Subject) -> tuple[DeathRecord, ...]:
        """Those of that guest, the newest first; what can't be read is left out."""
        found = (record for record in self._all() if _is_of(record, subject))
        return tuple(sorted(found, key=lambda record: record.death.taken_s, reverse=True))

    def _all(self) -> list[DeathRecord]:
        records = []
        with suppress(OSError, ValueError), folder(self.path, strict=True) as place:
            for name in _names(place):
                with suppress(OSError, ValueError):
                    records.append(from_plain(DeathRecord, read_object(os.path.join(self.path, name.text))))
        return records


def deaths_folder(jobs_folder: str, host: HostId) -> str:
    """Where the records of a host are."""
    return folder_of_host(jobs_folder, "deaths", host)


def best_known(live: DeathRecord, kept: tuple[DeathRecord, ...]) -> DeathRecord:
    """What says most of the guest's last end: what is still there, or what was there when it was found."""
    evidence = live.death.evidence
    if kept and _says_nothing(evidence):
        return kept[0]
    same = next((each for each in kept if _is_same_end(each.death.evidence, evidence)), None)
    if same is None or (evidence.is_running and evidence.ending is None):
        return live
    if not live.death.cause.is_known and same.death.cause.is_known:
        return same
    return live if live.figures else replace(live, figures=same.figures, figures_s=same.figures_s)


def _says_nothing(evidence: Evidence) -> bool:
    """The guest is gone, and so are its logs: it hasn't been started since its last end was kept."""
    return not evidence.is_of_anyone and evidence.ending is None and not evidence.touches


def _is_same_end(one: Evidence, other: Evidence) -> bool:
    """Of the same domain: its id alone may be that of an earlier boot of the host."""
    if one.domid != other.domid:
        return False
    return None in (one.ended_s, other.ended_s) or abs((one.ended_s or 0.0) - (other.ended_s or 0.0)) < _SAME_S


def _is_of(record: DeathRecord, subject: Subject) -> bool:
    evidence = record.death.evidence
    return same_guest(evidence.uuid, subject.uuid) or (subject.uuid is None and evidence.name == subject.name)


class _Name(NamedTuple):
    """That of a record's file: sorted by age, and telling whose end it is."""

    at: str
    guest: str
    domid: str

    @property
    def text(self) -> str:
        return ".".join((*self, _SUFFIX))


def _name_of(record: DeathRecord) -> _Name:
    from hashlib import sha256  # OpenSSL's, of which hardly any console needs something

    evidence = record.death.evidence
    ended_s = evidence.ended_s if evidence.ended_s is not None else record.death.taken_s
    key = evidence.uuid if identifies(evidence.uuid) else evidence.name
    guest = sha256((key or "").encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return _Name(f"{max(0, int(ended_s)):012}", guest, "none" if evidence.domid is None else str(evidence.domid))


def _names(place: int) -> list[_Name]:
    """The oldest first."""
    parts = (name.split(".") for name in os.listdir(place))
    return sorted(_Name(*each[:-1]) for each in parts if len(each) == 4 and each[-1] == _SUFFIX)


def _too_many(names: list[_Name], new: _Name) -> set[_Name]:
    """What has to go: earlier records of the same domain, and the oldest ones."""
    own = [name for name in names if name.guest == new.guest]
    same = {name for name in own if name.domid == new.domid and name != new}
    return {*same, *own[:-MOST_OF_A_GUEST], *names[:-MOST_RECORDS]}


def _shortened(record: DeathRecord) -> DeathRecord:
    evidence = record.death.evidence
    excerpts = tuple(_short(each) for each in evidence.excerpts)
    touches = tuple(replace(each, said=_cut(each.said)) for each in evidence.touches)
    return replace(record, death=replace(record.death, evidence=replace(evidence, excerpts=excerpts, touches=touches)))


def _short(excerpt: Excerpt) -> Excerpt:
    return replace(excerpt, lines=_cut(excerpt.lines))


def _cut(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line[:_LONGEST_LINE] for line in lines[-_MOST_LINES:])
