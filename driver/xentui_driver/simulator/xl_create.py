"""`xl create` (xl_vmcontrol.c, xl_parse.c, libxl_create.c)."""

import re

from xentui_driver.errors import ParseError
from xentui_driver.simulator import details, lifecycle, monitor
from xentui_driver.simulator.admission import why_not_built
from xentui_driver.simulator.definition import BadSettings, settings_of
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.invocation import Exit, Invocation
from xentui_driver.simulator.messages import child_failed, libxl_error
from xentui_driver.simulator.options import Parsed
from xentui_driver.simulator.settings import Settings
from xentui_driver.simulator.subcommands import PERFORMED
from xentui_driver.xl_config import parse

_ERROR_FAIL = 3
_ERROR_INVAL = 6
_QUOTED = re.compile(r'"([^"]+)"')


def create(invocation: Invocation, parsed: Parsed) -> int:
    """`xl create [-npq] [FILE] [KEY=VALUE...]`; a failure of libxl is its error number without the sign."""
    path = parsed.value("f")
    extra: list[str] = []
    for word in parsed.words:
        if "=" in word:
            extra.append(word)
        elif path is None:
            path = word
        else:
            invocation.out(PERFORMED["create"].help())
            return 2
    if path is None:
        invocation.err("Config file not specified and none in save file\n")
        return _ERROR_INVAL
    settings = _read(invocation, path, extra, quiet=parsed.has("q"))
    if parsed.has("n"):
        invocation.out(details.as_json(details.of_settings(settings)))
        return 0
    domain = _build(invocation, settings)
    invocation.wait(monitor.BUILD_S)
    return _start(invocation, domain, paused=parsed.has("p"), watched=not parsed.has("e"))


def _read(invocation: Invocation, path: str, extra: list[str], *, quiet: bool) -> Settings:
    with invocation.xen.at_now():
        content = b"" if path == "/dev/null" else invocation.host.files.read(path)
        is_folder = invocation.host.files.exists(path)
    if content is None:
        reason = "No such file or directory"
        if is_folder:
            message = f"{path} is not a plain file: Success"
            invocation.err(libxl_error("libxl_utils.c:346:libxl_read_file_contents", message))
            reason = "Inappropriate ioctl for device"  # a stale errno
        invocation.err(f"Failed to read config file: {path}: {reason}\n")
        raise Exit(_ERROR_FAIL)
    if not quiet:
        invocation.err(f"Parsing config from {path}\n")
    text = content.decode("utf-8", "surrogateescape") + "".join(f"\n{line}\n" for line in extra)
    try:
        return settings_of(parse(text, path))
    except ParseError as error:
        invocation.err(_syntax_error(error) + "Failed to parse config: Invalid argument\n")
    except BadSettings as error:
        invocation.err(f"{error}\n")
    raise Exit(1)


def _syntax_error(error: ParseError) -> str:
    """libxlu's own line; what it expected instead isn't worked out here (libxlu_cfg.c)."""
    named = _QUOTED.search(error.reason)
    near = named[1] if named else (error.line.split() or [""])[0]
    return f"{error.source}:{error.line_number}: config parsing error near `{near}': syntax error, unexpected IDENT\n"


def _build(invocation: Invocation, settings: Settings) -> SimulatedDomain:
    with invocation.xen.at_now() as now_s:
        refusal = why_not_built(invocation.host, settings, now_s)
        if not refusal:
            return lifecycle.build(invocation.xen, invocation.host, settings, now_s)
    invocation.err(refusal)
    raise Exit(_ERROR_FAIL)


def _start(invocation: Invocation, domain: SimulatedDomain, *, paused: bool, watched: bool) -> int:
    """The monitor's log file bears the domain's name; where that is no file name the domain runs on without it."""
    name = domain.settings.name
    with invocation.xen.at_now() as now_s:
        lifecycle.finish(invocation.xen, domain, now_s, paused=paused)
        if watched and "/" not in name:
            monitor.watch(invocation.xen, invocation.host, domain)
    if watched and "/" in name:
        invocation.err(
            "xl: fatal error: xl_utils.c:277: No such file or directory: "
            "logfile = open(fullname, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)\n"
            + child_failed("domain monitoring daemonizing child", 4000 + domain.domid, 1)
        )
        return _ERROR_FAIL
    return 0
