"""A transport that answers from a script: an argument list that isn't in it fails the test."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from xentui_driver.model.errors import FileChanged, FileExists, FileMissing, FileUnreadable, ToolMissing
from xentui_driver.transport.protocol import Completed, FileEntry, FilePart, unheard

_OF_DOMAINS = re.compile(
    r"xenstore-read( /local/domain/[0-9]+/memory/static-max| /vm/[0-9a-f-]{36}/start_time)+"
    r"|xenstore-read( /local/domain/[0-9]+/data/meminfo_(total|free))+"
)
"""Read with listings: a script that says nothing of it has none."""
DATA = Path(__file__).parent / "data"

Answer = str | tuple[int, str, str] | Callable[[], str | tuple[int, str, str]] | Exception
"""Standard output; or exit status, standard output and standard error; or what makes either; or what is raised."""


class ScriptedTransport:
    """Argument lists to answers; a list of answers is used up one by one, its last one stays."""

    def __init__(
        self,
        answers: Mapping[str, Answer | list[Answer]],
        files: Mapping[str, bytes] | None = None,
        *,
        talk: Callable[[], str] | None = None,
    ) -> None:
        """`talk` makes each answer of the sampler; without it there is none."""
        self.host_name = "dom0a"
        self.asked: list[str] = []
        self.started: list[str] = []
        self.changed: list[str] = []
        """What was done to files, in order."""
        self._answers = {words: list(a) if isinstance(a, list) else [a] for words, a in answers.items()}
        self._files = dict(files or {})
        self._talk = talk
        self.called: Callable[[], object] = unheard
        """What the sampler calls with, once a conversation has begun."""

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        words = " ".join(argv)
        self.asked.append(words)
        assert timeout_s > 0
        if words not in self._answers and _OF_DOMAINS.fullmatch(words):
            return Completed(tuple(argv), 0, "\n" * (len(argv) - 1), "")
        assert words in self._answers, f"not in the script: {words}"
        answers = self._answers[words]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        told = answer() if callable(answer) else answer
        status, out, err = (0, told, "") if isinstance(told, str) else told
        return Completed(tuple(argv), status, out, err)

    def start(self, argv: Sequence[str]) -> "ScriptedOperation":
        self.started.append(" ".join(argv))
        return ScriptedOperation(self.run(argv, timeout_s=1.0))

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        if path not in self._files:
            raise FileMissing(f"{path} can't be read: No such file or directory.")
        return self._files[path][:limit_bytes]

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        names = [p.removeprefix(path + "/") for p in sorted(self._files) if p.startswith(path + "/")]
        return tuple(FileEntry(name, True, len(self._files[f"{path}/{name}"]), 1.0) for name in names)

    def read_links(self, path: str) -> Mapping[str, str]:
        raise FileMissing(f"{path} can't be read: No such file or directory.")

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        content = self.read_file(path, limit_bytes=1 << 40)
        start = offset if offset >= 0 else max(0, len(content) + offset)
        return FilePart(content[start : start + limit_bytes], start, len(content), 1.0)

    def converse(self, module: str, called: Callable[[], object] = unheard) -> "ScriptedConversation":
        if self._talk is None:
            raise ToolMissing(f"not in the script: {module}")
        self.called = called
        return ScriptedConversation(self._talk)

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
        if self._files.get(path) != replacing:
            raise FileChanged(f"{path} was changed.") if replacing is not None else FileExists(f"{path} is there.")
        self.changed.append(f"write {path}")
        self._files[path] = content

    def move_file(self, path: str, target: str) -> None:
        if target in self._files:
            raise FileExists(f"{target} is there.")
        self.changed.append(f"move {path} {target}")
        self._files[target] = self._files.pop(path)

    def make_link(self, path: str, target: str) -> None:
        self.changed.append(f"link {path} {target}")

    def remove_file(self, path: str) -> None:
        if path not in self._files:
            raise FileUnreadable(f"There is no {path}.")
        self.changed.append(f"remove {path}")
        del self._files[path]

    def sweep(self, folder: str) -> None:
        self.changed.append(f"sweep {folder}")

    def press_sysrq(self, key: str) -> None:
        self.changed.append(f"sysrq {key}")

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        return tuple(argv)

    def close(self) -> None:
        return None


class ScriptedConversation:
    """A conversation of answers that are made when they are asked for."""

    def __init__(self, talk: Callable[[], str]) -> None:
        self._talk = talk

    def ask(self, line: str, *, timeout_s: float) -> str:
        assert timeout_s > 0
        return self._talk()

    def close(self) -> None:
        return None


class ScriptedOperation:
    """An operation that is over at once."""

    output_path = "/var/lib/xentui/operations/x.log"

    def __init__(self, completed: Completed) -> None:
        self.argv = completed.argv
        self._completed = completed

    def output(self) -> str:
        return self._completed.stdout + self._completed.stderr

    def exit_status(self) -> int | None:
        return self._completed.exit_status


HEADER = (
    "Name                                        ID   Mem VCPUs\tState\tTime(s)"
    "   UUID                            Reason-Code\tSecurity Label\n"
)


def uuid_of(domid: int) -> str:
    return "00000000-0000-0000-0000-000000000000" if domid == 0 else f"{domid:08x}-1111-4222-8333-444455556666"


def row(name: str, domid: int, state: str = "-b----", *, mem: int = 512, cpu: float = 1.0, uuid: str = "") -> str:
    """A row as xl prints it (xl_info.c)."""
    reason = "-" if state[3] == "-" else str("-rscwS".find(state[4]))
    tail = f"{uuid or uuid_of(domid)} {reason:>8s} {'-':>16s}"
    return f"{name:<40s} {domid:5d} {mem:5d} {1:5d}     {state}  {cpu:8.1f} {tail}\n"


DOM0 = row("Domain-0", 0, "r-----", mem=1024)


def listing(*rows: str) -> str:
    return HEADER + DOM0 + "".join(rows)


def domids(*numbers: int) -> str:
    return "".join(f"{number}\n" for number in (0, *numbers))
