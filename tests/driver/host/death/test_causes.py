"""Evidence is judged without a host: whatever was printed, there is one cause at least."""

from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.host.death.causes import causes_of
from xentui_driver.host.death.death import UNKNOWN
from xentui_driver.host.death.evidence import Ending, Evidence, Excerpt, Place, Touch
from xentui_driver.host.death.signs import NO_MEMORY
from xentui_driver.model.job import Verdict
from xentui_driver.model.text import harmless

PANIC = "[    5.1] Kernel panic - not syncing: Fatal exception"
SAID = st.one_of(st.text(), st.sampled_from((PANIC, "(XEN) Domain 3 (vcpu#0) crashed on cpu#0:", "{0} {x}")))
EXCERPTS = st.builds(
    lambda place, lines: Excerpt(place, "", tuple(map(harmless, lines))), st.sampled_from(Place), st.lists(SAID)
)
TOUCHES = st.builds(
    Touch,
    st.sampled_from(("start", "destroy", "stop", "balloon", "reset")),
    st.text(),
    st.text(),
    st.floats(0, 1e9),
    st.sampled_from(Verdict),
    st.text(),
    st.none() | st.integers(0, 5),
)


def evidence(ending: Ending | None, *lines: str, is_running: bool = False) -> Evidence:
    return Evidence("web", None, is_running, ending, 3, excerpts=(Excerpt(Place.CONSOLE, "log", lines),))


@given(
    st.booleans(),
    st.none() | st.sampled_from(Ending),
    st.none() | st.booleans(),
    st.lists(EXCERPTS, max_size=4),
    st.lists(TOUCHES, max_size=4),
)
def test_there_is_a_cause_and_a_next_step(
    is_running: bool,
    ending: Ending | None,
    has_device_model: bool | None,
    excerpts: list[Excerpt],
    touches: list[Touch],
) -> None:
    found = causes_of(
        Evidence(
            "web",
            None,
            is_running,
            ending,
            3,
            has_device_model=has_device_model,
            excerpts=tuple(excerpts),
            touches=tuple(touches),
        )
    )
    assert found
    assert all(cause.id and harmless(cause.words) == cause.words[:4096] for cause in found if cause.place)
    assert len({cause.line for cause in found if cause.line}) == sum(bool(cause.line) for cause in found)


def test_a_panic_of_an_earlier_boot_does_not_explain_a_poweroff() -> None:
    (cause,) = causes_of(evidence(Ending.POWERED_OFF, PANIC))
    assert cause.id == "powered-off"


def test_a_reboot_after_a_panic_is_explained_by_the_panic() -> None:
    assert causes_of(evidence(Ending.REBOOTED, PANIC))[0].id == "guest-panic"


def test_a_crash_that_nothing_tells_of_is_not_known_and_says_so() -> None:
    (cause,) = causes_of(evidence(Ending.CRASHED, "login:"))
    assert cause.id == UNKNOWN
    assert not cause.is_known
    assert "Nothing that is kept says which" in cause.words


def test_nobody_is_told_to_start_a_guest_that_was_moved() -> None:
    moved = Touch("migrate", "Migrate web", "ann", 1.0, Verdict.SUCCEEDED, "", 3)
    (cause,) = causes_of(Evidence("web", None, False, Ending.SUSPENDED, 3, touches=(moved,)))
    assert cause.id == "operator-migrate"
    assert "(do: start)" not in cause.next_step


def test_a_guest_that_runs_has_no_cause_of_death() -> None:
    (cause,) = causes_of(evidence(None, "login:", is_running=True))
    assert cause.id == "runs"


def test_a_start_that_lacked_memory_is_told_with_the_figures_that_its_job_has_read() -> None:
    figures = "It needs 200.8 GiB, and the host has 118.2 GiB free: 82.6 GiB too little."
    failed = Touch("start", "Start web", "ann", 1.0, Verdict.FAILED, "It was not started.", None, figures)
    said = Excerpt(Place.TOOLSTACK, "", ("libxl: error: failed to free memory for the domain",))
    first, *_ = causes_of(Evidence("web", None, False, None, None, touches=(failed,), excerpts=(said,)))
    assert first.id == NO_MEMORY
    assert first.next_step.startswith(f"{figures} Give it less memory in the definition (do: edit)")
