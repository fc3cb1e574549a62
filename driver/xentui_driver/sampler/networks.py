"""What network interfaces have carried: /proc/net/dev, read from the guest's side of each."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xentui_driver.sampler.backends import Backend

TABLE = "/proc/net/dev"
COUNTED = "vif"

_EMULATED = "-emu"
"""Beside the interface of an HVM guest: the card that QEMU emulates until the guest has drivers for the other."""
_CHUNK_BYTES = 1 << 16


class NetworkFigures(NamedTuple):
    """Of one interface, as the guest sees it."""

    received_bytes: int
    sent_bytes: int
    received_packets: int
    sent_packets: int


class Networks:
    """Reads the table of all interfaces in one go; which of them serves whom is asked once."""

    def __init__(self, table: str = TABLE) -> None:
        self._table = os.open(table, os.O_RDONLY)
        self._names: dict[str, str] = {}
        """The name of the interface, by the path of its backend."""

    def read(self, served: Iterable[Backend]) -> dict[int, dict[str, NetworkFigures]]:
        """By domid and number."""
        cards = [each for each in served if each.kind == COUNTED]
        rows = interfaces_in(self._text()) if cards else {}
        names = self._named(cards, rows)
        found: dict[int, dict[str, NetworkFigures]] = {}
        for card in cards:
            name = names[card.path]
            if name in rows:
                emulated = rows.get(name + _EMULATED)
                figures = rows[name] if emulated is None else _sum(rows[name], emulated)
                found.setdefault(card.domid, {})[card.number] = figures
        return found

    def _named(self, cards: list[Backend], rows: Mapping[str, NetworkFigures]) -> Mapping[str, str]:
        """The interface of each backend, which is asked again where two claim one: a name may go to another guest."""
        known = {each.path: self._names.get(each.path, "") for each in cards}
        names = {path: name if name in rows else _interface_of(path) for path, name in known.items()}
        claims = Counter(names.values())
        self._names = {path: _interface_of(path) if claims[name] > 1 else name for path, name in names.items()}
        return self._names

    def _text(self) -> str:
        chunks: list[bytes] = []
        while chunk := os.pread(self._table, _CHUNK_BYTES, sum(map(len, chunks))):
            chunks.append(chunk)
        return b"".join(chunks).decode("utf-8", "replace")


def _interface_of(backend: str) -> str:
    """Empty where the backend comes or goes at this moment."""
    try:
        (name,) = os.listdir(os.path.join(backend, "net"))
    except (OSError, ValueError):
        return ""
    return name


def interfaces_in(text: str) -> dict[str, NetworkFigures]:
    """What dom0's side of each has transmitted, its guest has received; a line that can't be read is left out."""
    found: dict[str, NetworkFigures] = {}
    for line in text.splitlines():
        name, _, figures = line.partition(":")
        columns = figures.split()
        if len(columns) >= 10 and all(map(str.isdecimal, columns)):
            found[name.strip()] = NetworkFigures(int(columns[8]), int(columns[0]), int(columns[9]), int(columns[1]))
    return found


def _sum(one: NetworkFigures, other: NetworkFigures) -> NetworkFigures:
    return NetworkFigures(*map(sum, zip(one, other, strict=True)))
