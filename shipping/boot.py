# `__main__` of xentui.pyz. Python 2.7 must be able to read it, to say that it is too old.
import marshal
import os
import sys

PLACES = {}
"""Of each version of Python, and of sources for any other, two archives of modules, and a table of each.

The first archive is what every start needs, the second what only a screen needs. `onefile.py` writes this in: where in
the file archive and table are, how long, and their checksums.
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


def part_of(file, offset, size, checksum):
    """What Python imports from it isn't looked at any more."""
    import zlib

    try:
        content = os.pread(file, size, offset)
    except OSError as error:
        refuse("%s can't be run from memory: %s." % (sys.argv[0], error))
    if zlib.crc32(content) != checksum:
        refuse("%s is damaged or incomplete: copy it again." % sys.argv[0])
    return content


def kept_in_memory(content):
    """A part of the file as a file of this process: nobody can replace it or cut it short while we run from it."""
    try:
        descriptor = os.memfd_create("xentui.pyz")
        with open("/proc/self/fd/%d" % descriptor, "wb") as copy:
            copy.write(content)
    except OSError as error:
        refuse("%s can't be run from memory: %s." % (sys.argv[0], error))
    return descriptor


class Archive:
    """Finds modules by the table of an archive, which is taken into memory when the first of them is asked for.

    zipimport would read the directory of the zip first, and open the zip once more for each module: that takes longer
    than all else that a short command does.
    """

    def __init__(self, file, archive, table):
        self.file, self.place, self.copy = file, archive, None
        lines = part_of(file, *table).decode("ascii").splitlines()
        self.table = dict(line.split(" ", 1) for line in lines)

    @property
    def path(self):
        if self.copy is None:
            self.copy = kept_in_memory(part_of(self.file, *self.place))
        return "/proc/self/fd/%d" % self.copy

    def find_spec(self, name, path=None, target=None):
        from importlib.util import spec_from_file_location  # Python 2 has none

        if name not in self.table:
            return None
        location = "%s/%s" % (self.path, self.table[name].split()[0])
        folders = [os.path.dirname(location)] if "/__init__." in location else None
        return spec_from_file_location(name, location, loader=self, submodule_search_locations=folders)

    def create_module(self, spec):
        """Python makes an empty one."""

    def exec_module(self, module):
        path, offset, size, method = self.table[module.__name__].split()
        content = os.pread(self.copy, int(size), int(offset))
        if method == "deflated":
            import zlib

            content = zlib.decompress(content, -15)  # a raw stream, as zips have it
        if path.endswith(".pyc"):
            code = marshal.loads(content[16:])
        else:
            code = compile(content, module.__file__, "exec", dont_inherit=True)
        exec(code, module.__dict__)


def is_standard(path):
    """Whether it is the standard library's place, and none that PYTHONPATH, a user or another package has added."""
    library = os.path.dirname(os.__file__)
    return path in (library, os.path.join(library, "lib-dynload"))


def main():
    if sys.version_info < (3, 11):
        refuse("Python %d.%d is too old, it needs 3.11 or later." % sys.version_info[:2])
    taken = numbers_of_closed_streams()
    file = os.open(sys.argv[0], os.O_RDONLY)
    places = PLACES.get("py%d%d" % sys.version_info[:2], PLACES["sources"])
    try:
        core, screen = [Archive(file, *each) for each in places]
        sys.meta_path[:0] = [core, screen]
        # The archive itself is there for whoever looks for more than modules, and for the child that performs a job.
        # Where Python asks it for a module of another system, as the standard library does, the table answers that too.
        sys.path[:] = [path for path in sys.path if is_standard(path)] + [core.path]
        sys.path_importer_cache[core.path] = core
        for descriptor in taken:
            os.close(descriptor)
        from xentui.__main__ import main as run

        run()
    except ModuleNotFoundError as error:
        if error.name not in sys.stdlib_module_names:
            raise
        refuse("this Python has no module %s: install the whole of python3." % error.name)


main()
