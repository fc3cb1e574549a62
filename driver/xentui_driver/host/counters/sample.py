"""What the sampler answers, read from its line of JSON: nothing is believed that it can't have counted."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from xentui_driver.model.counters import DiskCounters, DomainCounters, Identity, NetworkCounters
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DomainState
from xentui_driver.model.errors import NotCounted, NotRoot, NotXen
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.strict_json import parsed_at_any_depth
from xentui_driver.model.text import harmless
from xentui_driver.sampler.refusal import NO_XEN, NOT_PERMITTED, REASONS, UNKNOWN_RECORD
from xentui_driver.toolstack.state_flags import decode_state

_UUID = lazy_pattern(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DEVICE = lazy_pattern(r"[0-9]{1,10}")
_LARGEST = 1 << 64
_NS = 1e9

_REASONS = {
    NO_XEN: ("this machine isn't running under Xen", NotXen.next_step),
    NOT_PERMITTED: ("Xen's control interface answers root only", NotRoot.next_step),
    UNKNOWN_RECORD: ("this Xen describes its domains in a way that isn't known", "Report it with what `xl info` says."),
}
"""By the sampler's reason, and what to do; for any other its own words are all that is known."""


@dataclass(frozen=True, slots=True)
class SampledDomain:
    """One domain at one moment."""

    state: str
    """The six characters that xl prints."""
    vcpus: int
    memory_kib: int
    counters: DomainCounters


@dataclass(frozen=True, slots=True)
class Sample:
    """Every domain of a host at one moment."""

    xen: str
    record_bytes: int
    """The size of the hypervisor's own records."""
    at_s: float
    """The moment, on the sampler's monotonic clock."""
    cpu_s: float
    """The CPU time that the sampler itself has used so far."""
    free_kib: int
    """The memory of the host that no domain has or has claimed."""
    names: int | None
    """While it stays the same no domain has another name; None where that isn't known."""
    silent_s: float
    """How long xenstored has owed the sampler an answer."""
    unheard: tuple[int, ...]
    """The domids whose QEMU owes one: what it serves isn't counted."""
    domains: Mapping[Identity, SampledDomain]


@dataclass(frozen=True, slots=True)
class _Read:
    """A domain of an answer, as it came and as it was understood."""

    row: list[Any]
    devices: tuple[object, object]
    identity: Identity
    domain: SampledDomain


class SampleReader:
    """Reads the answers of one sampler, one after the other.

    What came the same again was understood before, and is the very same value: most of a host's devices are idle.
    """

    def __init__(self) -> None:
        self._before: Mapping[int, _Read] = {}
        """By domid, of the last answer."""

    def read(self, line: str) -> Sample:
        """Raises NotCounted when it is a refusal, or no answer of a sampler."""
        try:
            answer = _object(parsed_at_any_depth(line))
            refusal = answer.get("refusal")
            if refusal is None:
                return self._sample(_object(answer["sample"]))
            error = _refused(_object(refusal))
        except (KeyError, TypeError, ValueError, RecursionError) as broken:
            raise NotCounted(
                "the sampler's answer can't be read",
                detail=f"{broken}\n{line[:200]}",
                next_step="It is started again; a recording of it (`--record`) shows what it says.",
            ) from broken
        raise error

    def _sample(self, fields: Mapping[str, Any]) -> Sample:
        disks, networks = _object(fields["disks"]), _object(fields["networks"])
        found: dict[int, _Read] = {}
        last = -1
        for row in _list(fields["domains"]):
            domid = _list(row)[0] if row else None
            if type(domid) is not int or not last < domid < _LARGEST:
                raise ValueError("its domains aren't in the order of their domids")
            last = domid
            found[domid] = _read(row, (disks.get(str(domid)), networks.get(str(domid))), self._before.get(domid))
        sample = Sample(
            xen=_text(fields["xen"]),
            record_bytes=_number(fields["record_bytes"]),
            at_s=_number(fields["at_ns"]) / _NS,
            cpu_s=_number(fields["cpu_ns"]) / _NS,
            free_kib=_number(fields["free_kib"]),
            names=None if fields["names"] is None else _number(fields["names"]),
            silent_s=_seconds(fields["silent_s"]),
            unheard=tuple(map(_number, _list(fields["unheard"]))),
            domains={each.identity: each.domain for each in found.values()},
        )
        self._before = found
        return sample


def _refused(fields: Mapping[str, Any]) -> NotCounted:
    """Raises ValueError."""
    reason, words = _text(fields["reason"]), _text(fields["words"])
    if reason not in REASONS:
        raise ValueError(f"{reason} is no reason")
    said, next_step = _REASONS.get(reason, (words, "Look at the packages of Xen's tools; it is tried again."))
    return NotCounted(said, detail=words, next_step=next_step)


def _read(row: list[Any], devices: tuple[object, object], before: _Read | None) -> _Read:
    """Raises ValueError, TypeError."""
    if before is not None and before.row == row and before.devices == devices:
        return before
    domid, uuid, state, *figures = row
    cpu_time_ns, vcpus, memory_kib = _counts(figures)
    counted = before.domain.counters if before is not None else None
    was_disks, was_networks = before.devices if before is not None else (None, None)
    disks, networks = devices
    counters = DomainCounters(
        cpu_time_ns,
        counted.disks if counted is not None and was_disks == disks else _disks(disks),
        counted.networks if counted is not None and was_networks == networks else _networks(networks),
    )
    domain = SampledDomain(_state(state), vcpus, memory_kib, counters)
    return _Read(row, devices, (_uuid(uuid), domid), domain)


def _disks(devices: object) -> Mapping[str, DiskCounters] | None:
    """None where one of them isn't counted: the others alone would pass for all."""
    if devices is None:
        return None
    figures = {_device(number): each for number, each in _object(devices).items()}
    if None in figures.values():
        return None
    return {number: _disk(*_counts(each)) for number, each in figures.items()}


def _disk(read_bytes: int, written_bytes: int, reads: int, writes: int, age_ns: int) -> DiskCounters:
    return DiskCounters(read_bytes, written_bytes, reads, writes, age_ns / _NS)


def _networks(devices: object) -> Mapping[str, NetworkCounters] | None:
    if devices is None:
        return None
    return {_device(number): NetworkCounters(*_counts(each)) for number, each in _object(devices).items()}


def _counts(figures: object) -> list[int]:
    """All at once: there are a dozen for each domain."""
    counts = _list(figures)
    if set(map(type, counts)) != {int} or min(counts) < 0 or max(counts) >= _LARGEST:
        raise ValueError(f"{counts!r:.80} are no counts")
    return counts


def _number(value: object) -> int:
    return _counts([value])[0]


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or not 0 <= value < _LARGEST:
        raise ValueError(f"{value!r:.40} is no time")
    return float(value)


def _state(value: object) -> str:
    if not isinstance(value, str) or decode_state(value).state is DomainState.UNKNOWN:
        raise ValueError(f"{value!r:.40} is no state of a domain")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r:.40} is no text")
    return harmless(value[:400])


def _uuid(value: object) -> str:
    if not isinstance(value, str) or not _is_uuid(value):
        raise ValueError(f"{value!r:.40} is no UUID")
    return value


@lru_cache(maxsize=16_384)
def _is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


@lru_cache(maxsize=1024)
def _device(number: str) -> str:
    if not _DEVICE.fullmatch(number):
        raise ValueError(f"{number!r:.40} is no number of a device")
    return number


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{value!r:.40} is no list")
    return value


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{value!r:.40} is no object")
    return value
