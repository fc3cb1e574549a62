"""`xl migrate` (xl_migrate.c): the sender, with the receiver's words between its own."""

from typing import NoReturn

from xentui_driver.simulator import details, lifecycle, migration, migration_words, requests, ssh
from xentui_driver.simulator.admission import why_not_received
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.invocation import Exit, Invocation
from xentui_driver.simulator.messages import libxl_error, no_userdata
from xentui_driver.simulator.options import Parsed
from xentui_driver.simulator.refusal import refusal

SUSPEND_S = 60.0
"""How long libxl waits for the guest to suspend (libxl_dom_suspend.c)."""

_CONNECT_S = 1.0
_STEP_S = 0.4
_CHILD_REPORT_S = 2.0
_NAME_IN_USE = 6
_RECEIVER_PID = 6000


class Sender:
    """One migration from its first word to its last."""

    def __init__(self, invocation: Invocation, domain: SimulatedDomain, target: SimulatedHost) -> None:
        self.invocation = invocation
        self.xen = invocation.xen
        self.source = invocation.host
        self.domain = domain
        self.target = target
        self.process = 5000 + domain.domid
        self.held_kib = 0
        """What there is to be copied."""

    def move(self, *, paused: bool) -> int:
        receiver = _RECEIVER_PID + self.domain.domid
        with self.xen.at_now():
            self.target.receivers.add(receiver)
        try:
            return self._move(paused=paused)
        finally:
            self.target.receivers.discard(receiver)

    def _move(self, *, paused: bool) -> int:
        say = self.invocation.err
        kind = self.domain.settings.type
        say(migration_words.preamble(len(details.as_json(details.of_domain(self.domain)))))
        self.invocation.wait(_STEP_S)
        incoming = self._receive()
        say(migration_words.saving(self.domain.domid, kind))
        if self._has_no_log_dirty():
            reason = migration_words.no_log_dirty(self.domain.domid)
            self._give_up(incoming, reason, restoring=migration_words.restoring(kind, self.source.xen))
        say(migration_words.restoring(kind, self.source.xen))
        self._copy(incoming)
        self._suspend(incoming)
        self.invocation.wait(_STEP_S)
        say(migration_words.copied())
        return self._hand_over(incoming, paused=paused)

    def _receive(self) -> SimulatedDomain:
        """The receiver makes its domain. Raises Exit when it can't."""
        with self.xen.at_now() as now_s:
            duration_s = migration.copy_s(self.xen, self.domain, now_s)
            settings = migration.settings_there(self.domain)
            self.held_kib = self.domain.memory_kib(now_s)
            reason = why_not_received(self.target, settings, now_s)
            if not reason:
                return migration.receive(self.xen, self.target, self.domain, settings, duration_s, now_s)
        self._lose_receiver(reason + migration_words.CREATION_FAILED)

    def _copy(self, incoming: SimulatedDomain) -> None:
        """The receiver takes page after page, as long as its host has any and its domain may have more."""
        self.invocation.wait_until(lambda now_s: self._is_copied(incoming, now_s))
        if incoming.dying:
            self._lose_receiver("")
        if incoming.memory_goal_kib < self.held_kib:
            self._destroy_there(incoming)
            self._lose_receiver(migration_words.receiver_has_no_memory(incoming.domid, self.target.xen))

    def _is_copied(self, incoming: SimulatedDomain, now_s: float) -> bool:
        return incoming.dying or self.domain.dying or incoming.memory_kib(now_s) >= incoming.memory_goal_kib

    def _suspend(self, incoming: SimulatedDomain) -> None:
        """The guest suspends itself, or an HVM guest without PV drivers is stopped (libxl_dom_suspend.c)."""
        with self.xen.at_now():
            asked = requests.hears_control(self.source, self.domain)
        willing = not asked or self.invocation.wait_until(lambda _: self._is_settled(), SUSPEND_S)
        with self.xen.at_now() as now_s:
            alive = not self.domain.dying and self.domain.shutdown_reason is None
            if willing and alive:
                migration.suspend(self.xen, self.source, self.domain, now_s)
                return
        self._give_up(incoming, migration_words.no_answer_to_suspend(self.domain.domid))

    def _is_settled(self) -> bool:
        """The guest has heard, or there is no guest any more."""
        hears = self.domain.runs and self.domain.up and requests.obeys(self.source, self.domain)
        return hears or self.domain.dying

    def _hand_over(self, incoming: SimulatedDomain, *, paused: bool) -> int:
        say = self.invocation.err
        with self.xen.at_now() as now_s:
            migration.send_away(self.source, self.domain, now_s)
        say("migration sender: Giving target permission to start.\n")
        self.invocation.wait(_STEP_S)
        lost = Fault.MIGRATION_LOST in self.source.faults | self.target.faults
        if self._start_there(incoming, paused=paused, silent=lost):
            if lost:
                say(migration_words.link_lost(self.process))
                return 1
            say("migration sender: Target reports successful startup.\n")
            self._remove_here()
            say("Migration successful.\n")
            return 0
        self._destroy_there(incoming)
        with self.xen.at_now() as now_s:
            migration.take_back(self.source, self.domain, now_s)
        say(migration_words.startup_failed(_NAME_IN_USE))
        return 1

    def _start_there(self, incoming: SimulatedDomain, *, paused: bool, silent: bool) -> bool:
        """Whether the guest goes on at the target; a name that is taken there shows only now."""
        words = "migration target: Got permission, starting domain.\n"
        with self.xen.at_now() as now_s:
            name = (incoming.name or "").removesuffix(migration.INCOMING_SUFFIX)
            taken = self.target.named(name) is not None
            if taken:
                message = f'Domain with name "{name}" already exists.'
                words += libxl_error("libxl_domain.c:81:libxl__domain_rename", message, incoming.domid)
            elif not incoming.dying:
                migration.arrive(self.xen, self.target, incoming, paused=paused, now_s=now_s)
                words += "migration target: Domain started successsfully.\n"
        if not silent:
            self.invocation.err(words)
        return not taken and not incoming.dying

    def _remove_here(self) -> None:
        with self.xen.at_now() as now_s:
            lifecycle.destroy(self.xen, self.source, self.domain, now_s)
        self.invocation.wait_until(lambda _: lifecycle.is_gone(self.source, self.domain))

    def _destroy_there(self, incoming: SimulatedDomain) -> None:
        """The receiver takes its half away; the sender waits for that a while (migration_child_report)."""
        with self.xen.at_now() as now_s:
            lifecycle.destroy(self.xen, self.target, incoming, now_s)
        self.invocation.wait_until(lambda _: lifecycle.is_gone(self.target, incoming), _CHILD_REPORT_S)

    def _has_no_log_dirty(self) -> bool:
        refused = Fault.MIGRATION_REFUSED in self.source.faults
        return refused or (self.domain.settings.type == "pv" and not self.source.facts.shadow_paging)

    def _give_up(self, incoming: SimulatedDomain, reason: str, *, restoring: str = "") -> NoReturn:
        """The sender stops; the receiver takes its half away."""
        self.invocation.err(reason)
        self._destroy_there(incoming)
        words = migration_words.failed_to_suspend(incoming.domid, self.process, self.target.xen, restoring=restoring)
        self.invocation.err(words)
        raise Exit(1)

    def _lose_receiver(self, words: str) -> NoReturn:
        """The receiver has gone; the guest goes on here."""
        self.invocation.err(words + migration_words.sender_was_left(self.domain.domid, self.process))
        raise Exit(1)


def migrate(invocation: Invocation, parsed: Parsed) -> int:
    """`xl migrate [-p] DOMAIN HOST`."""
    domid = find_domid(invocation, parsed.words[0])
    with invocation.xen.at_now():
        domain = domain_of(invocation, domid)
        if domain is None or domain.dying or not domid:
            invocation.err(no_userdata(domid, invocation.host.xen) + "unable to retrieve domain configuration\n")
            return 1
    target = _receiver(invocation, parsed.words[1], 5000 + domid)
    return Sender(invocation, domain, target).move(paused=parsed.has("p"))


def _receiver(invocation: Invocation, name: str, process: int) -> SimulatedHost:
    """The host on the other end of ssh, its xl at work. Raises Exit."""
    invocation.wait(_CONNECT_S)
    target = ssh.reach(invocation, name.rpartition("@")[2])
    status = ssh.FAILED
    if target is not None:
        status = refusal(invocation.on(target))
        if not status:
            return target
    invocation.err(migration_words.no_receiver(process, status))
    raise Exit(1)
