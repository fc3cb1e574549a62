"""Finds where a guest is whose migration was begun: what each of the two hosts shows, as values.

Words are made of these values. Nothing is decided on the words: a guest may be called `runs on`.
"""

from collections.abc import Iterable
from enum import Enum

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState
from xentui_driver.model.errors import XenError
from xentui_driver.model.identity import guest_name, identifies
from xentui_driver.toolstack.listing import read_listing
from xentui_driver.toolstack.neighbour import Neighbour
from xentui_driver.toolstack.xl import Xl, label, state_words


class Here(Enum):
    """What the source shows of the guest."""

    GONE = "gone"
    HERE = "here"
    HANDED_OVER = "handed over"
    """Its copy is left, suspended and called `--migratedaway`: the target was told to run it."""
    NOT_SEEN = "not seen"


class There(Enum):
    """What the target shows of the guest."""

    ABSENT = "absent"
    ARRIVING = "arriving"
    """An `--incoming` copy, which has not run."""
    RUNS = "runs"
    STANDS = "stands"
    """It exists under its own name, but doesn't run."""
    NOT_SEEN = "not seen"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Both sides at one moment."""

    ref: DomainRef
    host: str
    """The target."""
    here: Here
    there: There
    domain_here: Domain | None = None
    domain_there: Domain | None = None
    unseen_here: str = ""
    """Why this host could not be looked at."""
    unseen_there: str = ""

    @property
    def never_left(self) -> bool:
        """Whether it is certainly here, and no copy of it was allowed to run at the target."""
        if self.here is not Here.HERE or self.domain_here is None:
            return False
        if self.there is There.NOT_SEEN:
            return self.domain_here.state is DomainState.RUNNING  # xl gives it back its name before it lets it go on
        return self.there in (There.ABSENT, There.ARRIVING)

    @property
    def here_words(self) -> str:
        """How it stands here, as words after `it`."""
        if self.here is Here.NOT_SEEN:
            return f"may or may not be here (can't be checked: {self.unseen_here})"
        if self.domain_here is None:
            return "is gone from here"
        return f"is still here as {label(self.domain_here)}, {state_words(self.domain_here)}"

    @property
    def there_words(self) -> str:
        """How it stands at the target, as words after `it`."""
        if self.there is There.NOT_SEEN:
            return f"may or may not be on {self.host} (can't be checked: {self.unseen_there})"
        if self.domain_there is None:
            return f"is not on {self.host}"
        if self.there is There.RUNS:
            return f"runs on {self.host} as id {self.domain_there.domid}"
        return f"is on {self.host} as {label(self.domain_there)}, {state_words(self.domain_there)}"

    @property
    def words(self) -> str:
        """A sentence about both hosts."""
        return f"{self.ref.name} {self.here_words}, and {self.there_words}."

    @property
    def next_step(self) -> str:
        """What to do when the migration has failed."""
        if self.there is There.RUNS and self.here is Here.HANDED_OVER:
            return (
                "Do not resume it here: it would run twice on the same disks. Force off the copy that is left "
                "here (do: destroy)."
            )
        if self.there is There.RUNS and self.here is Here.HERE:
            return (
                "Two copies may be running on the same disks: find out which one is right, and force off the "
                "other at once (do: destroy)."
            )
        if self.there is There.ABSENT and self.here is Here.HERE:
            return "Fix the cause, then migrate again (do: migrate)."
        if self.there is There.ARRIVING and self.here is Here.HERE:
            return (
                f"Fix the cause. On {self.host}, discard the copy that is left there and has not run (do: discard); "
                "then migrate again (do: migrate)."
            )
        return "Check both hosts before you start it anywhere: it must not run twice on the same disks."


def find(xl: Xl, ref: DomainRef, host: str) -> Whereabouts:
    """Look at both hosts; that one can't be looked at is an answer too."""
    here, domain_here, unseen_here = _here(xl, ref)
    there, domain_there, unseen_there = _there(xl, ref, host)
    return Whereabouts(ref, host, here, there, domain_here, domain_there, unseen_here, unseen_there)


def _here(xl: Xl, ref: DomainRef) -> tuple[Here, Domain | None, str]:
    try:
        domain = _likeliest(d for d in xl.listing().domains if is_copy_of(d, ref) and d.role is not DomainRole.INCOMING)
    except XenError as error:
        return Here.NOT_SEEN, None, error.summary
    if domain is None:
        return Here.GONE, None, ""
    return Here.HANDED_OVER if domain.role is DomainRole.MIGRATED_AWAY else Here.HERE, domain, ""


def _there(xl: Xl, ref: DomainRef, host: str) -> tuple[There, Domain | None, str]:
    try:
        domains = read_listing(Neighbour(xl.transport, host), xl.limits.ssh_s).domains
    except XenError as error:
        return There.NOT_SEEN, None, error.summary
    domain = _likeliest(d for d in domains if is_copy_of(d, ref))
    if domain is None:
        return There.ABSENT, None, ""
    if domain.role is DomainRole.INCOMING:
        return There.ARRIVING, domain, ""
    runs = domain.role is DomainRole.GUEST and domain.state is DomainState.RUNNING
    return There.RUNS if runs else There.STANDS, domain, ""


def is_copy_of(domain: Domain, ref: DomainRef) -> bool:
    """Compares UUIDs, on any host; a UUID of zeros says nothing, and then the guest's own name counts."""
    if identifies(ref.uuid):
        return domain.uuid == ref.uuid
    return bool(ref.name) and guest_name(domain.name) == guest_name(ref.name) and not identifies(domain.uuid)


def _likeliest(domains: Iterable[Domain]) -> Domain | None:
    """Prefers a guest under its own name to the remains of a migration."""
    return min(domains, key=lambda domain: (domain.role is not DomainRole.GUEST, domain.domid), default=None)
