"""The heading, the key bar, the event log and the details."""

from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from tests.widgets import samples
from tests.widgets.gallery import Gallery, play, text_lines
from xentui_driver.model.instance import Instance
from xentui_widgets.columns import Doing
from xentui_widgets.details import DetailsPanel, TrafficMinutes
from xentui_widgets.event_log import Event, EventLog
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.title_line import TitleLine

KEYS = (
    KeyItem("s", "Start", "start", 5),
    KeyItem("x", "Stop", "stop", 5),
    KeyItem("m", "Migrate", "migrate", 1),
    KeyItem("?", "Help", "help", 9),
    KeyItem("q", "Quit", "quit", 9),
)


def drawn(widget: Widget, size: tuple[int, int] = (80, 24)) -> list[str]:
    lines: list[str] = []

    async def script(pilot: Pilot[None]) -> None:
        lines.extend(text_lines(widget))

    play(Gallery(widget), script, size)
    return lines


def test_a_heading_shows_its_parts_in_a_rule() -> None:
    heading = TitleLine()
    heading.show("Guests 15", "filter: web", right="2 columns hidden")
    (line,) = drawn(heading, (60, 5))
    assert line.startswith("─ Guests 15 ─ filter: web ──")
    assert line.endswith("── 2 columns hidden ─")


def test_the_key_bar_shows_keys_and_status() -> None:
    bar = KeyBar()
    bar.show(KEYS, "1 job")
    (line,) = drawn(bar)
    assert line.startswith(" s Start  x Stop  m Migrate  ? Help  q Quit ")
    assert line.endswith(" 1 job")


def test_a_narrow_key_bar_keeps_the_important_keys() -> None:
    bar = KeyBar()
    bar.show(KEYS, "1 job")
    assert drawn(bar, (34, 5)) == [" s Start  ? Help  q Quit    1 job"]


@pytest.mark.parametrize(("x", "pressed"), [(1, ["start"]), (7, ["start"]), (8, []), (10, ["stop"]), (70, [])])
def test_a_click_on_a_key_presses_it(x: int, pressed: list[str]) -> None:
    bar = KeyBar()
    bar.show(KEYS)
    gallery = Gallery(bar)

    async def script(pilot: Pilot[None]) -> None:
        await pilot.click(KeyBar, offset=(x, 0))
        assert [message.action_id for message in gallery.heard if isinstance(message, KeyBar.Pressed)] == pressed

    play(gallery, script)


def event(number: int) -> Event:
    return Event(f"14:00:{number:02}", "db-1", f"event {number}", command="xl shutdown -w 9")


def test_the_newest_event_is_at_the_bottom() -> None:
    log = EventLog()
    log.show(event(number) for number in range(9))
    log.add(event(9))
    assert [line.split("event ")[1].split()[0] for line in drawn(log)] == ["8", "9"]


def events(count: int) -> EventLog:
    log = EventLog()
    log.show(event(number) for number in range(count))
    return log


def test_an_event_shows_its_command_where_there_is_room() -> None:
    assert drawn(events(1), (100, 24))[0].endswith("xl shutdown -w 9")
    assert "xl" not in drawn(events(1), (44, 24))[0]


def test_a_higher_screen_shows_a_heading_and_more_events() -> None:
    assert [len(drawn(events(50), (80, height))) for height in (24, 30, 40, 60)] == [2, 4, 5, 9]
    assert drawn(events(50), (80, 40))[0].startswith("─ Events ─")


def test_severity_is_told_by_a_sign_too() -> None:
    log = EventLog()
    log.show([Event("14:00", "a", "b", "warning"), Event("14:01", "a", "b", "error")])
    assert [line.split()[1] for line in drawn(log)] == ["!", "X"]


def test_the_host_of_an_event_is_readable_however_long_the_name_is() -> None:
    log = EventLog()
    log.show([Event("14:00:01", "web-01.example.net", "paused", host=host) for host in ("dom0a", "dom0b")])
    first, second = drawn(log)
    assert "web-01.example.n… on dom0a " in first
    assert "web-01.example.n… on dom0b " in second


def test_hosts_whose_long_names_differ_at_the_end_are_told_apart_in_the_events() -> None:
    log = EventLog()
    hosts = [f"rack-12-of-the-old-hall-dom0-{number}" for number in (1, 2)]
    log.show([Event("14:00:01", "web", "paused", host=host) for host in hosts])
    assert len(set(drawn(log))) == 2


def details(instance: Instance | None, doing: str = "") -> list[str]:
    panel = DetailsPanel()
    panel.show(instance, doing=Doing(doing) if doing else None)
    return drawn(panel, (120, 40))


