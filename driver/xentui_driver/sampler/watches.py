"""What xenstore's watches tell of domains: that one has come, ended, or has another name, and what is asked of one.

They say when it is worth looking, and never what there is to see: that is for the hypervisor and xl to say.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

from xentui_driver.sampler.xenstored import SOCKETS, StoreConnection, connected

_COMES_OR_ENDS = ("@introduceDomain", "@releaseDomain")
"""A domain was built; one has shut down, crashed or gone (xenstore.txt)."""
_PROBE_AFTER_S = 5.0
"""Without a word from xenstored: a probe in each sample would cost it more than all else does."""
_AGAIN_AFTER_S = 2.0


class NamesFollowed(NamedTuple):
    """What is known of the names at one moment."""

    edition: int | None
    """As long as it stays the same, no domain has another name; None while they aren't followed."""
    silent_s: float
    """How long xenstored has owed an answer."""


NOT_FOLLOWED = NamesFollowed(None, 0.0)


class Watches:
    """The watches of the domains that a sample has; it never waits for xenstored.

    A guest can write its own `control/shutdown` as often as it likes, so that watch is taken away when it has fired,
    and set again with the next sample: whatever a guest does, it is heard of once between two samples.
    """

    def __init__(self, sockets: tuple[str, ...] = SOCKETS, now_s: Callable[[], float] = time.monotonic) -> None:
        self.has_news = False
        """Whether something has happened that the last sample may not show."""
        self.connection: StoreConnection | None = None
        self._sockets = sockets
        self._now_s = now_s
        self._again_s = 0.0
        self._edition = 0
        self._names: frozenset[str] = frozenset()
        self._requests: frozenset[str] = frozenset()
        self._wanted: set[str] = set()
        self._domids: set[int] = set()

    def sample_begins(self) -> None:
        """The sample shows everything that has happened before."""
        self.take()
        self.has_news = False

    def followed(self, domids: set[int]) -> NamesFollowed:
        """With the watches of these domains, and of no other."""
        now_s = self._now_s()
        if self.connection is None and now_s >= self._again_s:
            self._again_s = now_s + _AGAIN_AFTER_S
            self.connection = connected(self._sockets, now_s)
            self._edition += 1  # nobody has watched meanwhile
        if self.connection is not None:
            self._want(domids)
            self.connection.watch(self._wanted, now_s)
            self.connection.probe(now_s, _PROBE_AFTER_S)
            self.take()
        connection = self.connection
        if connection is None:
            return NOT_FOLLOWED
        return NamesFollowed(self._edition if connection.watches(self._names) else None, connection.silent_s(now_s))

    def take(self) -> None:
        """Note what xenstored has said, and tell it what has waited. A connection that has ended is over."""
        connection, now_s = self.connection, self._now_s()
        if connection is None:
            return
        try:
            for fired in connection.exchanged(now_s):
                self._edition += fired.path in self._names
                self.has_news = self.has_news or not fired.is_first
                if fired.path in self._requests and not fired.is_first:
                    connection.unwatch(fired.path, now_s)
        except OSError:
            connection.close()
            self.connection = None

    def _want(self, domids: set[int]) -> None:
        if domids == self._domids:
            return
        self._domids = domids
        self._names = frozenset([_of(domid, "name") for domid in domids])
        self._requests = frozenset([_of(domid, "control/shutdown") for domid in domids])
        targets = [_of(domid, "memory/target") for domid in domids]
        self._wanted = {*_COMES_OR_ENDS, *self._names, *self._requests, *targets}


def _of(domid: int, key: str) -> str:
    return f"/local/domain/{domid}/{key}"
