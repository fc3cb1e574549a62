"""The host bar."""

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.widgets import samples
from tests.widgets.gallery import Gallery, play, strips, text_lines
from tests.widgets.samples import MIB_KIB
from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.node import NodeInfo
from xentui_driver.model.snapshot import Snapshot
from xentui_widgets.host_bar import HostBar
from xentui_widgets.symbols import Symbols

LOW = replace(samples.MEMORY, free_kib=300 * MIB_KIB)


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
        lines.extend(text_lines(bar))

    play(Gallery(bar), script, (width, height))
    return lines


def test_it_takes_three_lines_and_two_where_there_are_few(host_snapshot: Snapshot) -> None:
    assert [len(drawn(host_snapshot, width)) for width in (80, 99, 100, 200)] == [3, 3, 3, 3]
    assert [line[:4] for line in drawn(host_snapshot, height=12)] == [" dom", " Mem"]


def test_it_names_the_host_and_what_it_is(host_snapshot: Snapshot) -> None:
    line = drawn(host_snapshot, 120)[0]
    assert line.startswith(" dom0a.example.net  Xen 4.17.7  credit2  32 CPUs  2 nodes  ")
    assert line.endswith("  14:03:27  every 2 s")


@pytest.mark.parametrize("width", [20, 40, 60, 80, 99, 100, 120, 200])
def test_the_host_the_clock_and_the_line_ends_survive_every_width(host_snapshot: Snapshot, width: int) -> None:
    lines = drawn(host_snapshot, width)
    assert lines[0].startswith(" dom0a")
    assert "14:03:27" in lines[0]


def test_the_figures_add_up_in_words(host_snapshot: Snapshot) -> None:
    text = " ".join(drawn(host_snapshot, 120))
    for figure in ("dom0 4.0", "guests 201.0", "Xen 2.0 GiB", "49.0 GiB of 256.0 GiB free"):
        assert figure in text


def test_little_free_memory_is_said_in_words() -> None:
    assert "low: 300 MiB of " in drawn(samples.snapshot(memory=LOW))[2]


def test_unknown_memory_is_a_dash() -> None:
    assert drawn(samples.snapshot(memory=None))[2] == " Mem -"
    assert drawn(samples.snapshot(memory=None), 120)[1].endswith(" Mem -")


def test_the_cpu_is_told_in_percent_in_cpus_and_over_two_minutes(host_snapshot: Snapshot) -> None:
    line = drawn(host_snapshot, cpu=CpuUse(1310.0, (0.0, 1600.0, 3200.0)))[1]
    assert line.startswith(" CPU ■■■■■■■")
    assert line.rstrip().endswith(" 41 %  13.1 of 32 busy        ▁▅█")
    assert drawn(host_snapshot)[1].startswith(" CPU -")
    assert drawn(samples.snapshot(node=NodeInfo()), cpu=CpuUse(50.0))[1] == " CPU -"


def test_what_the_node_did_not_say_is_a_dash() -> None:
    assert drawn(samples.snapshot(node=NodeInfo()))[0].split()[:4] == ["dom0a", "Xen", "-", "-"]


def test_old_data_says_how_old_and_why(host_snapshot: Snapshot) -> None:
    line = drawn(host_snapshot, stale_s=12.4, reason="xl list: no answer")[0]
    assert "stale 12 s: xl list: no answer" in line


def test_a_host_that_never_answered_says_so() -> None:
    assert "waiting for the first answer" in drawn(None)[0]
    assert "dom0a  no answer for 5 s: refused" in drawn(None, stale_s=5, reason="refused")[0]


def test_frozen_and_simulated_are_said_in_words(host_snapshot: Snapshot) -> None:
    line = drawn(host_snapshot, frozen=True, simulated=True)[0]
    assert "SIMULATED HOST" in line
    assert "frozen" in line
    assert "every" not in line


@pytest.mark.parametrize("width", [30, 40, 80, 99, 100, 120, 200])
def test_the_label_is_there_in_words_at_every_width(host_snapshot: Snapshot, width: int) -> None:
    line = drawn(host_snapshot, width, label="PROD", read_only=True, frozen=True, simulated=True)[0]
    assert line.endswith(" PROD")
    assert line.startswith(" dom0a")


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


def test_a_tick_of_the_clock_repaints_one_line(host_snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    bar = HostBar()
    said: dict[str, Any] = {"stale_s": None, "reason": "", "interval_s": 2, "frozen": False, "simulated": False}

    async def script(pilot: Pilot[None]) -> None:
        bar.show(host_snapshot, clock_text="14:03:27", **said)
        await pilot.pause()
        asked: list[object] = []
        monkeypatch.setattr(bar, "refresh", lambda *regions: asked.extend(regions))
        bar.show(host_snapshot, clock_text="14:03:28", **said)
        assert [getattr(region, "y", None) for region in asked] == [0]
        asked.clear()
        bar.show(host_snapshot, clock_text="14:03:28", **said)
        assert asked == []

    play(Gallery(bar), script)


def test_before_the_first_picture_it_says_what_is_lacking() -> None:
    assert "no answer for 12 s: xl hangs" in drawn(None, stale_s=12.4, reason="xl hangs")[0]
    lacking = drawn(None, stale_s=12.4, reason="xl list, line 2: no row", lack="no readable answer")[0]
    assert "no readable answer for 12 s: xl list, line 2" in lacking
