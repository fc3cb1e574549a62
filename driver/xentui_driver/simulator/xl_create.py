"""`xl create` (xl_vmcontrol.c, xl_parse.c, libxl_create.c)."""

from collections.abc import Sequence

from xentui_driver.definitions.xl_config.config import Config
from xentui_driver.definitions.xl_config.meaning.definition import Refused, Understood, understood
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.errors import ParseError
from xentui_driver.simulator import lifecycle, monitor
from xentui_driver.simulator.admission import why_not_built
from xentui_driver.simulator.definition import facts_for, settings_of
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.invocation import Exit, Invocation
from xentui_driver.simulator.messages import child_failed, libxl_error
from xentui_driver.simulator.options import Parsed
from xentui_driver.simulator.settings import BuildSettings
from xentui_driver.simulator.subcommands import PERFORMED
from xentui_driver.simulator.xlu_syntax import complaints
from xentui_driver.simulator.yajl import as_json

_ERROR_FAIL = 3
_ERROR_INVAL = 6
_ABORTED = 134
_NUL_IN_STRING = """\
xl: libxlu_cfg.c:607: xlu__cfgl_dequote: Assertion `len>=2 && src[0]==src[len-1]' failed.
Aborted
"""


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
    found = read_definition(invocation, path, extra, quiet=parsed.has("q"))
    if parsed.has("n"):
        invocation.out(as_json(found.value))
        return 0
    domain = _build(invocation, settings_of(found.record))
    invocation.wait(monitor.BUILD_S)
    return _start(invocation, domain, paused=parsed.has("p"), watched=not parsed.has("e"))


def read_definition(invocation: Invocation, path: str, extra: Sequence[str] = (), *, quiet: bool = False) -> Understood:
    """What libxl is to build. Raises Exit."""
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
        found = _understood(invocation, parse(text, path))
    except ParseError as error:
        said, exit_status = _unreadable(text, path)
        invocation.err(said)
        raise Exit(exit_status) from error
    except Refused as refused:
        invocation.err(refused.reason)
        raise Exit(refused.exit_status) from refused
    invocation.err(found.said)
    return found


def _understood(invocation: Invocation, config: Config) -> Understood:
    with invocation.xen.at_now():
        host, drawn = facts_for(invocation.host), invocation.xen.new_uuid()
    found = understood(config, host=host, drawn_uuid=drawn)
    platform = found.record["b_info"]["u"]
    if "ms_vm_genid" in platform:
        platform["ms_vm_genid"] = list(bytes.fromhex(drawn.replace("-", "")))
    return found


def _unreadable(text: str, path: str) -> tuple[str, int]:
    """What xl says of a file that it can't read, and its exit status."""
    said = complaints(text, path)
    if said:
        return said + "Failed to parse config: Invalid argument\n", 1
    return _NUL_IN_STRING, _ABORTED


def _build(invocation: Invocation, settings: BuildSettings) -> SimulatedDomain:
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
