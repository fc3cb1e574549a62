"""Judges evidence: the likely causes of a guest's end, the most likely first; a function without a host."""

from collections.abc import Iterator, Sequence

from xentui_driver.host.death.death import UNKNOWN, Cause
from xentui_driver.host.death.evidence import Ending, Evidence, Place, Touch
from xentui_driver.host.death.signs import END_SIGNS, NO_MEMORY, START_SIGNS, Sign
from xentui_driver.model.dataclass import replace
from xentui_driver.model.job import Verdict
from xentui_driver.model.text import harmless
from xentui_driver.toolstack.cause import cause_of, plain_words

STARTING = frozenset({"start", "start_attached", "start_paused", "restore", "restore_paused", "reset"})
"""The operations that build a guest."""
_LONGEST_WORD = 200
_MEANT = {
    Ending.DESTROYED: frozenset({"destroy", "reset", "discard", "save", "migrate"}),
    Ending.GONE: frozenset({"destroy", "reset", "discard", "save", "migrate", "stop", "stop_acpi"}),
    Ending.POWERED_OFF: frozenset({"stop", "stop_acpi", "await_stop"}),
    Ending.REBOOTED: frozenset({"reboot"}),
    Ending.SUSPENDED: frozenset({"save", "migrate"}),
}
"""The operations that an ending of that kind is the purpose of."""
_AFTER_A_STOP = "Nothing is wrong with the guest; start it (do: start) when it should run."
_AFTER = {
    "migrate": "It runs on the host that it was moved to: don't start it here too.",
    "save": "Bring it back from its file (do: restore).",
    "reboot": "Nothing is wrong with the guest.",
    "reset": "Nothing is wrong with the guest.",
}
"""The next step after an operation that had the end for its purpose."""
_BY_ITSELF = (Ending.CRASHED, Ending.WATCHDOG, Ending.REBOOTED)
"""The endings that a guest's own console, or Xen, may explain."""

_ENDINGS = {
    Ending.POWERED_OFF: Cause(
        "powered-off",
        "It powered off: somebody did that inside the guest, or asked it to with `xl shutdown`, not with xentui.",
        "If it should run, start it (do: start); its own logs say who shut it down.",
    ),
    Ending.REBOOTED: Cause(
        "rebooted",
        "It rebooted: somebody did that inside the guest, or asked it to with `xl reboot`, not with xentui.",
        "Its own logs say who rebooted it.",
    ),
    Ending.SUSPENDED: Cause(
        "suspended",
        "It was suspended, to a file or on the way to another host, not with xentui.",
        "Look for it on the other hosts before it is started here.",
    ),
    Ending.DESTROYED: Cause(
        "destroyed",
        "Somebody pulled its plug: with `xl destroy` or another tool, not with xentui.",
        "Ask who works on this host; start it (do: start) if it should run.",
    ),
    Ending.CRASHED: Cause(
        UNKNOWN,
        "It crashed: its kernel panicked, or Xen ended it for a fault. Nothing that is kept says which.",
        "Have what guests print kept, so that the next crash tells. If it isn't back, force off what is left of it "
        "(do: destroy) and start it (do: start).",
    ),
    Ending.WATCHDOG: Cause(
        "watchdog",
        "Its watchdog wasn't patted in time, so Xen ended it: the guest hung, or had too little CPU.",
        "Check how busy the host's CPUs were then, and the guest's own logs of the minutes before.",
    ),
    Ending.GONE: Cause(
        UNKNOWN,
        "It isn't on this host, and nothing says how it has ended: its monitor was gone, or its log has been removed.",
        "Look for it on the other hosts, and at what dom0 logged then; start it (do: start) if it runs nowhere.",
    ),
}
"""What an ending alone tells."""
_NO_TRACE = Cause(
    UNKNOWN,
    "It doesn't run, and no trace of an end is here: it hasn't been started since the logs were last removed.",
    "Start it (do: start): if that fails, the reason is kept.",
)
_START_IT = "Start it (do: start): if the reason still stands, it is shown at once."
_MODEL_DIED = Cause(
    "device-model-died",
    "Its device model (QEMU) has died: the guest can't reach its disks, network or screen any more.",
    "Look in dom0's kernel log for an out-of-memory kill; then force it off (do: destroy) and start it (do: start).",
)
_RUNS = Cause("runs", "It runs, and no end of it is known.", "If it doesn't answer, look at its console (do: console).")


def causes_of(evidence: Evidence) -> tuple[Cause, ...]:
    """At least one."""
    if (failed := failed_start(evidence)) is not None:
        signs = (_with_figures(cause, failed) for cause in _signs(evidence, START_SIGNS))
        return (*signs, Cause("start-failed", failed.words, failed.next_step))
    if said := evidence.lines(Place.TOOLSTACK):
        why = plain_words(cause_of("\n".join(said)))
        return (*_signs(evidence, START_SIGNS), Cause("start-failed", f"It could not be built again: {why}", _START_IT))
    found = (*_model_died(evidence), *_on_purpose(evidence), *_shown(evidence))
    if found:
        return found
    if evidence.ending is None:
        return (_RUNS if evidence.is_running else _NO_TRACE,)
    return (_ENDINGS[evidence.ending],)


def _with_figures(cause: Cause, failed: Touch) -> Cause:
    """Where memory was short, the attempt has read how much, and who could give some."""
    return replace(cause, next_step=f"{failed.next_step} {cause.next_step}".strip()) if cause.id == NO_MEMORY else cause


def _model_died(evidence: Evidence) -> Iterator[Cause]:
    if evidence.has_device_model is False:
        yield _MODEL_DIED


def _shown(evidence: Evidence) -> Iterator[Cause]:
    """What its own console or Xen shows, where that may explain how it has ended."""
    if evidence.ending in _BY_ITSELF or (evidence.is_running and evidence.ending is None):
        yield from _signs(evidence, END_SIGNS)


def failed_start(evidence: Evidence) -> Touch | None:
    """The attempt to start it that failed, if nothing came after it."""
    last = next((touch for touch in reversed(evidence.touches) if touch.operation in STARTING), None)
    if last is None or last.verdict is not Verdict.FAILED or evidence.is_running:
        return None
    return last if evidence.ended_s is None or last.at_s >= evidence.ended_s else None


def _on_purpose(evidence: Evidence) -> Iterator[Cause]:
    """The operator's doing: of that domain, or the last one where the domain isn't known."""
    meant = _MEANT.get(evidence.ending, frozenset()) if evidence.ending is not None else frozenset()
    for touch in reversed(evidence.touches):
        is_same = None in (touch.domid, evidence.domid) or touch.domid == evidence.domid
        if touch.operation in meant and is_same and touch.verdict not in (Verdict.REFUSED, Verdict.WAITING):
            yield Cause(
                f"operator-{touch.operation.replace('_', '-')}",
                f"{touch.who} did it on purpose: {touch.title}.",
                _AFTER.get(touch.operation, _AFTER_A_STOP),
            )
            return


def _signs(evidence: Evidence, signs: Sequence[Sign]) -> Iterator[Cause]:
    """A line is the sign of one cause: the first in the table is the most exact."""
    taken: set[str] = set()
    for sign in signs:
        matches = ((line, sign.words.search(line)) for line in reversed(evidence.lines(sign.place)))
        line, found = next(((line, found) for line, found in matches if found is not None), ("", None))
        if found is not None and line not in taken:
            taken.add(line)
            groups = [harmless(group or "", _LONGEST_WORD) for group in found.groups()]
            yield Cause(sign.id, sign.cause.format(*groups), sign.next_step.format(*groups), sign.place, line)
