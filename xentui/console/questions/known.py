"""What a question can offer, because it is known: earlier answers, the hosts of the fleet, files that were saved."""

import posixpath
from collections.abc import Container, Iterable, Sequence

from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui_driver.jobs.actions import MIGRATE, RESTORE, SAVE, SAVE_RUNNING
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.model.job import Job, Verdict
from xentui_driver.toolstack.save_folder import SAVE_FOLDER
from xentui_driver.transport.protocol import FileEntry, FileReader

SUFFIX = ".save"
MOST_OFFERED, MOST_NUMBERED = 6, 100


def hosts_to_move_to(host: Host, fleet: Fleet) -> tuple[str, ...]:
    """Where guests of this host were moved to, the newest first, and the other hosts of the fleet."""
    neighbours = (each.name for each in fleet.hosts if each is not host)
    return _offered((*_answers(host.jobs.all, (MIGRATE.id,)), *neighbours))


def folders_of_saves(host: Host) -> tuple[str, ...]:
    """The folders that guests of this host were saved to, the newest first, restored from, and the usual one."""
    jobs = host.jobs.all
    paths = (*_answers(jobs, (SAVE.id, SAVE_RUNNING.id)), *_answers(jobs, (RESTORE.id,)))
    return _offered((*map(posixpath.dirname, paths), SAVE_FOLDER))


def files_of_saves(host: Host) -> frozenset[str]:
    """The files that guests of this host were saved to, and that may be there still."""
    return frozenset(_answers(host.jobs.all, (SAVE.id, SAVE_RUNNING.id)))


def unused_name(stem: str, used: Container[str]) -> str:
    """`web.save`, or `web-2.save` and so on where that is used."""
    names = (f"{stem}{number}{SUFFIX}" for number in ("", *(f"-{count}" for count in range(2, MOST_NUMBERED))))
    return next((name for name in names if name not in used), f"{stem}{SUFFIX}")


def saved_files(files: FileReader, folders: Sequence[str]) -> tuple[str, ...]:
    """The save files in these folders, the newest first; one in the usual folder by its bare name."""
    found = [(entry, folder) for folder in folders for entry in _entries(files, folder)]
    saved = [each for each in found if each[0].is_file and each[0].name.endswith(SUFFIX)]
    newest = sorted(saved, key=lambda each: each[0].modified_s, reverse=True)
    return _offered(entry.name if folder == SAVE_FOLDER else f"{folder}/{entry.name}" for entry, folder in newest)


def _answers(jobs: Sequence[Job], operations: Sequence[str]) -> Iterable[str]:
    """The values of the operations that succeeded, the newest first."""
    return (
        job.record.value
        for job in reversed(jobs)
        if job.record.operation in operations and job.verdict is Verdict.SUCCEEDED and not job.is_foreign
    )


def _entries(files: FileReader, folder: str) -> Sequence[FileEntry]:
    try:
        return files.list_directory(folder)
    except FileUnreadable:
        return ()  # nothing was ever saved there


def _offered(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))[:MOST_OFFERED]
