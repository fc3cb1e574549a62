"""What can tell the operator of something that has happened."""

from typing import Protocol

from xentui_driver.model.job import JobKey
from xentui_driver.model.row_key import RowKey
from xentui_driver.model.severity import Severity
from xentui_widgets.event_log import GuestOn


class AddsEvents(Protocol):
    """The application, as far as its events go."""

    def add_event(
        self,
        who: str,
        text: str,
        severity: Severity = "information",
        command: str = "",
        when: str = "",
        *,
        host: str = "",
        job: JobKey | None = None,
        row: RowKey | None = None,
        death: GuestOn | None = None,
    ) -> None:
        """One more line in the events; `host` is the one that `who` is on, where it isn't the host itself.

        `job`, `row` and `death` are what the line opens.
        """
        ...
