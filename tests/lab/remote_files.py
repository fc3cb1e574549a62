"""Runs the driver's own `local_files` on a lab host: its source goes there with each call, its errors come back."""

import base64
import json
import zlib
from pathlib import Path
from typing import Any

import xentui_driver
from xentui_driver.model import errors
from xentui_driver.model.errors import XenError

PROGRAM = """\
import base64, json, sys, types, zlib
sources, call, arguments, content, replacing, keeps_mode = json.loads(zlib.decompress(base64.b85decode(sys.argv[1])))
for name, source in sources:
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(source, name, "exec"), vars(module))
words = {}
if call == "write_file":
    arguments.append(base64.b64decode(content))
    words["replacing"] = None if replacing is None else base64.b64decode(replacing)
    words["keeps_mode"] = keeps_mode
try:
    getattr(module, call)(*arguments, **words)
except sys.modules["xentui_driver.model.errors"].XenError as e:
    print(json.dumps([type(e).__name__, e.summary, e.detail, e.state_now, e.next_step]))
"""
"""The last module of `sources` has the functions."""

_MODULES = (
    "model",
    "model.lazy_pattern",
    "model.text",
    "model.errors",
    "transport",
    "transport.safe_files",
    "transport.hidden_files",
    "transport.local_files",
)


def remote_argv(
    call: str, *arguments: str, content: bytes = b"", replacing: bytes | None = None, keeps_mode: bool = False
) -> tuple[str, ...]:
    """The command that calls a function of `local_files` where it runs."""
    folder = Path(xentui_driver.__file__).parent
    sources = [("xentui_driver", "")]
    sources += [(f"xentui_driver.{name}", _source(folder.joinpath(*name.split(".")))) for name in _MODULES]
    replaced = None if replacing is None else _packed(replacing)
    packed = json.dumps([sources, call, arguments, _packed(content), replaced, keeps_mode])
    return ("python3", "-I", "-S", "-c", PROGRAM, base64.b85encode(zlib.compress(packed.encode())).decode())


def remote_error(output: str) -> XenError | None:
    """What the function raised there, if it did."""
    if not output.strip():
        return None
    name, summary, detail, state_now, next_step = json.loads(output)
    kind: Any = getattr(errors, name)
    error = kind(summary, detail=detail, state_now=state_now, next_step=next_step)
    assert isinstance(error, XenError)
    return error


def _source(path: Path) -> str:
    return path.with_suffix(".py").read_text("utf-8") if not path.is_dir() else ""


def _packed(content: bytes) -> str:
    return base64.b64encode(content).decode()
