"""Another process of this Python with the modules of this one, wherever they come from.

The one file runs from a copy of itself that only open descriptors of its process name (`shipping/boot.py`), and so does
a console of the package once it has made one (`own_copy.py`): a child has it by inheriting them, or for as long as this
process lives through /proc/PID/fd.
"""

import os
import sys

_OWN_DESCRIPTORS = "/proc/self/fd/"


def python_argv(code: str) -> tuple[str, ...]:
    """The command of a child that runs `code`, and is given `descriptors`.

    Isolated and without `site`: no variable of the caller changes what it does, it finds the modules of this process
    and no others, and it starts in two thirds of the time.
    """
    return (sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:] = {_places()!r}; {code}")


def argv_while_we_live(module: str, *arguments: str) -> tuple[str, ...]:
    """The command of a child that inherits no descriptor and doesn't outlive this process."""
    command = (sys.executable, "-m", module, *arguments)
    if not (sys.flags.isolated or descriptors()):
        return command  # it finds what we have found
    own = os.pathsep.join(_places()).replace(_OWN_DESCRIPTORS, f"/proc/{os.getpid()}/fd/")
    return ("env", f"PYTHONPATH={own}", *command)


def descriptors() -> tuple[int, ...]:
    """What a child must inherit to have these modules."""
    places = [path.removeprefix(_OWN_DESCRIPTORS) for path in sys.path if path.startswith(_OWN_DESCRIPTORS)]
    return tuple(int(place.split("/")[0]) for place in places)


def place_of(descriptor: int) -> str:
    """For `sys.path`: where a zip of modules is that only this open descriptor names."""
    return f"{_OWN_DESCRIPTORS}{descriptor}"


def _places() -> list[str]:
    return [os.path.abspath(path) for path in sys.path]
