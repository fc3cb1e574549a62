"""Says how much memory a guest lacked that was not built, and who could give some."""

from xentui_driver.model.errors import NotEnoughMemory, XenError
from xentui_driver.model.memory_fit import memory_fit
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.parse.xl_info import parse_info
from xentui_driver.toolstack.said_use import MOST_ASKED, read_said_use
from xentui_driver.toolstack.xl import Xl


def with_memory_fit(xl: Xl, error: XenError, need_kib: int | None) -> XenError:
    """The same error; where memory was short, with the figures as they are now."""
    if not isinstance(error, NotEnoughMemory) or need_kib is None:
        return error
    try:
        node, domains = parse_info(xl.read(commands.info())), xl.listing().domains
    except XenError:  # what xl said of the start is told all the same
        return error
    said = read_said_use(xl, domains, most_commands=MOST_ASKED)
    fit = memory_fit(need_kib, node.memory_free_kib, domains, node, said.used_kib)
    if fit.missing_kib:
        error.next_step = " ".join((*fit.sentences("It"), error.next_step))
    return error
