"""What the fault tests have done, added up over all processes and printed at the end."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.figures import properties

_KEY = "faults"


class Figures:
    """Of one test; they travel with its report, so that they reach the process that prints them."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._counts: Counter[str] = Counter(kills=0, finished=0, never_begun=0, right=0)
        self._request = request

    def add(self, **counts: int) -> None:
        self._counts.update(counts)

    def report(self) -> None:
        self._request.node.user_properties.append((_KEY, dict(self._counts)))


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Iterator[Figures]:
    made = Figures(request)
    yield made
    made.report()


def print_total(terminalreporter: pytest.TerminalReporter) -> None:
    total: Counter[str] = Counter()
    for counts in properties(terminalreporter, _KEY):
        total.update(counts)
    if total:
        terminalreporter.write_line(
            f"kills {total['kills']}, operations finished {total['finished']}, never begun {total['never_begun']}, "
            f"outcomes right {total['right']}"
        )
