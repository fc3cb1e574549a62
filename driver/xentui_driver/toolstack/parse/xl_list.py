"""Parses `xl list -v`: each line on its own, read from the right, because a name can be anything."""

from collections.abc import Mapping

from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.domain import (
    DOM0_DOMID,
    INCOMING_SUFFIX,
    MIGRATED_AWAY_SUFFIX,
    Domain,
    DomainRole,
    DomainState,
    UnreadableRow,
)
from xentui_driver.model.errors import ParseError
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless
from xentui_driver.model.units import MIB_KIB
from xentui_driver.toolstack.state_flags import decode_state

SOURCE = "xl list -v"
NO_NAME = "(null)"
"""What printf prints for the missing name of a domain that is being destroyed (libxl_utils.c)."""

_COLUMNS_BEHIND_NAME = 8
_UUID = lazy_pattern(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER = lazy_pattern(r"[0-9]{1,15}")
_SECONDS = lazy_pattern(r"[0-9]{1,15}\.[0-9]")
_HEADER_WORDS = ("Name", "ID", "Mem", "VCPUs", "State", "Time(s)", "UUID")


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One line under the header, and the domain that it claims to be; None when it can't be one."""

    line_number: int
    raw: str
    domain: Domain | None

    def unreadable(self, reason: str) -> UnreadableRow:
        return UnreadableRow(self.line_number, harmless(self.raw), reason)


def parse_lines(text: str, known: Mapping[str, Domain | None] | None = None) -> tuple[ListedLine, ...]:
    """The lines under the header. Those that are among the `known` ones of an earlier listing aren't parsed again.

    Raises ParseError when this isn't a whole listing: no header, no last newline, nothing readable at all.
    """
    _check_frame(text)
    known = known or {}
    lines = tuple(
        ListedLine(number, line, known[line] if line in known else parse_row(line))
        for number, line in enumerate(text.split("\n")[1:-1], start=2)
    )
    if not any(line.domain is not None and line.domain.domid == DOM0_DOMID for line in lines):
        first = lines[0].raw if lines else ""
        raise ParseError(SOURCE, 2, first, "there is no row of Domain-0")
    return lines


def parse_single(text: str) -> tuple[Domain | None, str]:
    """The one domain of `xl list -v DOMID` and its whole name, line breaks included."""
    _check_frame(text)
    body = text.split("\n", 1)[1].removesuffix("\n")
    name, _ = _split(body)
    return parse_row(body), name


def _check_frame(text: str) -> None:
    if not text:
        raise ParseError(SOURCE, 1, "", "it printed nothing")
    header, newline, _ = text.partition("\n")
    words = header.split()
    if not all(word in words for word in _HEADER_WORDS):
        raise ParseError(SOURCE, 1, header, "the header line is missing")
    if not newline or not text.endswith("\n"):
        raise ParseError(SOURCE, text.count("\n") + 1, text.rsplit("\n", 1)[-1], "it ends in the middle of a line")


def parse_row(raw: str) -> Domain | None:
    """The domain of one row, None if it isn't a row."""
    name, fields = _split(raw)
    if len(fields) != _COLUMNS_BEHIND_NAME:
        return None
    domid, memory_mib, vcpus, characters, cpu_time, uuid, _reason, _label = fields
    numbers = (domid, memory_mib, vcpus)
    if not all(map(_NUMBER.fullmatch, numbers)) or not _SECONDS.fullmatch(cpu_time):
        return None
    if not _UUID.fullmatch(uuid) or len(characters) != 6:
        return None
    decoded = decode_state(characters)
    role = _role(int(domid), name)
    return Domain(
        domid=int(domid),
        uuid=uuid,
        name="" if role is DomainRole.NAMELESS else harmless(name),
        role=role,
        state=_state_in_role(decoded.state, role, int(vcpus)),
        reason=decoded.reason,
        raw_state=harmless(characters),
        memory_kib=int(memory_mib) * MIB_KIB,
        vcpus=int(vcpus),
        cpu_time_s=float(cpu_time),
    )


def with_figures(domain: Domain, characters: str, *, memory_kib: int, vcpus: int, cpu_time_s: float) -> Domain:
    """The row of the same domain and name with other figures; the very same value if they are the same."""
    if (characters, memory_kib, vcpus, cpu_time_s) == (
        domain.raw_state,
        domain.memory_kib,
        domain.vcpus,
        domain.cpu_time_s,
    ):
        return domain
    decoded = decode_state(characters)
    return replace(
        domain,
        state=_state_in_role(decoded.state, _role(domain.domid, domain.name or NO_NAME), vcpus),
        reason=decoded.reason,
        raw_state=characters,
        memory_kib=memory_kib,
        vcpus=vcpus,
        cpu_time_s=cpu_time_s,
    )


def nameless(domid: int, uuid: str) -> Domain:
    """A row without a name, and without figures."""
    role = _role(domid, NO_NAME)
    return Domain(domid, uuid, "", role, DomainState.UNKNOWN, "", "", memory_kib=0, vcpus=0, cpu_time_s=0.0)


def _split(raw: str) -> tuple[str, list[str]]:
    """The name, which may be only white space, and the columns after it."""
    fields = raw.rsplit(None, _COLUMNS_BEHIND_NAME)
    start = 0
    if len(fields) > _COLUMNS_BEHIND_NAME:
        start = len(fields.pop(0))
    name = raw[: raw.index(fields[0], start)] if fields else raw
    return name.rstrip(" "), fields


def _role(domid: int, name: str) -> DomainRole:
    if domid == DOM0_DOMID:
        return DomainRole.DOM0
    if name == NO_NAME:
        return DomainRole.NAMELESS
    if name.endswith(INCOMING_SUFFIX):
        return DomainRole.INCOMING
    if name.endswith(MIGRATED_AWAY_SUFFIX):
        return DomainRole.MIGRATED_AWAY
    return DomainRole.GUEST


def _state_in_role(state: DomainState, role: DomainRole, vcpus: int) -> DomainState:
    """The state of a half of a migration, or of a domain without vCPUs, which is being built.

    Unpausing the latter fails, and yet removes its pause (xl 4.17).
    """
    if role is DomainRole.GUEST and state is DomainState.PAUSED and not vcpus:
        return DomainState.STARTING
    if role is DomainRole.INCOMING and state is DomainState.PAUSED:
        return DomainState.MIGRATING
    if role is DomainRole.MIGRATED_AWAY and state is DomainState.SUSPENDED:
        return DomainState.MIGRATING
    return state
