"""One lab for all processes of a test run: the controller starts it, and each test claims the hosts it needs."""

from contextlib import ExitStack
from dataclasses import asdict
from typing import Any, Protocol

import pytest

from tests.lab import lab
from tests.lab.debian import NoArchive
from tests.lab.image import CannotBuild
from tests.lab.lab import Lab, Place

MARK = "lab"
LONG_MARK = "lab_long"
_RUNS = (MARK, f"{MARK} and not {LONG_MARK}")
"""What `make test-xen-all` and `make test-xen` select."""
BOTH_HOSTS = frozenset({"lab_hosts", "pair"})
"""The fixtures of tests that need both hosts; every other test of the lab has one, and leaves the other to others."""

_LONGEST_FIRST = ("test_powercycle", "test_on_real_xen", "test_jobs_on_real_xen", "test_corpus")
"""Files of tests that take a minute; the first needs no xentui in the dom0, which the others begin with packing."""

_STARTED = pytest.StashKey[Place]()
_OF_THE_WORKER = "lab"


class Worker(Protocol):
    """What the controller of xdist knows of a worker (xdist.workermanage.WorkerController)."""

    config: pytest.Config
    workerinput: dict[str, Any]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Worker) -> None:
    """Of xdist, before it starts a worker: the hosts boot while the workers collect."""
    config = node.config
    if config.option.markexpr not in _RUNS:
        return
    if _STARTED not in config.stash:
        config.stash[_STARTED] = _started_until_the_end(config)
    node.workerinput[_OF_THE_WORKER] = asdict(config.stash[_STARTED])


def _started_until_the_end(config: pytest.Config) -> Place:
    terminal = config.pluginmanager.getplugin("terminalreporter")
    running = ExitStack()
    config.add_cleanup(running.close)
    try:
        return running.enter_context(lab.started_lab(lambda line: terminal.write_line(f"lab: {line}"))).place
    except (CannotBuild, NoArchive) as error:
        raise pytest.UsageError(f"cannot build the lab: {error}") from error


def given_lab(config: pytest.Config) -> Lab | None:
    """The lab that was started for this worker, if this is one."""
    place = getattr(config, "workerinput", {}).get(_OF_THE_WORKER)
    return None if place is None else Lab.at(Place(**place))


def own_number(config: pytest.Config) -> int:
    """Of the host that is this process's own: with two workers each has one."""
    worker: str = getattr(config, "workerinput", {}).get("workerid", "gw0")
    return int(worker.removeprefix("gw")) % 2


def needs_both_hosts(item: pytest.Item) -> bool:
    return not BOTH_HOSTS.isdisjoint(getattr(item, "fixturenames", ()))


def put_in_order(items: list[pytest.Item]) -> None:
    """Long tests first and seconds last, so that both hosts end together; then those that need both hosts.

    After them come those beyond what each change is tried with: most need host-c, which boots then.
    """
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[bool, bool, int]:
    if item.get_closest_marker(MARK) is None:
        return False, False, 0
    stem, is_long = item.path.stem, item.get_closest_marker(LONG_MARK) is not None
    return (
        is_long,
        needs_both_hosts(item),
        _LONGEST_FIRST.index(stem) if stem in _LONGEST_FIRST else len(_LONGEST_FIRST),
    )
