"""`xentui.pyz`: one file that any Python from 3.11 on runs as it is, without unpacking or writing anything.

Outside it is a zip with a `__main__`. In it, stored, are archives of byte code for each version of Python that could be
had, and of sources for all others, and beside each a table of its modules; `boot.py` takes those that fit.
"""

import io
import zipfile
from collections.abc import Collection, Mapping
from operator import itemgetter
from pathlib import Path, PurePosixPath
from time import gmtime

from shipping import bytecode
from shipping.often_loaded import often_loaded

INCOMPLETE = "xentui.pyz-is-incomplete.copy-it-again"
HEAD = f"#!/usr/bin/env -S python3 -I\n# coding={INCOMPLETE}\n".encode("ascii")
"""Python takes a zip without its end for a source. This name of an encoding is then all that it has to say of it."""
_CUT_OFF = f"raise SystemExit('xentui: {INCOMPLETE}')\n".encode("ascii")
"""`__main__` of an archive inside: Python takes it for the file's own when the file is cut off just behind it."""
_BOOT = Path(__file__).parent / "boot.py"
_MAIN = PurePosixPath("__main__.py")
_NO_PLACES = "PLACES = {}"
_MODE = 0o755
_CORE = ("xentui_driver", "xentui")

Files = Mapping[PurePosixPath, bytes]
Place = tuple[int, int, int]
"""From which byte of the file, how many, and their checksum."""
Places = tuple[Place, Place]
"""Of an archive, and of its table."""


def build(path: Path, files: Files, interpreters: Collection[bytecode.Interpreter], epoch_s: int) -> tuple[str, ...]:
    """Write the file; the versions of Python that it has byte code for. Raises NotCompiled and OSError."""
    others = {name: content for name, content in files.items() if name.suffix != ".py"}
    often = frozenset(name.with_suffix(".pyc") for name in often_loaded(files))
    compiled = dict(sorted(bytecode.compiled(interpreter, files) for interpreter in interpreters))
    modules = {version: {**code, **others} for version, code in compiled.items()}
    made = io.BytesIO(HEAD)
    with zipfile.ZipFile(made, "a") as archive:
        places = {version: _add(archive, version, found, often, epoch_s) for version, found in modules.items()}
        places["sources"] = _add(archive, "sources", files, frozenset(), epoch_s)
        boot = _BOOT.read_text().replace(_NO_PLACES, f"PLACES = {places!r}", 1).encode("ascii")
        for name, content in {**_compiled_for_the_oldest(interpreters, boot), _MAIN: boot}.items():
            _stored(archive, str(name), content, epoch_s)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.getvalue())
    path.chmod(_MODE)
    return tuple(compiled)


def _compiled_for_the_oldest(interpreters: Collection[bytecode.Interpreter], boot: bytes) -> Files:
    """Byte code of `__main__`: there can be that of one version only, any other one compiles the source."""
    compiled = (bytecode.compiled(interpreter, {_MAIN: boot}) for interpreter in interpreters)
    return min(compiled, key=itemgetter(0), default=("", {}))[1]


def _add(
    archive: zipfile.ZipFile, version: str, modules: Files, often: frozenset[PurePosixPath], epoch_s: int
) -> tuple[Places, ...]:
    return tuple(
        _add_part(archive, f"{version}-{name}", _zipped(part, often, epoch_s), epoch_s)
        for name, part in zip(("core", "screen"), _parts(modules), strict=True)
    )


def _add_part(archive: zipfile.ZipFile, name: str, zipped: bytes, epoch_s: int) -> Places:
    place = _stored(archive, f"{name}.zip", zipped, epoch_s)
    return place, _stored(archive, f"{name}.modules", _table(zipped).encode("ascii"), epoch_s)


def _table(zipped: bytes) -> str:
    """A line for each module of an archive: its name, its path, where its bytes are, how many, and in which form."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        modules = [entry for entry in archive.infolist() if entry.filename.endswith((".py", ".pyc"))]
    return "".join(
        f"{_module_name(entry.filename)} {_row(entry)}\n" for entry in modules if entry.filename != str(_MAIN)
    )


def _module_name(path: str) -> str:
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")


def _row(entry: zipfile.ZipInfo) -> str:
    begin = entry.header_offset + len(entry.FileHeader())
    form = "stored" if entry.compress_type == zipfile.ZIP_STORED else "deflated"
    return f"{entry.filename} {begin} {entry.compress_size} {form}"


def _parts(modules: Files) -> tuple[Files, Files]:
    """What every start needs, and what only a screen needs.

    A package can't be in two archives: where its `__init__` is, all of it is looked for.
    """
    core = {path: content for path, content in modules.items() if _is_core(path.parts[0])}
    screen = {path: content for path, content in modules.items() if not _is_core(path.parts[0])}
    return {**core, _MAIN: _CUT_OFF}, {**screen, _MAIN: _CUT_OFF}


def _is_core(folder: str) -> bool:
    """What `--version --verbose` reads of each library is, too."""
    return folder in _CORE or folder.endswith(".dist-info")


def _zipped(files: Files, often: frozenset[PurePosixPath], epoch_s: int) -> bytes:
    """The same bytes for the same files and moment, in seconds since 1970."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(files):
            compression = zipfile.ZIP_STORED if path in often else zipfile.ZIP_DEFLATED
            archive.writestr(_entry(str(path), epoch_s, compression), files[path], compresslevel=9)
    return made.getvalue()


def _stored(archive: zipfile.ZipFile, name: str, content: bytes, epoch_s: int) -> Place:
    entry = _entry(name, epoch_s, zipfile.ZIP_STORED)
    archive.writestr(entry, content)
    return entry.header_offset + len(entry.FileHeader()), len(content), entry.CRC


def _entry(name: str, epoch_s: int, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, gmtime(epoch_s)[:6])
    entry.external_attr = 0o644 << 16
    entry.compress_type = compression
    return entry
