"""Another process of this Python with the modules of this one, wherever they come from.

The one file runs from a copy of itself that only open descriptors of its process name (`shipping/boot.py`): a child has
it by inheriting them, or for as long as this process lives through /proc/PID/fd.
"""

import os
import sys

_OWN_DESCRIPTORS = "/proc/self/fd/"


def search_path() -> str:
    """PYTHONPATH of a child that is given `descriptors`."""
    return os.pathsep.join(os.path.abspath(path) for path in sys.path)


def argv_while_we_live(module: str, *arguments: str) -> tuple[str, ...]:
    """The command of a child that inherits no descriptor and doesn't outlive this process.

    It takes modules from nowhere else, the working folder least of all.
    """
    own = search_path().replace(_OWN_DESCRIPTORS, f"/proc/{os.getpid()}/fd/")
    return ("env", f"PYTHONPATH={own}", sys.executable, "-P", "-S", "-m", module, *arguments)


def descriptors() -> tuple[int, ...]:
    """What a child must inherit to have these modules."""
    places = [path.removeprefix(_OWN_DESCRIPTORS) for path in sys.path if path.startswith(_OWN_DESCRIPTORS)]
    return tuple(int(place.split("/")[0]) for place in places)
