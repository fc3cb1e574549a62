"""Sources compiled by the interpreters that will run them: byte code serves one minor version of Python only."""

import io
import subprocess
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

Interpreter = Sequence[str]
"""The command that starts it, such as ("python3.13",) or ("chroot", "/srv/trixie", "python3")."""

_COMPILER = """
import importlib.util, io, marshal, sys, zipfile

UNCHECKED_HASH = (1).to_bytes(4, "little")  # PEP 552: nobody compares it with a source
given, made = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())), io.BytesIO()
with zipfile.ZipFile(made, "w") as answer:
    for name in given.namelist():
        source = given.read(name)
        code = marshal.dumps(compile(source, name, "exec", dont_inherit=True, optimize=0))
        header = importlib.util.MAGIC_NUMBER + UNCHECKED_HASH + importlib.util.source_hash(source)
        answer.writestr(name + "c", header + code)
sys.stdout.buffer.write(("py%d%d" % sys.version_info[:2]).encode() + b"\\n" + made.getvalue())
"""


class NotCompiled(Exception):
    """An interpreter isn't there, or could not compile the sources."""


def compiled(
    interpreter: Interpreter, sources: Mapping[PurePosixPath, bytes]
) -> tuple[str, dict[PurePosixPath, bytes]]:
    """The folder's name for that version (`py311`), and the byte code of each source by its path. Raises NotCompiled.

    The interpreter gets the sources and gives the byte code through pipes: it may be in another file system. Its hash
    seed is fixed, for the order of constants in a set follows from it.
    """
    argv = ("env", "PYTHONHASHSEED=0", *interpreter, "-S", "-c", _COMPILER)
    try:
        process = subprocess.run(argv, input=_packed(sources), capture_output=True, check=False)
    except OSError as error:
        raise NotCompiled(f"{' '.join(interpreter)}: {error.strerror}") from error
    if process.returncode:
        raise NotCompiled(f"{' '.join(interpreter)}: {process.stderr.decode(errors='replace').strip()}")
    folder, _, content = process.stdout.partition(b"\n")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return folder.decode(), {PurePosixPath(name): archive.read(name) for name in archive.namelist()}


def sources(files: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    """Those that are compiled."""
    return [path for path in files if path.suffix == ".py"]


def _packed(files: Mapping[PurePosixPath, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sources(files):
            archive.writestr(str(path), files[path])
    return packed.getvalue()
