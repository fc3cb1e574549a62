"""The machine that runs this process: its name, and where its programs are.

`socket` and `shutil` know both, but take 5 ms to load, and each job would pay for that.
"""

import os

from xentui_driver.model.text import harmless


def host_name() -> str:
    """Like `socket.gethostname`, which does the same on Linux (gethostname(2)); all of xentui uses this name."""
    return harmless(os.uname().nodename) or "localhost"


def program(name: str, search_path: str) -> str | None:
    """Like `shutil.which`: the path of the first program of that name that can be run; None if there is none."""
    folders = search_path.split(os.pathsep)
    paths = [name] if os.path.dirname(name) else [os.path.join(folder, name) for folder in folders]
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)), None)
