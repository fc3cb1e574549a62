"""The facts that the checks use, gathered once, each with the reason where it isn't available."""

import re

from xentui_driver.definitions.xl_config.config import Config
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import CommandFailed, FileUnreadable, NotRoot, NotXen, ParseError, StoreDown, XenError
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.node import NodeInfo
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.cause import telling_lines
from xentui_driver.toolstack.diagnosis import CAPABILITIES_FILE
from xentui_driver.toolstack.known_messages import host_error, reading_error
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.parse.xl_info import parse_info
from xentui_driver.toolstack.processes import text_of
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.protocol import Completed, FileReader

XL_CONF = "/etc/xen/xl.conf"
HYPERVISOR_FOLDER = "/sys/hypervisor"
HYPERVISOR_TYPE_FILE = f"{HYPERVISOR_FOLDER}/type"
STATUS_FILE = "/proc/self/status"
_DENIED = "Permission denied"
"""How libxenstore reports a socket that it may not open (xenstore_client.c)."""
_EFFECTIVE_USER = lazy_pattern(r"^Uid:\s+\d+\s+(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Facts:
    """The answers of a host; each is a value, or the XenError that says why there is none."""

    hypervisor_type: str | None
    """The hypervisor as Linux names it: xen; None where it names none."""
    capabilities: str | None
    """The capabilities of this domain: control_d for a dom0."""
    user_id: int | None
    node: NodeInfo | XenError
    store: XenError | None
    """Why xenstored doesn't answer; None when it does."""
    listing: Listing | XenError
    xl_conf: Config | XenError

    @property
    def is_xen(self) -> bool:
        return self.hypervisor_type == "xen" or self.capabilities is not None


def gather(xl: Xl) -> Facts:
    """Ask each question within its time limit, and skip one whose answer follows from another's failure."""
    kind = text_of(xl.transport, HYPERVISOR_TYPE_FILE)
    capabilities = text_of(xl.transport, CAPABILITIES_FILE)
    status = _EFFECTIVE_USER.search(text_of(xl.transport, STATUS_FILE) or "")
    store: XenError | None
    if kind is None and capabilities is None:
        node: NodeInfo | XenError = NotXen("This machine isn't running under Xen.")
        store = NotXen("This machine isn't running under Xen.")
    else:
        node, store = _node(xl), _store_failure(xl)
    return Facts(
        hypervisor_type=kind.strip() if kind is not None else None,
        capabilities=capabilities,
        user_id=int(status[1]) if status else None,
        node=node,
        store=store,
        listing=_listing(xl, node, store),
        xl_conf=_xl_conf(xl.transport),
    )


def _xl_conf(files: FileReader) -> Config | XenError:
    try:
        return parse(files.read_file(XL_CONF).decode("utf-8", "surrogateescape"), XL_CONF)
    except (FileUnreadable, ParseError) as error:
        return error


def _node(xl: Xl) -> NodeInfo | XenError:
    """`xl info` exits with 0 whatever it learned (xl_info.c), so its messages count too."""
    try:
        completed = xl.transport.run(commands.info(), timeout_s=xl.limits.read_s)
        if completed.exit_status != 0:
            return reading_error(completed)
        node = parse_info(completed.stdout)
    except XenError as error:
        return error
    if node.memory_total_kib is None:
        return _refusal(completed)
    return node


def _refusal(completed: Completed) -> XenError:
    return host_error(completed) or CommandFailed(
        "Xen doesn't answer xl's query.",
        argv=completed.argv,
        exit_status=completed.exit_status,
        detail=telling_lines(completed.stderr),
        next_step="Run `xl -vvv info` by hand.",
    )


def _store_failure(xl: Xl) -> XenError | None:
    """Uses xenstore-list in place of xl: it shows whether it is xenstored that hangs."""
    try:
        completed = xl.transport.run(commands.list_domids(), timeout_s=xl.limits.read_s)
    except XenError as error:
        return error
    if completed.exit_status == 0:
        return None
    kind = NotRoot if _DENIED in completed.stderr else StoreDown
    return kind("xenstored can't be queried.", detail=telling_lines(completed.stderr))


def _listing(xl: Xl, node: NodeInfo | XenError, store: XenError | None) -> Listing | XenError:
    if isinstance(node, XenError):
        return node
    if store is not None:
        return store
    try:
        return xl.listing()
    except XenError as error:
        return error
