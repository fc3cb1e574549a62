"""Runs a package of ours on a lab host that has none: it goes there, zipped, with the command."""

import base64
import io
import zipfile
from pathlib import Path

import xentui_driver

PROGRAM = """\
import base64, os, sys
zipped = os.memfd_create("modules")
os.write(zipped, base64.b85decode(sys.argv[1]))
sys.path.insert(0, f"/proc/self/fd/{zipped}")
from MODULE import main
raise SystemExit(main())
"""


def remote_module_argv(module: str) -> tuple[str, ...]:
    """The command that calls the `main` of a module that imports nothing of ours but its own package."""
    own = Path(xentui_driver.__file__).parents[1]
    package = own.joinpath(*module.split(".")[:-1])
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xentui_driver/__init__.py", "")
        for path in sorted(package.glob("*.py")):
            archive.write(path, path.relative_to(own))
    packed = base64.b85encode(content.getvalue()).decode()
    return ("python3", "-I", "-S", "-c", PROGRAM.replace("MODULE", module), packed)