def test_the_details_of_an_instance_are_all_there() -> None:
    text = " ".join(details(samples.running("web-1", 12)))
    for part in (
        "web-1 ─ * running",
        "UUID 7bb5acd8-4d94-433e-ba30-00000000000c",
        "id 12",
        "/etc/xen/web-1.cfg",
        "autostart no",
        "CPU 12.5 % of 400   vCPUs 4",
        "8.0 of 16.0 GiB   next start 8.0 GiB",
        "no problems",
    ):
        assert part in text


def test_the_details_show_the_traffic_of_each_direction_before_the_devices() -> None:
    web = samples.running("web-1", 12)
    assert web.definition is not None
    devices = replace(web.definition, disks=("phy:/dev/san/web,xvda,w", "b"), networks=("bridge=xenbr0",))
    rates = samples.rates((1.1e6, 0.0), (400e3, 9e6))
    lines = details(replace(web, definition=devices, rates=rates))
    assert "disk r400k w9.0M/s   phy:/dev/san/web,xvda,w (+1)" in lines[2]
    assert "net  ↓1.1M ↑   0/s   bridge=xenbr0" in lines[3]
    assert "net  ↓1.1M ↑   0/s" in details(replace(web, rates=rates))[3], "a guest without a definition has it too"
    assert "disk phy:/dev/san/web,xvda,w (+1)" in details(replace(web, definition=devices))[2]


def test_problems_are_told_in_words() -> None:
    big = next(kind for kind in samples.every_kind() if kind.key == "big")
    assert "! 2 problems: memory is above the host's; no disk" in details(big)[4]


def test_a_row_that_could_not_be_read_is_shown_as_it_was() -> None:
    unreadable = next(kind for kind in samples.every_kind() if kind.key == "unreadable")
    lines = details(unreadable)
    assert "text evil row" in lines[2]
    assert "no state letters in the row" in lines[3]


def test_an_operation_in_hand_is_named() -> None:
    assert "~ stopping" in details(samples.running("web-1", 12), "stopping")[0]


def test_every_kind_of_instance_can_be_shown() -> None:
    panel = DetailsPanel()

    async def script(pilot: Pilot[None]) -> None:
        for kind in (*samples.every_kind(), None):
            panel.show(kind)
            assert len(text_lines(panel)) == 5

    play(Gallery(panel), script, (120, 40))


def test_a_low_screen_has_the_heading_alone_with_the_most_important() -> None:
    panel = DetailsPanel()
    panel.show(samples.running("web-1", 12))
    (line,) = drawn(panel, (80, 24))
    assert line.startswith("─ web-1 ─ * running ─ id 12 ─ pvh ─ 8.0 of 16.0 GiB ─")
    assert drawn(DetailsPanel(), (80, 19)) == []


def test_a_low_screen_shows_the_traffic_as_far_as_there_is_room() -> None:
    web = replace(samples.running("web-1", 12), rates=samples.rates((1.1e6, 0.0), (400e3, 9e6)))
    lines = []
    for width in (80, 110):
        panel = DetailsPanel()
        panel.show(web)
        lines += drawn(panel, (width, 24))
    assert lines[0].startswith("─ web-1 ─ * running ─ id 12 ─ pvh ─ 8.0 of 16.0 GiB ─ net ↓1.1M ↑   0/s ──")
    assert "─ pvh ─ 8.0 of 16.0 GiB ─ net ↓1.1M ↑   0/s ─ disk r400k w9.0M/s ─" in lines[1]


def test_on_a_low_screen_nothing_is_cut_that_was_found_room_for() -> None:
    panel = DetailsPanel()
    panel.show(replace(samples.running("web-1", 12), rates=samples.rates((1.1e6, 0.0), (400e3, 9e6))))
    for width in range(40, 140):
        (line,) = panel.picture(width, 1)
        text = "".join(span.text for span in line)
        assert (len(text), "…" in text) == (width, False), text


def test_the_details_draw_the_last_minutes_of_traffic_where_there_is_room() -> None:
    instance = replace(samples.every_kind()[0], rates=samples.rates((1e6, 0.0), (2e6, 0.0)))
    for width, is_drawn in ((120, False), (200, True)):
        panel = DetailsPanel()
        panel.show(instance, minutes=lambda: TrafficMinutes((1e6, 61e6, None), (2e6, 2e6)))
        text = "\n".join(drawn(panel, (width, 40)))
        assert ("▁█·  peak 61M/s in 3 min" in text) is is_drawn
        assert ("██  peak 2.0M/s in 2 min" in text) is is_drawn
