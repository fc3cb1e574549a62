"""The host bar."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from tests.widgets import samples
from tests.widgets.gallery import Gallery, play, seen_lines, strips
from tests.widgets.samples import MIB_KIB
from xentui_driver.model.cpu_use import NO_CPU_USE, CpuUse
from xentui_driver.model.node import NodeInfo
from xentui_driver.model.snapshot import Snapshot
from xentui_widgets.host_bar import HostBar
from xentui_widgets.symbols import Symbols

LOW = replace(samples.MEMORY, free_kib=300 * MIB_KIB)
SHOWN = st.fixed_dictionaries(
    {
        "snapshot": st.sampled_from((None, samples.snapshot(), samples.snapshot(memory=LOW))),
        "cpu": st.sampled_from((NO_CPU_USE, CpuUse(1310.0, (0.0, 1600.0, 3200.0)), CpuUse(90.0, (3200.0,) * 10))),
        "stale_s": st.sampled_from((None, 12.0)),
        "reason": st.just("xl hangs"),
        "interval_s": st.sampled_from((2, 10)),
        "frozen": st.booleans(),
        "simulated": st.booleans(),
        "clock_text": st.sampled_from(("14:03:27", "14:03:28", "9:00", "")),
        "label": st.sampled_from(("", "PROD", "本番")),
        "host_name": st.sampled_from(("dom0a", "dom0b")),
    }
)
"""What a bar may be told."""


def drawn(snapshot: Snapshot | None, width: int = 80, height: int = 30, **given: Any) -> list[str]:
    """The bar's lines."""
    said: dict[str, Any] = {
        "stale_s": None,
        "reason": "",
        "interval_s": 2.0,
        "frozen": False,
        "simulated": False,
        "clock_text": "14:03:27",
    }
    bar = HostBar(host_name="dom0a")
    lines: list[str] = []

    async def script(pilot: Pilot[None]) -> None:
        bar.show(snapshot, **{**said, **given})
        await pilot.pause()
        lines.extend(seen_lines(bar))

    play(Gallery(bar), script, (width, height))
    return lines


def test_it_takes_three_lines_and_two_where_there_are_few(host_snapshot: Snapshot) -> None:
    assert [len(drawn(host_snapshot, width)) for width in (80, 99, 100, 200)] == [3, 3, 3, 3]
    assert [line[:4] for line in drawn(host_snapshot, height=12)] == [" dom", " Mem"]


def test_it_names_the_host_and_what_it_is(host_snapshot: Snapshot) -> None:
    line = drawn(host_snapshot, 120)[0]
    assert line.startswith(" dom0a.example.net  Xen 4.17.7  credit2  32 CPUs  2 NUMA nodes  ")
    assert line.endswith("  14:03:27  every 2 s")


def test_numa_is_named_only_where_there_is_more_than_one_node(host_snapshot: Snapshot) -> None:
    alone = replace(host_snapshot, node=replace(host_snapshot.node, numa_nodes=1))
    assert "NUMA" not in drawn(alone, 120)[0]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 99, 100, 120, 200])
def test_the_host_the_clock_and_the_line_ends_survive_every_width(host_snapshot: Snapshot, width: int) -> None:
    lines = drawn(host_snapshot, width)
    assert lines[0].startswith(" dom0")
    assert ("14:03:27" if width > 20 else "too small") in lines[0]


@settings(max_examples=30, deadline=None)
@given(st.integers(20, 130), st.integers(5, 40), st.sampled_from(("dom0a", "dom0a.example.net", "x" * 60)))
def test_a_screen_that_is_too_small_is_told_so_beside_the_host(width: int, height: int, host: str) -> None:
    line = drawn(replace(samples.snapshot(), host_name=host), width, height)[0]
    assert line.startswith(f" {host[:4]}")
    assert any(words in line for words in ("too small", "needs 80x24")) is (width < 80 or height < 24)


def test_what_guards_a_host_stays_on_a_screen_that_is_too_small(host_snapshot: Snapshot) -> None:
    line = drawn(host_snapshot, 40, 12, label="PROD", read_only=True)[0]
    assert "PROD" in line
    assert "READ-ONLY" in line


