"""Finds the domains that a start made, also a failed one: by UUID and by xl's own words, for one may have no name."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import ALIVE_STATES, Domain, DomainRole, DomainState
from xentui_driver.model.errors import XenError
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.memory_size import memory_words
from xentui_driver.toolstack.known_messages import change_error
from xentui_driver.toolstack.listing import Listing
from xentui_driver.toolstack.way_out import DESTROY_NAMELESS
from xentui_driver.toolstack.xl import Report, Xl, label, state_words
from xentui_driver.transport.protocol import Completed

NOTHING_LEFT = "It has no domain."
_BUILT = lazy_pattern(r"\bDomain (\d{1,5}):")
"""With each error libxl says which domain it is about (libxl_internal.c)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The guest that was to be built, and the domains that existed before."""

    before: Listing
    uuid: str | None
    name: str | None
    """The name as `xl list` shows it."""

    def built(self, now: Listing, said: str = "") -> tuple[Domain, ...]:
        """The new domains of this guest: by UUID, else by name or by what xl said."""
        told = {int(number) for number in _BUILT.findall(said)}
        return tuple(domain for domain in self._new(now) if self._is_it(domain, told))

    def may_be(self, now: Listing) -> tuple[Domain, ...]:
        """New domains without a name that may be this guest's, where no UUID tells."""
        new = self._new(now) if self.uuid is None else ()
        return tuple(domain for domain in new if domain.role is DomainRole.NAMELESS)

    def _new(self, now: Listing) -> tuple[Domain, ...]:
        known = {(domain.domid, domain.uuid) for domain in self.before.domains}
        return tuple(domain for domain in now.domains if (domain.domid, domain.uuid) not in known)

    def _is_it(self, domain: Domain, told: set[int]) -> bool:
        if self.uuid is not None:
            return domain.uuid == self.uuid
        if self.name is None:  # a saved state that doesn't say whose it is
            return True
        return domain.domid in told or (bool(domain.name) and domain.name == self.name)


def not_built(xl: Xl, wanted: Wanted, completed: Completed, what: str, *, report: Report, also: str = "") -> XenError:
    """Why a start has failed, what is left of it now, and what to do about that.

    libxl itself destroys what it could not finish, and that takes a while.
    """
    said = completed.stdout + completed.stderr
    settled = xl.look_until(
        lambda now: not any(domain.role is DomainRole.NAMELESS for domain in _left(wanted, now, said)),
        xl.limits.clear_s,
        lambda _: report("it failed; what was built is being torn down"),
    )
    now = settled if settled is not None else xl.listing()
    left, is_certain = _left(wanted, now, said), bool(wanted.built(now, said))
    standing = " ".join(_standing(domain, is_certain=is_certain) for domain in left) or NOTHING_LEFT
    error = change_error(completed, what, state_now=f"{standing} {also}".strip())
    error.next_step = " ".join((*map(_advice, left), error.next_step))
    return error


def _left(wanted: Wanted, now: Listing, said: str) -> tuple[Domain, ...]:
    return wanted.built(now, said) or wanted.may_be(now)


def _standing(domain: Domain, *, is_certain: bool) -> str:
    if not is_certain:
        return f"{label(domain)} has appeared meanwhile, {_held(domain)}: it may be left over from this."
    if domain.state in ALIVE_STATES and domain.role is DomainRole.GUEST:
        # For example when its log can't be opened: the monitor dies, the guest doesn't (xl_vmcontrol.c).
        return f"But {label(domain)} exists, {state_words(domain)}, probably without a monitor to restart it."
    return f"{label(domain)} is left over, {_held(domain)}."


def _held(domain: Domain) -> str:
    return f"{state_words(domain)}, {memory_words(domain.memory_kib)}"


def _advice(domain: Domain) -> str:
    if domain.state is DomainState.DYING:
        return f"Domain {domain.domid} is dead; its memory comes back when the domain that maps its pages lets go."
    if domain.role is DomainRole.NAMELESS:
        return f"Force it off by its id, {domain.domid} (do: {DESTROY_NAMELESS})."
    return f"Force off {label(domain)} (do: destroy), unless it does what it should."
