"""Set up for every test: no setting of the developer's own terminal reaches it, and the lab is booted once."""

import itertools
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import at_once, quiet
from tests.contract.cells import print_table
from tests.faults.figures import print_total
from tests.figures import print_lines
from tests.lab import sharing
from tests.lab.fixtures import (
    claimed_hosts,
    empty_host,
    empty_host_c,
    empty_hosts,
    host_c,
    installed_on_c,
    installed_xentui,
    lab,
    lab_host,
    lab_hosts,
    packed_xentui,
)
from tests.lab.sharing import pytest_configure_node

__all__ = [
    "claimed_hosts",
    "empty_host",
    "empty_host_c",
    "empty_hosts",
    "host_c",
    "installed_on_c",
    "installed_xentui",
    "lab",
    "lab_host",
    "lab_hosts",
    "neutral_environment",
    "packed_xentui",
    "pytest_configure_node",
]

_OF_THE_TERMINAL = (
    "NO_COLOR",
    "FORCE_COLOR",
    "COLORTERM",
    "COLUMNS",
    "LINES",
    "TEXTUAL",
    "TEXTUAL_THEME",
    "TERM_PROGRAM",
)

_LONG = tuple(Path(__file__).parent / name for name in ("faults", "audit_run"))
"""Tests with hundreds of processes: `make test-faults`."""


def pytest_configure(config: pytest.Config) -> None:
    """Restore the signals that a caller's nohup or background job ignores: programs that tests start inherit that."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Tests start programs hundreds of times: each would compile all of ours again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    quiet.install()
    at_once.install(config)
    # How fast an example is made says nothing here: other tests keep the machine busy.
    busy = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    # What decides whether a change lands says the same of the same change; `make test-search` looks further.
    settings.register_profile("gate", busy, derandomize=True)
    settings.register_profile("search", busy)
    settings.load_profile(config.getoption("--hypothesis-profile") or "gate")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in _LONG):
            item.add_marker(pytest.mark.faults)
    sharing.put_in_order(items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    print_total(terminalreporter)
    print_lines(terminalreporter)
    print_table(terminalreporter)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A fresh name for a folder at each `next`: pytest's own counter reads all that there are, at every test."""
    return map(tmp_path_factory.mktemp("homes").joinpath, map(str, itertools.count()))


@pytest.fixture(autouse=True)
def neutral_environment(monkeypatch: pytest.MonkeyPatch, homes: Iterator[Path]) -> None:
    for name in _OF_THE_TERMINAL:
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        home = next(homes)
        home.mkdir()
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LANG", "C.UTF-8")
