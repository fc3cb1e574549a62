"""Migration: checked before, left alone while it runs, and told afterwards where the guest is."""

from collections.abc import Sequence
from dataclasses import dataclass

from xentui_driver import commands
from xentui_driver.errors import HostUnreachable, InvalidInput, MigrationFailed, MigrationRefused, XenError
from xentui_driver.listing import read_listing
from xentui_driver.migration_checks import (
    check_domains,
    check_guest,
    check_node,
    check_paths,
    migration_info,
    needed_paths,
)
from xentui_driver.model import Domain, DomainRef, DomainRole, DomainState, Outcome
from xentui_driver.parse.xl_info import parse_info
from xentui_driver.recognise import host_error, reading_error
from xentui_driver.said import cause_of, plain_words, telling_lines
from xentui_driver.transport import Completed, Runner
from xentui_driver.xl import Report, Xl, label, state_words

SUCCESS = "Migration successful."
_SSH_FAILED = 255
_NOTHING_DONE = "Nothing was done: it goes on running here."

_REASONS = (
    (
        "Failed to enable logdirty",
        "Xen can't follow what this guest writes to its memory (no shadow paging or HAP)",
    ),
    ("didn't acknowledge suspend", "the guest ignored the request to suspend"),
    ("did not suspend", "the guest ignored the request to suspend"),
    ("Cannot save a guest with vNUMA", "a guest with vNUMA can't be migrated"),
    ("banner from migration receiver", "the target's xl didn't answer as a receiver"),
    ("Failed during final handshake", "the connection was lost in the last step"),
    ("Migration failed during final handshake", "the connection was lost in the last step"),
    ("Domain creation failed", "the target couldn't build the guest"),
    ("Target reports startup failure", "the target couldn't start the guest"),
    ("failed to suspend", "the guest could not be suspended"),
)


def migrate(xl: Xl, ref: DomainRef, host: str, *, report: Report) -> Outcome:
    """Live-migrate a guest to another host by `xl migrate` over ssh."""
    commands.checked_host(host)
    domain = xl.find_alive(ref, "Migrating")
    report(f"asking {host} over ssh")
    _check(xl, domain, host)
    argv = commands.migrate(domain.domid, host)
    report(f"migrating to {host}; nothing that happens to this console ends it")
    completed = xl.change(argv, xl.limits.migrate_s, report)
    here, there = _here(xl, domain), _there(xl, domain, host)
    if completed.exit_status == 0 and SUCCESS in completed.stdout and there.startswith("runs"):
        warnings = () if here == "is gone here" else (f"It {here}.",)
        return Outcome(f"{domain.name} {there}; it {here}.", commands.shown(argv), warnings)
    raise MigrationFailed(
        f"{label(domain)} was not migrated to {host}: {_reason(completed)}.",
        argv=argv,
        exit_status=completed.exit_status,
        detail=telling_lines(completed.stdout),
        state_now=f"It {here}, and {there}.",
        next_step=_next_step(here, there),
    )


def _check(xl: Xl, domain: Domain, host: str) -> None:
    """The guest can move, and over there are ssh, xl, room, its disks and bridges, and nobody of its name."""
    if host == xl.transport.host_name:
        raise InvalidInput(f"{host} is this host.", state_now=_NOTHING_DONE, next_step="Give another host.")
    info = migration_info(xl, domain.ref)
    check_guest(info)
    neighbour = _Neighbour(xl.transport, host)
    try:
        completed = neighbour.run(commands.info(), timeout_s=xl.limits.ssh_s)
        if completed.exit_status != 0:
            raise reading_error(completed)
        node = parse_info(completed.stdout)
        others = _domains_of(xl, host)
        missing = _missing_there(neighbour, needed_paths(info), xl.limits.ssh_s)
    except XenError as error:
        raise MigrationRefused(
            f"{host} can't take {label(domain)}: {error.summary}",
            detail=error.detail,
            state_now=_NOTHING_DONE,
            next_step=f"Try `ssh -o BatchMode=yes {host} xl info` here; it must work without a password.",
        ) from error
    check_domains(info, others, host)
    check_node(info, node, host)
    check_paths(info, missing, host)


def _missing_there(neighbour: "_Neighbour", paths: Sequence[str], timeout_s: float) -> tuple[str, ...]:
    if not paths:
        return ()
    there = neighbour.run(commands.list_paths(paths), timeout_s=timeout_s).stdout.split("\n")
    return tuple(path for path in paths if path not in there)


def _domains_of(xl: Xl, host: str) -> tuple[Domain, ...]:
    return read_listing(_Neighbour(xl.transport, host), xl.limits.ssh_s).domains


@dataclass(frozen=True, slots=True)
class _Neighbour:
    """Another host, asked through ssh from this one."""

    runner: Runner
    host: str

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        completed = self.runner.run(commands.on_host(self.host, tuple(argv)), timeout_s=timeout_s)
        if completed.exit_status == _SSH_FAILED:
            raise host_error(completed) or HostUnreachable(
                f"ssh to {self.host} failed.", detail=telling_lines(completed.stderr)
            )
        return completed


def whereabouts(xl: Xl, ref: DomainRef, host: str) -> str:
    """A sentence on both hosts: here and there, as they are now."""
    return f"{ref.name} {_here(xl, ref)}, and {_there(xl, ref, host)}."


def _here(xl: Xl, domain: Domain | DomainRef) -> str:
    try:
        left = xl.listing().by_uuid(domain.uuid)
    except XenError as error:
        return f"may or may not be here (it can't be seen: {error.summary})"
    if not left:
        return "is gone here"
    return f"is still here as {label(left[0])}, {state_words(left[0])}"


def _there(xl: Xl, domain: Domain | DomainRef, host: str) -> str:
    try:
        arrived = [other for other in _domains_of(xl, host) if other.uuid == domain.uuid]
    except XenError as error:
        return f"may or may not be on {host} (it can't be seen: {error.summary})"
    if not arrived:
        return f"is not on {host}"
    now = arrived[0]
    if now.role is DomainRole.GUEST and now.state in (DomainState.RUNNING, DomainState.IDLE):
        return f"runs on {host} as id {now.domid}"
    return f"is on {host} as {label(now)}, {state_words(now)}"


def _reason(completed: Completed) -> str:
    for words, reason in _REASONS:
        if words in completed.stdout:
            return reason
    return plain_words(cause_of(completed.stdout)).rstrip(".") or f"xl ended with status {completed.exit_status}"


def _next_step(here: str, there: str) -> str:
    if "runs on" in there and "still here" in here:
        return "Do not resume it here: it would run twice on the same disks. Destroy the copy that is left here."
    if "is not on" in there and "still here" in here:
        return "See to the reason and migrate again."
    return "Look at both hosts before you start it anywhere: it must not run twice on the same disks."
