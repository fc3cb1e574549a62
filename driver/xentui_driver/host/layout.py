"""Reads where the CPUs and the memory of a host are, and which vCPUs run where: two commands, for who looks at it."""

from xentui_driver.model.layout import HostLayout
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.parse.xl_info import parse_info
from xentui_driver.toolstack.parse.xl_vcpu_list import parse_places
from xentui_driver.toolstack.xl import Xl


def read_layout(xl: Xl) -> HostLayout:
    """Raises XenError."""
    node = parse_info(xl.read(commands.info(topology=True)))
    began_s = xl.clock.monotonic_s()
    vcpus, doubtful = parse_places(xl.read(commands.list_all_vcpus()))
    return HostLayout(node, vcpus, doubtful, began_s, xl.clock.monotonic_s())
