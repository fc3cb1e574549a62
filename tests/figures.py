"""What long tests have counted, printed at the end by the process that has the terminal."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

SAID = "figures"
"""The property of a report that is a line to be printed."""


def properties(terminalreporter: pytest.TerminalReporter, key: str) -> Iterator[Any]:
    """Those of that name of all tests, from whichever process: they travel with the reports."""
    for report in itertools.chain.from_iterable(terminalreporter.stats.values()):
        if isinstance(report, pytest.TestReport) and report.when == "teardown":
            yield from (value for name, value in report.user_properties if name == key)


def print_lines(terminalreporter: pytest.TerminalReporter) -> None:
    for line in properties(terminalreporter, SAID):
        terminalreporter.write_line(str(line))
