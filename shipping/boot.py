# `__main__` of xentui.pyz. Python 2.7 must be able to read it, to say that it is too old.
import os
import sys

PLACES = {}
"""Of each version of Python, and of sources for any other: where in the file its archives of modules are, how long they
are, and their checksums, which Python doesn't look at when it imports from them.

In the first is what every start needs, in the second what only a screen needs; `onefile.py` writes this in.
"""


def refuse(reason):
    sys.stderr.write("xentui: %s\n" % reason)
    sys.exit(2)


def numbers_of_closed_streams():
    """Taken, so that no file of ours gets one: what is said on a stream that the caller has closed would go into it."""
    taken = [os.open(os.devnull, os.O_RDONLY)]
    while taken[-1] < 3:
        taken.append(os.open(os.devnull, os.O_RDONLY))
    return taken


def kept_in_memory(file, offset, size, checksum):
    """A part of the file under a name of this process: nobody can replace it or cut it short while we run from it."""
    import zlib

    try:
        content = os.pread(file, size, offset)
        if zlib.crc32(content) != checksum:
            refuse("%s is damaged or incomplete: copy it again." % sys.argv[0])
        descriptor = os.memfd_create("xentui.pyz")
        name = "/proc/self/fd/%d" % descriptor
        with open(name, "wb") as copy:
            copy.write(content)
    except OSError as error:
        refuse("%s can't be run from memory: %s." % (sys.argv[0], error))
    return name


class Screens:
    """Finds what only a screen needs, when a module is asked for that is nowhere else: most commands ask for none."""

    def __init__(self, file, place):
        self.file, self.place = file, place

    def find_spec(self, name, path=None, target=None):
        if path is not None:  # of a package, which knows its place
            return None
        sys.meta_path.remove(self)
        sys.path.append(kept_in_memory(self.file, *self.place))
        os.close(self.file)
        return sys.meta_path[-1].find_spec(name)


def is_standard(path):
    """Whether it is the standard library's place, and none that PYTHONPATH, a user or another package has added."""
    library = os.path.dirname(os.__file__)
    return path in (library, os.path.join(library, "lib-dynload"))


def main():
    if sys.version_info < (3, 11):
        refuse("Python %d.%d is too old, it needs 3.11 or later." % sys.version_info[:2])
    taken = numbers_of_closed_streams()
    file = os.open(sys.argv[0], os.O_RDONLY)
    core, screen = PLACES.get("py%d%d" % sys.version_info[:2], PLACES["sources"])
    try:
        sys.path[:] = [kept_in_memory(file, *core)] + [path for path in sys.path if is_standard(path)]
        sys.meta_path.append(Screens(file, screen))
        for descriptor in taken:
            os.close(descriptor)
        from xentui.__main__ import main as run

        run()
    except ModuleNotFoundError as error:
        if error.name not in sys.stdlib_module_names:
            raise
        refuse("this Python has no module %s: install the whole of python3." % error.name)


main()
