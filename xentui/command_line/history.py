"""`xentui history`: the last day of a guest or of this host, as consoles have kept it."""

import argparse
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from xentui.command_line.answers import SUCCEEDED, print_json
from xentui.command_line.audit import add_since
from xentui.command_line.find_instance import called, found_instance
from xentui.command_line.grammar import InPlaceOf
from xentui.command_line.open_host import OpenHost
from xentui.command_line.options import add_json
from xentui.command_line.report import table
from xentui.fleet.find_death import FiguresBefore, figures_before
from xentui.fleet.kept.blocks import DOM0_KEY, HOST_KEY, key_of
from xentui.fleet.kept.folder import HistoryFolder, Kept, history_folder
from xentui.fleet.open_jobs import jobs_folder_of
from xentui.fleet.past import Figures
from xentui.fleet.simulated_state import SimulatedState
from xentui.fleet.timeline import Stretch, timeline
from xentui_driver.definitions.naming import uuid_of
from xentui_driver.jobs.orders import Workplace
from xentui_driver.jobs.this_host import simulated_host, this_host
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DOM0_DOMID
from xentui_driver.model.errors import CommandFailed, FileUnreadable, InvalidInput, XenError
from xentui_driver.model.text import harmless
from xentui_driver.model.units import MIB_KIB
from xentui_driver.transport.safe_files import remedy_of, words_of
from xentui_driver.transport.this_machine import host_name
from xentui_widgets.units import UNKNOWN, cpu_words, rate_words

_OPEN = "Open the console and leave it open, in tmux for example: it keeps each minute that it reads."
_LONGEST_S = 150_000.0
"""More than the day that is kept."""


@dataclass(frozen=True, slots=True)
class _Meant:
    """Whose history it is."""

    key: bytes | None
    name: str | None
    """None for the host."""
    uuid: str | None = None


def add_history(parser: argparse.ArgumentParser) -> None:
    name = parser.add_argument("name", metavar="(NAME | --host)", help="the guest's name or UUID")
    parser.add_argument(
        "--host", nargs=0, action=InPlaceOf, other=name, help="in place of NAME: all domains of this host together"
    )
    add_since(parser)
    add_json(parser)
    parser.set_defaults(command=history)


def history(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Raises XenError, also when nothing is kept."""
    now_s = time.time()
    kept = _read(_folder(options), now_s)
    meant = _Meant(HOST_KEY, None) if options.host is not None else _guest(options, open_host, kept)
    known = list(_stretches(kept.get(meant.key or b"", Kept()), now_s, options.since or 0.0))
    if not known:
        raise _nothing(meant, options)
    if options.json:
        print_json(history={"host": host_name(), "name": meant.name, "uuid": meant.uuid, "stretches": _values(known)})
    else:
        print(table([_TITLES, *map(_row, known)], range(1, len(_TITLES))), end="", flush=True)
    return SUCCEEDED


def _folder(options: argparse.Namespace) -> HistoryFolder:
    if options.simulate:  # a host of its own, which no console has been open for
        jobs_folder, host = SimulatedState(os.environ).jobs_folder, simulated_host(host_name())
    else:
        jobs_folder, host = jobs_folder_of(options.settings), this_host(host_name())
    return HistoryFolder(history_folder(jobs_folder, host))


def _read(folder: HistoryFolder, now_s: float) -> Mapping[bytes, Kept]:
    """Raises FileUnreadable."""
    try:
        return folder.read(now_s)
    except (OSError, ValueError) as error:
        raise FileUnreadable(
            f"The history in {folder.path} can't be read: {words_of(error)}.", next_step=remedy_of(error)
        ) from error


def _guest(options: argparse.Namespace, open_host: OpenHost, kept: Mapping[bytes, Kept]) -> _Meant:
    """The guest with that name; one that isn't on the host any more only by its UUID. Raises XenError."""
    uuid = uuid_of(options.name)
    try:
        with closing(open_host(options)) as host:
            instance = found_instance(host, options.name)
    except XenError:
        if (key := key_of(uuid)) is None or key not in kept:
            raise
        return _Meant(key, None, uuid)
    if instance.domid == DOM0_DOMID:
        return _Meant(DOM0_KEY, called(instance))
    if (key := key_of(instance.uuid)) is None:
        raise InvalidInput(f"{called(instance)} has no UUID of its own, so no history of it is kept.")
    return _Meant(key, called(instance), instance.uuid)


def _nothing(meant: _Meant, options: argparse.Namespace) -> CommandFailed:
    who = "this host" if options.host is not None else harmless(meant.name or meant.uuid or "")
    since = "" if options.since is None else f" since {_clock(options.since)}"
    return CommandFailed(f"No history of {who} is kept{since}.", next_step=_OPEN)


def _stretches(kept: Kept, now_s: float, since_s: float) -> Iterator[Stretch]:
    """Those that end after that moment, all in seconds since the epoch."""
    offset_s = _offset_s(now_s)
    for each in timeline(kept.past(offset_s)):
        moved = each._replace(begins_s=each.begins_s + offset_s, ends_s=each.ends_s + offset_s)
        if moved.ends_s > since_s:
            yield moved


def _offset_s(now_s: float) -> float:
    """Whole, so that moments stay what they are."""
    return float(int(now_s - _LONGEST_S))


def kept_figures(workplace: Workplace, uuid: str | None, now_s: float) -> FiguresBefore:
    """What a guest used, as consoles have kept it; nothing where nothing is kept or can be read."""
    folder = HistoryFolder(history_folder(workplace.jobs_folder, workplace.host))
    try:
        kept = folder.read(now_s).get(key_of(uuid) or b"", Kept())
    except (OSError, ValueError):
        kept = Kept()
    offset_s = _offset_s(now_s)
    return figures_before(kept.past(offset_s), offset_s)


_TITLES = ("TIME", "MINUTES", "CPU %", "MOST", "MEMORY MIB", "RECV/s", "SENT/s", "READ/s", "WRITE/s")


def _row(each: Stretch) -> Sequence[str]:
    mean = each.mean
    return (
        _clock(each.begins_s),
        f"{(each.ends_s - each.begins_s) / 60:.0f}",
        cpu_words(mean.cpu_percent),
        cpu_words(each.most.cpu_percent),
        UNKNOWN if mean.memory_kib is None else f"{mean.memory_kib / MIB_KIB:.0f}",
        rate_words(mean.received_bytes_per_s),
        rate_words(mean.sent_bytes_per_s),
        rate_words(mean.read_bytes_per_s),
        rate_words(mean.written_bytes_per_s),
    )


def _values(known: Sequence[Stretch]) -> list[dict[str, Any]]:
    return [
        {"began_s": round(each.begins_s, 1), "ended_s": round(each.ends_s, 1)}
        | {name: _summary(each, index) for index, name in enumerate(Figures._fields)}
        for each in known
    ]


def _summary(each: Stretch, index: int) -> dict[str, float | None] | None:
    if each.mean[index] is None:
        return None
    return {"least": each.least[index], "mean": each.mean[index], "most": each.most[index]}


def _clock(epoch_s: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(epoch_s))
