"""Pauses and unpauses guests: each checked by a look at the domain."""

from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState
from xentui_driver.model.errors import CommandFailed, DomainChanged
from xentui_driver.model.outcome import Outcome
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.known_messages import change_error, complaints
from xentui_driver.toolstack.way_out import WAYS
from xentui_driver.toolstack.xl import Report, Xl, label, state_words


def pause(xl: Xl, ref: DomainRef, *, report: Report) -> Outcome:
    """Stop a guest's vCPUs where they are; it keeps its memory and knows nothing of it."""
    domain = xl.find_guest(ref, "Pausing")
    if domain.state is DomainState.PAUSED:
        return Outcome(f"{label(domain)} was already paused.")
    if domain.state is not DomainState.RUNNING:
        raise DomainChanged(
            f"{label(domain)} can't be paused: it is {state_words(domain)}.",
            state_now="Nothing was done.",
            next_step=WAYS[domain.state],
        )
    return _switch(xl, domain, commands.pause(domain.domid), paused=True, report=report)


def unpause(xl: Xl, ref: DomainRef, *, report: Report) -> Outcome:
    """Let a paused guest go on."""
    domain = xl.find_guest(ref, "Unpausing")
    if domain.role is DomainRole.INCOMING:
        raise DomainChanged(
            f"{label(domain)} is arriving in a migration; unpausing it now would break it.",
            state_now="Nothing was done.",
            next_step="Wait for the migration to end; if it has ended, discard the copy that it left (do: discard).",
        )
    if domain.state is DomainState.RUNNING:
        return Outcome(f"{label(domain)} was already running.")
    if domain.state is not DomainState.PAUSED:
        raise DomainChanged(
            f"{label(domain)} can't be unpaused: it is {state_words(domain)}.",
            state_now="Nothing was done.",
            next_step=WAYS[domain.state],
        )
    return _switch(xl, domain, commands.unpause(domain.domid), paused=False, report=report)


def _switch(xl: Xl, domain: Domain, argv: commands.Argv, *, paused: bool, report: Report) -> Outcome:
    """xl pause and unpause always exit with 0, so only the domain itself shows what happened."""
    completed = xl.change(argv, xl.limits.change_s, report)
    word = "paused" if paused else "running"
    now = xl.find(domain.ref)
    if (now.state is DomainState.PAUSED) is paused:
        words = f"{label(domain)} is {word}{'' if paused else ' again'}."
        return Outcome(words, commands.shown(argv), complaints(completed))
    if completed.exit_status == 0 and not paused and now.state is DomainState.PAUSED:
        raise CommandFailed(
            f"{label(domain)} is still paused: it was paused more than once.",  # Xen counts pauses
            argv=argv,
            detail=completed.stdout,
            state_now="It is paused.",
            next_step="Unpause it again (do: unpause).",
        )
    raise change_error(completed, f"{label(domain)} is not {word}", state_now=f"It is {state_words(now)}.")
