"""The corpus of definitions in `tests/data/corpus`, and what real xl made of each (`xl create -n FILE`)."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "corpus"
BASE = "4.17"
"""The Xen whose answers are all kept; of a later one only those that differ."""

_UUID = re.compile(r'(?<="uuid": ")[0-9a-f]{8}-[0-9a-f-]{27}(?=")')
_GENERATION = re.compile(r'(?<="ms_vm_genid": \[)[0-9,\s]+(?=\])')


@dataclass(frozen=True, slots=True)
class Answer:
    """What xl said; text as in `Completed`, without what is random."""

    file: str
    exit_status: int
    stderr: str
    stdout: str


def files() -> tuple[Path, ...]:
    return tuple(sorted(FOLDER.glob("*.cfg")))


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def answers(xen: str = BASE) -> Mapping[str, Answer]:
    """By the name of the file."""
    return {**_kept(BASE), **_kept(xen)}


def keep(found: Mapping[str, Answer], xen: str) -> None:
    """One line for each file, so that a difference shows which."""
    base = {} if xen == BASE else _kept(BASE)
    lines = [json.dumps(asdict(found[file])) + "\n" for file in sorted(found) if found[file] != base.get(file)]
    _file(xen).write_text("".join(lines), "utf-8")


def _kept(xen: str) -> dict[str, Answer]:
    lines = _file(xen).read_text("utf-8").splitlines()
    return {answer.file: answer for answer in (Answer(**json.loads(line)) for line in lines)}


def _file(xen: str) -> Path:
    return FOLDER / f"answers-{xen}.jsonl"


def without_chance(stdout: str, definition: str) -> str:
    """xl draws a UUID for a definition without one, and a generation id for one that asks for it."""
    stated = definition.lower()
    drawn = _UUID.sub(lambda match: match[0] if match[0] in stated else "random", stdout)
    return _GENERATION.sub("random", drawn)
