"""Stub domains: finds the guest that one serves as device model, by xenstore, because a name alone proves nothing."""

from collections.abc import Mapping

from xentui_driver.model.dataclass import dataclass, field, replace
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState
from xentui_driver.model.errors import HostError, XenError
from xentui_driver.toolstack import commands
from xentui_driver.transport.protocol import Runner

DEVICE_MODEL_SUFFIX = "-dm"
"""libxl names a stub domain after its guest (libxl__stub_dm_name, libxl_dm.c)."""
_MOST_DIGITS = 5


@dataclass(slots=True)
class StubDomains:
    """Remembers what xenstore said of a domain: the guest that it serves never changes while it lives.

    For any thread.
    """

    _known: Mapping[DomainRef, int | None] = field(default_factory=dict)
    """Replaced as a whole, never changed: another thread may be reading it."""

    def told(self, runner: Runner, timeout_s: float, domains: tuple[Domain, ...]) -> tuple[Domain, ...]:
        """The domains, with the stub domains marked. Nothing is asked where no name suggests one."""
        named_so = [d for d in domains if d.role is DomainRole.GUEST and d.name.endswith(DEVICE_MODEL_SUFFIX)]
        if not named_so:
            return domains
        refs = {domain.domid: domain.ref for domain in domains}
        served = {d.ref: refs.get(target) for d in named_so if (target := self._target(runner, timeout_s, d))}
        self._known = {ref: target for ref, target in self._known.items() if ref in refs.values()}
        return tuple(
            replace(d, role=DomainRole.DEVICE_MODEL, serves=served[d.ref]) if d.ref in served else d for d in domains
        )

    def _target(self, runner: Runner, timeout_s: float, domain: Domain) -> int | None:
        """The id of the guest that it serves (libxl_is_stubdom, libxl_utils.c)."""
        known = self._known
        if domain.ref in known:
            return known[domain.ref]
        try:
            completed = runner.run(commands.read_store(f"/local/domain/{domain.domid}/target"), timeout_s=timeout_s)
        except HostError:
            raise
        except XenError:  # asked again at the next listing
            return None
        word = completed.stdout.strip()
        target = int(word) if word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS else None
        # xenstore may not name the guest yet while the stub domain is being built.
        if target is not None or domain.state is DomainState.RUNNING:
            self._known = {**self._known, domain.ref: target}
        return target


def whose(domain: Domain) -> str:
    """A sentence that says which guest a stub domain serves; empty for any other domain."""
    if domain.role is not DomainRole.DEVICE_MODEL:
        return ""
    served = (
        f"{domain.serves.name or '(no name)'} (id {domain.serves.domid})" if domain.serves else "a guest that is gone"
    )
    return f"It is the device model (stub domain) of {served}, which has no disks, network or screen without it."
