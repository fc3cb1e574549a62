"""Parses `xenstore-list` and `xenstore-read`: the figures that `xl list` doesn't have."""

from xentui_driver.model.lazy_pattern import lazy_pattern

_SECONDS = lazy_pattern(r"[0-9]{1,11}(?:\.[0-9]{1,9})?")


def parse_domids(text: str) -> frozenset[int]:
    """The domids of `xenstore-list /local/domain`, which no name can forge."""
    return frozenset(int(line) for line in text.split() if line.isascii() and line.isdigit() and len(line) <= 5)


def parse_used_kib(text: str) -> int | None:
    """What a guest uses, of the lines data/meminfo_total and data/meminfo_free; None where they are no such figures.

    Guest agents write both, in KiB; it is the guest's word.
    """
    figures = [parse_kib(line) for line in text.splitlines()]
    if len(figures) != 2 or figures[0] is None or figures[1] is None or figures[1] > figures[0]:
        return None
    return figures[0] - figures[1]


def parse_kib(text: str) -> int | None:
    """One memory figure of xenstore, in KiB; None when it isn't a number."""
    value = text.strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None


def parse_start_time(text: str) -> float | None:
    """The moment that a domain was built, in seconds since the epoch: `1790000000.25` (libxl_create.c)."""
    found = _SECONDS.fullmatch(text.strip())
    return float(found[0]) if found is not None else None
