"""Finds the line of a tool's messages that is the cause of a failure, not progress or a consequence.

xl and libxl report an error where it happens, and then each caller reports that it failed too: the first error is the
cause, the last one the consequence (libxl_create.c; captures of 4.17 and 4.20).
"""

from xentui_driver.model.lazy_pattern import lazy_pattern

# Lines that every run prints, before anything has gone wrong.
_NOISE = ("Failed to read config file: /etc/xen/xl.conf", "Parsing config from ")
_ERROR = lazy_pattern(
    r"(?:libxl: (?:error|critical): |(?:xc|xencall|xentoollog|xl): (?:fatal )?error: |ERROR\b|Error\b)"
    r"|.*: config parsing error\b"
)
# Reports of progress (xl_migrate.c, xl_saverestore.c, xl_vmcontrol.c, xtl_logger_stdio.c).
_ON_THE_WAY = lazy_pattern(
    r"(?:libxl|xc): (?:info|notice|warning|progress|debug|verbose|detail): |.*\bwarning: |WARNING: "
    r"|migration (?:sender|target): |Saving to | ?Savefile |Loading new save file |got a tsc mode string: "
    r"|(?:Shutting down|Rebooting|Waiting for) "
)
_PLACE = lazy_pattern(
    r"(?:libxl|xc|xencall|xl): (?:fatal )?(?:error|critical): (?:panic: )?"
    r"(?:[\w.-]+\.c:\d+(?::\w+)?: )?(?:Domain \d+:)?\s*"
)
_SCRIPT_ENDED, _SCRIPT_SAID = " exited with error status ", ": script: "
_INTERNAL = ": Internal error"
"""What libxenctrl appends to each of its errors."""


def telling_lines(text: str) -> str:
    """The lines of a tool's messages that say something."""
    return "\n".join(line for line in text.splitlines() if line.strip() and not line.startswith(_NOISE))


def cause_of(text: str) -> str:
    """The line that names the cause: the first error, else the first line that isn't progress.

    libxl says that a script has failed before it says what the script itself said (libxl_device.c).
    """
    lines = telling_lines(text).splitlines()
    errors = [line for line in lines if _ERROR.match(line)]
    if len(errors) > 1 and _SCRIPT_ENDED in errors[0] and _SCRIPT_SAID in errors[1]:
        return errors[1]
    remarks = (line for line in lines if not _ON_THE_WAY.match(line))
    return next(iter((*errors, *remarks, *lines)), "")


def plain_words(line: str) -> str:
    """A line of xl or libxl without its place in their sources, which differs from build to build."""
    return _PLACE.sub("", line, count=1).removesuffix(_INTERNAL).strip() if _PLACE.match(line) else line.strip()


def errors_in(text: str) -> tuple[str, ...]:
    """Every line that is an error, also from a command that succeeded."""
    return tuple(line for line in telling_lines(text).splitlines() if _ERROR.match(line))