def test_the_figures_add_up_in_words(host_snapshot: Snapshot) -> None:
    text = " ".join(drawn(host_snapshot, 120))
    for figure in ("dom0 4.0", "guests 201.0", "Xen 2.0 GiB", "49.0 of 256.0 GiB free"):
        assert figure in text


def test_little_free_memory_is_said_in_words() -> None:
    assert "low: 0.3 of " in drawn(samples.snapshot(memory=LOW))[2]


def test_unknown_memory_is_a_dash() -> None:
    assert drawn(samples.snapshot(memory=None))[2] == " Mem -"
    assert drawn(samples.snapshot(memory=None), 120)[1].endswith(" Mem -")


def test_the_cpu_is_told_in_percent_in_cpus_and_over_two_minutes(host_snapshot: Snapshot) -> None:
    line = drawn(host_snapshot, cpu=CpuUse(1310.0, (0.0, 1600.0, 3200.0)))[1]
    assert line.startswith(" CPU ■■■■■■■")
    assert line.rstrip().endswith(" 41 %  13.1 of 32 busy        ▁▅█")
    assert drawn(host_snapshot)[1].startswith(" CPU -")
    assert drawn(samples.snapshot(node=NodeInfo()), cpu=CpuUse(50.0))[1] == " CPU -"


RATES = samples.rates((84e6, 12e6), (850e3, 0.0))
NETWORK, DISKS = "net  ↓ 84M ↑ 12M/s", "disk r850k w   0/s"


def test_the_traffic_stands_beside_the_gauges_where_they_keep_their_room(host_snapshot: Snapshot) -> None:
    lines = drawn(host_snapshot, cpu=CpuUse(1310.0), rates=RATES)
    assert [lines[1].rstrip()[-len(NETWORK) :], lines[2].rstrip()[-len(DISKS) :]] == [NETWORK, DISKS]
    assert "13.1 of 32 busy" in lines[1]
    assert "49.0 of 256.0 GiB free" in lines[2]
    assert NETWORK not in " ".join(drawn(host_snapshot, 60, rates=RATES))


def test_on_a_wide_screen_the_traffic_stands_below_the_cpu(host_snapshot: Snapshot) -> None:
    for width in (100, 120, 200):
        lines = drawn(host_snapshot, width, rates=RATES)
        assert lines[2].startswith(f"     {NETWORK}    {DISKS}  ")
        assert "guests 201.0" in lines[2]


def test_traffic_that_is_not_known_takes_no_room(host_snapshot: Snapshot) -> None:
    assert drawn(host_snapshot, rates=samples.rates()) == drawn(host_snapshot)
    only_disks = drawn(host_snapshot, rates=samples.rates(disk=(850e3, 0.0)))
    assert "net" not in only_disks[1]
    assert only_disks[2].rstrip().endswith(DISKS)


def test_the_gauges_stay_as_wide_whatever_the_traffic_is(host_snapshot: Snapshot) -> None:
    bars = set()
    for rate in (0.0, 12.0, 1.2e6, 850e6, 3e12):
        line = drawn(host_snapshot, rates=samples.rates((rate, rate), (rate, rate)))[2]
        bars.add(line.split("disk")[0])
    assert len(bars) == 1


def test_what_the_node_did_not_say_is_a_dash() -> None:
    assert drawn(samples.snapshot(node=NodeInfo()))[0].split()[:4] == ["dom0a", "Xen", "-", "-"]


def test_old_data_says_how_old_and_why(host_snapshot: Snapshot) -> None:
    line = drawn(host_snapshot, stale_s=12.4, reason="xl list: no answer")[0]
    assert "stale 12 s: xl list: no answer" in line


def test_a_host_that_never_answered_says_so() -> None:
    assert "waiting for the first answer" in drawn(None)[0]
    assert "dom0a  no answer for 5 s: refused" in drawn(None, stale_s=5, reason="refused")[0]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_why_a_host_never_answered_is_not_cut_while_lines_are_free(width: int) -> None:
    reason = "xl has not answered for 12 s: it may wait for its lock"
    first, *below = drawn(None, width, stale_s=12, reason=reason, simulated=True)
    assert "no answer for 12 s" in first
    assert reason in " ".join(line.strip() for line in (first.split("s: ", 1)[-1].split("  ")[0], *below))


