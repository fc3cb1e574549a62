"""One domain of a simulated host: its state, and its figures as functions of the time."""

import math
from collections.abc import Callable

from xentui_driver.simulator.guest import GuestBehaviour
from xentui_driver.simulator.settings import BuildSettings

REASON_LETTERS = "-rscwS"
"""The fifth state character (xl_info.c)."""

_WOBBLE = 0.6
"""How far a load goes up and down around its mean, as a share of that."""
_WOBBLE_PERIOD_S = 75.0
_OMEGA = 2 * math.pi / _WOBBLE_PERIOD_S


class Plan:
    """The guest's next step, due after so much more of its own time, which stands still while it is paused."""

    __slots__ = ("due_s", "left_s", "step")

    def __init__(self, left_s: float, step: Callable[[float], None]) -> None:
        self.left_s = left_s
        self.step = step
        self.due_s = math.inf


class SimulatedDomain:
    """Everything the hypervisor and xenstore know of one domain; only touched under the world's lock.

    Figures that move are kept as of `_settled_s` and computed for any later moment, so a domain that nobody
    looks at costs nothing.
    """

    __slots__ = (
        "_busy_cpus",
        "_cpu_time_s",
        "_memory_goal_kib",
        "_memory_kib",
        "_memory_kib_s",
        "_phase",
        "_settled_s",
        "_settled_wobbled_s",
        "_wobble",
        "announces",
        "built_as",
        "built_s",
        "domid",
        "dying",
        "guest",
        "maximum_kib",
        "monitor",
        "monitor_pid",
        "monitor_words",
        "moving",
        "name",
        "online_vcpus",
        "pauses",
        "plan",
        "request",
        "row_ends",
        "rows",
        "serves",
        "settings",
        "shutdown_reason",
        "sysrq",
        "target_kib",
        "up",
        "uuid",
        "wanted_vcpus",
        "zombie",
    )

    def __init__(self, domid: int, uuid: str, settings: BuildSettings, guest: GuestBehaviour, now_s: float) -> None:
        self.domid = domid
        self.uuid = uuid
        self.settings = settings
        self.guest = guest
        self.name: str | None = settings.name
        """xenstore's; None when the domain has none (any more)."""
        self.built_as = settings.name
        """The name that its logs and libxl's notes of it keep."""
        self.target_kib = settings.memory_kib - settings.beside_target_kib
        self.maximum_kib = settings.static_max_kib
        self.online_vcpus = 1
        """vCPUs that are up; the others wait until the guest brings them up."""
        self.wanted_vcpus = settings.vcpus
        """Those whose availability is online in xenstore."""
        self.pauses = 0
        """Xen counts the toolstack's pauses (domain_pause_by_systemcontroller, domain.c)."""
        self.shutdown_reason: int | None = None
        self.monitor_pid = 0
        self.serves: int | None = None
        """The guest whose device model it is, by its id: then it is a stub domain."""
        self.monitor_words: tuple[str, ...] = ()
        self.dying = False
        """Being destroyed: no name, memory going back."""
        self.zombie = False
        """Dead, but something still holds its pages: the `d` of xl list."""
        self.monitor: Callable[[float], None] | None = None
        """What the `xl create` in the background does once the domain has shut down; None without one."""
        self.up = False
        """Its operating system is up."""
        self.announces = False
        """It has said in xenstore that it hears requests; after a migration it doesn't say so again."""
        self.sysrq = ""
        """A magic key that the guest's kernel hasn't taken yet: control/sysrq."""
        self.request = ""
        """control/shutdown of xenstore."""
        self.plan: Plan | None = None
        self.built_s = now_s
        self.moving = False
        self.rows: dict[int, str] = {}
        """Its rows of `xl list` as last printed, by kind of listing; only of use while nothing moves."""
        self.row_ends: dict[int, tuple[str, str]] = {}
        """What stands before and after the figures in those rows."""
        self._cpu_time_s = 0.0
        self._busy_cpus = 0.0
        self._phase = (domid * 0.61803398875) % 1.0
        self._wobble = _WOBBLE
        self._settled_s = now_s
        self._settled_wobbled_s = self._wobbled(now_s)
        self._memory_kib = settings.memory_kib
        self._memory_goal_kib = settings.memory_kib
        self._memory_kib_s = 0.0

    @property
    def runs(self) -> bool:
        return self.pauses == 0 and self.shutdown_reason is None and not self.dying

    @property
    def given_kib(self) -> int:
        """Its memory as libxl would build it again: the target, with what is no part of that."""
        return self.target_kib + self.settings.beside_target_kib

    def cpu_time_s(self, now_s: float) -> float:
        if not self._busy_cpus:
            return self._cpu_time_s
        return self._cpu_time_s + self._busy_cpus * (self._wobbled(now_s) - self._settled_wobbled_s)

    def memory_kib(self, now_s: float) -> int:
        if not self._memory_kib_s:
            return self._memory_kib
        moved_kib = int(self._memory_kib_s * (now_s - self._settled_s))
        missing_kib = self._memory_goal_kib - self._memory_kib
        if moved_kib >= abs(missing_kib):
            return self._memory_goal_kib
        return self._memory_kib + (moved_kib if missing_kib > 0 else -moved_kib)

    def reserved_kib(self, now_s: float) -> int:
        """The memory that it holds or is about to hold."""
        return max(self.memory_kib(now_s), self._memory_goal_kib) if self._memory_kib_s else self._memory_kib

    @property
    def memory_goal_kib(self) -> int:
        """The amount that its memory is moving to."""
        return self._memory_goal_kib

    def state(self, now_s: float) -> str:
        """The six characters of `xl list` (xl_info.c, getdomaininfo in domctl.c)."""
        at_work = self._at_work(now_s)
        reason = self.shutdown_reason
        if reason is None:
            return f"{at_work}{'p' if self.pauses else '-'}--{'d' if self.zombie else '-'}"
        letter = REASON_LETTERS[reason] if reason < len(REASON_LETTERS) else "?"
        return f"{at_work}{'p' if self.pauses else '-'}s{letter}{'d' if self.zombie else '-'}"

    def change(self, now_s: float) -> None:
        """Bring the figures to `now_s`; to be called before anything that they depend on changes."""
        self._cpu_time_s = self.cpu_time_s(now_s)
        self._memory_kib = self.memory_kib(now_s)
        self._settled_s = now_s
        self._settled_wobbled_s = self._wobbled(now_s)
        self.forget_rows()

    def follow(self) -> None:
        """Let the figures move as the state now says; to be called after a change."""
        self._busy_cpus = self._wanted_busy_cpus()
        self._wobble = min(_WOBBLE, self.online_vcpus / self._busy_cpus - 1) if self._busy_cpus else _WOBBLE
        self._settled_wobbled_s = self._wobbled(self._settled_s)
        if not self.dying:
            balloons = self.runs and self.up and self._memory_kib != self._memory_goal_kib
            self._memory_kib_s = self.guest.balloon_mib_s * 1024 if balloons else 0.0
        self.moving = bool(self._busy_cpus or self._memory_kib_s)
        self.forget_rows()

    def forget_rows(self) -> None:
        self.rows.clear()
        self.row_ends.clear()

    def aim_memory(self, goal_kib: int) -> None:
        """Set the balloon's new goal, reached at the guest's own speed; call it between `change` and `follow`."""
        self._memory_goal_kib = goal_kib

    def move_memory(self, goal_kib: int, kib_s: float) -> None:
        """Let the hypervisor itself move its memory: freed page by page, or filled by a migration."""
        self._memory_goal_kib = goal_kib
        self._memory_kib_s = kib_s
        self.moving = True
        self.forget_rows()

    def set_memory(self, memory_kib: int) -> None:
        """Set the memory that it holds at once."""
        self._memory_kib = self._memory_goal_kib = memory_kib
        self._memory_kib_s = 0.0
        self.forget_rows()

    def set_cpu_time(self, cpu_time_s: float) -> None:
        self._cpu_time_s = cpu_time_s
        self.forget_rows()

    def _wanted_busy_cpus(self) -> float:
        if not self.runs:
            return 0.0
        return min(self.guest.busy_cpus if self.up else self.guest.boot_busy_cpus, self.online_vcpus)

    def _wobbled(self, moment_s: float) -> float:
        """Time that goes faster and slower by turns, so that a guest's load looks like one; it never goes back.

        Nor so fast that a vCPU would be busier than it can be.
        """
        return moment_s + self._wobble * math.sin(_OMEGA * moment_s + 2 * math.pi * self._phase) / _OMEGA

    def _at_work(self, now_s: float) -> str:
        """`r` when a vCPU runs, `b` when all of them are blocked; neither is a guest that waits for a CPU."""
        if self.shutdown_reason is not None or self.dying or not self.online_vcpus:
            return "--"
        if self.pauses:
            return "--"  # the first timer wakes a blocked vCPU, which then may not run
        if not self.domid:
            return "r-"  # dom0 runs the very xl that asks
        busy = self._busy_cpus
        dice = (self._phase + int(now_s) * 0.7548776662) % 1.0
        if dice < min(busy, 0.95):
            return "r-"
        return "-b" if busy < 1.0 or dice < 0.98 else "--"
