"""Finds out why a guest has ended: from its host, from the jobs on it, from its history and from what was kept."""

from collections.abc import Callable
from typing import NamedTuple

from xentui.fleet.host import Host
from xentui.fleet.kept.deaths import DeathFolder, DeathRecord, best_known, deaths_folder
from xentui.fleet.past import Figures, Past
from xentui.fleet.timeline import timeline
from xentui_driver.jobs.touches import touches_of
from xentui_driver.model.errors import FileUnwritable
from xentui_driver.model.job import Subject
from xentui_driver.transport.safe_files import remedy_of, words_of


class LastFigures(NamedTuple):
    """What a guest used last, and when."""

    at_s: float
    """Seconds since the epoch."""
    figures: Figures


class FoundDeath(NamedTuple):
    """Its last end, and the records of those before, the newest first."""

    last: DeathRecord
    earlier: tuple[DeathRecord, ...] = ()

    @property
    def is_of_anyone(self) -> bool:
        """Whether anything at all is known of such a guest."""
        evidence = self.last.death.evidence
        return bool(self.earlier or evidence.touches) or evidence.is_of_anyone


FiguresBefore = Callable[[float | None], LastFigures | None]
"""What a guest used last before a moment, or at all where that is None; called in a thread."""


def figures_before(past: Past, offset_s: float) -> FiguresBefore:
    """From that past, whose moments become seconds since the epoch with the offset."""

    def before(ended_s: float | None) -> LastFigures | None:
        known = (
            LastFigures(each.ends_s + offset_s, each.mean)
            for each in reversed(timeline(past))
            if ended_s is None or each.ends_s + offset_s <= ended_s
        )
        return next(known, None)

    return before


def find_death(host: Host, subject: Subject, figures: FiguresBefore) -> FoundDeath:
    """What is there now, or what was there when its end was found. Blocks. Raises XenError."""
    kept = folder_of_deaths(host).of(subject)
    shown = best_known(_look(host, subject, figures), kept)
    domid = shown.death.evidence.domid
    return FoundDeath(shown, tuple(each for each in kept if each.death.evidence.domid != domid))


def keep_death(host: Host, subject: Subject, figures: FiguresBefore) -> None:
    """Keep what is there now. Blocks. Raises XenError, FileUnwritable when it can't be kept."""
    record = _look(host, subject, figures)
    folder = folder_of_deaths(host)
    try:
        folder.keep(record)
    except (OSError, ValueError) as error:
        raise FileUnwritable(
            f"What was found of {subject.name}'s end can't be kept in {folder.path}: {words_of(error)}.",
            next_step=remedy_of(error),
        ) from error


def folder_of_deaths(host: Host) -> DeathFolder:
    """Where the records of that host are."""
    workplace = host.jobs.workplace
    return DeathFolder(deaths_folder(workplace.jobs_folder, workplace.host))


def _look(host: Host, subject: Subject, figures: FiguresBefore) -> DeathRecord:
    """Raises XenError."""
    death = host.hypervisor.why(subject, touches_of(host.jobs.store.all(), subject))
    last = figures(death.evidence.ended_s)
    return (
        DeathRecord(host.name, death)
        if last is None
        else DeathRecord(host.name, death, last.figures._asdict(), last.at_s)
    )