def test_frozen_and_simulated_are_said_in_words(host_snapshot: Snapshot) -> None:
    line = drawn(host_snapshot, frozen=True, simulated=True)[0]
    assert "SIMULATED HOST" in line
    assert "frozen" in line
    assert "every" not in line


@pytest.mark.parametrize("width", [30, 40, 80, 99, 100, 120, 200])
def test_the_label_is_there_in_words_at_every_width(host_snapshot: Snapshot, width: int) -> None:
    line = drawn(host_snapshot, width, label="PROD", read_only=True, frozen=True, simulated=True)[0]
    assert line.endswith(" PROD")
    assert line.startswith(" dom0")


def test_read_only_is_said_in_words(host_snapshot: Snapshot) -> None:
    assert "  READ-ONLY " in drawn(host_snapshot, read_only=True)[0]
    assert "READ-ONLY" not in drawn(host_snapshot)[0]


def test_a_long_label_is_cut_and_a_hostile_one_is_harmless(host_snapshot: Snapshot) -> None:
    line = drawn(host_snapshot, 40, label="the one that pays our wages")[0]
    assert line.endswith(" the one that pays our…")
    assert "PR␛D" in drawn(host_snapshot, label="PR\x1bD")[0]


def test_the_label_is_seen_without_colours_and_without_unicode(host_snapshot: Snapshot, symbols: Symbols) -> None:
    bar = HostBar(symbols=symbols)
    said: dict[str, Any] = {"stale_s": None, "reason": "", "interval_s": 2, "frozen": False, "simulated": False}

    async def script(pilot: Pilot[None]) -> None:
        bar.show(host_snapshot, clock_text="14:03:27", label="PROD", label_style="label blue", **said)
        await pilot.pause()
        segment = next(segment for segment in strips(bar)[0] if "PROD" in segment.text)
        assert segment.text == ("[PROD]" if symbols.ascii_only else " PROD ")
        assert segment.style is not None
        assert segment.style.reverse
        assert segment.style.color is not None
        assert segment.style.color.name == "blue"

    play(Gallery(bar), script)


def test_every_line_fills_the_width_of_the_bar(host_snapshot: Snapshot, symbols: Symbols) -> None:
    bar = HostBar(symbols=symbols)

    async def script(pilot: Pilot[None]) -> None:
        bar.show(
            host_snapshot,
            stale_s=None,
            reason="",
            interval_s=2,
            frozen=False,
            simulated=True,
            clock_text="14:03:27",
        )
        await pilot.pause()
        assert {strip.cell_length for strip in strips(bar)} == {80}

    play(Gallery(bar), script)


def test_a_tick_repaints_the_clock_alone(host_snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    bar = HostBar()
    said: dict[str, Any] = {"stale_s": None, "reason": "", "interval_s": 2, "frozen": False, "simulated": False}

    async def script(pilot: Pilot[None]) -> None:
        bar.show(host_snapshot, clock_text="14:03:27", **said)
        await pilot.pause()
        asked: list[object] = []
        monkeypatch.setattr(bar, "refresh", lambda *regions: asked.extend(regions))
        bar.show(host_snapshot, clock_text="14:03:28", **said)
        await pilot.pause()
        assert "14:03:28" in seen_lines(bar)[0]
        assert asked == []

    play(Gallery(bar), script)


@settings(max_examples=25)
@given(SHOWN, SHOWN)
def test_what_was_shown_before_leaves_no_trace(before: dict[str, Any], after: dict[str, Any]) -> None:
    changed, new = HostBar(host_name="dom0a"), HostBar(host_name="dom0a")

    async def script(pilot: Pilot[None]) -> None:
        changed.show(**before)
        await pilot.pause()
        changed.show(**after)
        new.show(**after)
        await pilot.pause()
        assert seen_lines(changed) == seen_lines(new)

    play(Gallery(changed, new), script, (after["interval_s"] * 10 + 40, 30))


def test_before_the_first_picture_it_says_what_is_lacking() -> None:
    assert "no answer for 12 s: xl hangs" in drawn(None, stale_s=12.4, reason="xl hangs")[0]
    lacking = drawn(None, stale_s=12.4, reason="xl list, line 2: no row", lack="no readable answer")[0]
    assert "no readable answer for 12 s: xl list, line 2" in lacking
