"""The machine that runs this process: its name, and where its programs are.

`socket` and `shutil` know both, and take 5 ms to load, which each job would pay.
"""

import os

from xentui_driver.model.text import harmless


def host_name() -> str:
    """As `socket.gethostname`, which is this on Linux (gethostname(2)); by this name everything knows this machine."""
    return harmless(os.uname().nodename) or "localhost"


def program(name: str, search_path: str) -> str | None:
    """As `shutil.which`: the path of the first that can be run."""
    folders = search_path.split(os.pathsep)
    paths = [name] if os.path.dirname(name) else [os.path.join(folder, name) for folder in folders]
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)), None)
