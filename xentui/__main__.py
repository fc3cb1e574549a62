"""The command line's way in; imports nothing that is slow until it is known to be needed."""

import sys

from xentui import __version__
from xentui.command_line.standard_streams import reopen_closed_streams


def main() -> None:
    """Run and leave with the exit status: 0 complete, 1 failure, 2 usage."""
    reopen_closed_streams()
    if sys.argv[1:] == ["--version"]:
        print(f"xentui {__version__}")
        return
    from xentui.command_line.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
