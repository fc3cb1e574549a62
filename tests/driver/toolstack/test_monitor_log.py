"""What the log of a guest's monitor tells of its end."""

import pytest

from xentui_driver.toolstack.monitor_log import LoggedEnd, MonitorLog

WATCHES = "Waiting for domain web (domid {}) to die [pid 4001]"
ENDED = "Domain {} has shut down, reason code {} 0x3"
DONE = "Done. Exiting now"


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        ((), None),
        ((WATCHES.format(7),), None),
        ((WATCHES.format(7), "Domain 7 has been destroyed."), None),
        ((WATCHES.format(7), ENDED.format(7, 3), "Action for shutdown reason code 3 is preserve", DONE), (7, 3)),
        ((WATCHES.format(7), ENDED.format(7, 3), "Done. Rebooting now", WATCHES.format(8)), None),
        ((WATCHES.format(7), ENDED.format(7, 1), WATCHES.format(8), ENDED.format(8, 0), DONE), (8, 0)),
    ],
)
def test_the_last_end_is_the_one_that_nothing_was_watched_after(
    lines: tuple[str, ...], end: tuple[int, int] | None
) -> None:
    assert MonitorLog("/var/log/xen/xl-web.log", lines).last_end == (None if end is None else LoggedEnd(*end))
