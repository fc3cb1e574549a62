"""Parses `xl vcpu-list DOMID`: the number of vCPUs that the domain was built with, online or not."""

from xentui_driver.model.errors import ParseError
from xentui_driver.model.lazy_pattern import lazy_pattern

SOURCE = "xl vcpu-list"
_ROW = lazy_pattern(r" (?P<domid>\d+) +(?P<vcpu>\d+) +(?:\d+|-) +[r-][b-][p-] +\d+\.\d  \S.* / \S.*")


def count_vcpus(text: str, domid: int) -> int:
    """Rows are read from the right, since a name may be anything, and counted while they are in order.

    Raises ParseError when there is none.
    """
    count = 0
    for line in text.split("\n")[1:]:
        row = _ROW.search(line)
        if row and int(row["domid"]) == domid and int(row["vcpu"]) == count:
            count += 1
    if not count:
        raise ParseError(SOURCE, 1, text.split("\n", 1)[0], f"no vCPU of domain {domid} is listed")
    return count
