"""Another process of this Python with the modules of this one, wherever they come from.

The one file runs from a copy of itself that only open descriptors of its process name (`shipping/boot.py`), and so does
a console of the package once it has made one (`own_copy.py`): a child has it by inheriting them, or for as long as this
process lives through /proc/PID/fd.
"""

import os
import sys

_OWN_DESCRIPTORS = "/proc/self/fd/"


def search_path() -> str:
    """Of a child that is given `descriptors`, as PYTHONPATH has it."""
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


def python_argv(code: str) -> tuple[str, ...]:
    """The command of a child that runs `code`, and is given `descriptors`.

    Isolated and without `site`: no variable of the caller changes what it does, it finds the modules of this process
    and no others, and it starts in two thirds of the time.
    """
    places = search_path().split(os.pathsep)
    return (sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:] = {places!r}; {code}")


def place_of(descriptor: int) -> str:
    """For `sys.path`: where a zip of modules is that only this open descriptor names."""
    return f"{_OWN_DESCRIPTORS}{descriptor}"
