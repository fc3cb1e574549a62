"""How the widgets look, kept as pictures: `pytest --snapshot-update` takes them again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.widgets import samples
from tests.widgets.gallery import Gallery
from tests.widgets.samples import MIB_KIB
from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.row_key import RowKey
from xentui_driver.model.snapshot import Snapshot
from xentui_widgets.choice_bar import Choice
from xentui_widgets.columns import Doing
from xentui_widgets.details import DetailsPanel
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.event_log import Event, EventLog
from xentui_widgets.host_bar import HostBar
from xentui_widgets.instance_table import InstanceTable
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.symbols import ASCII, UNICODE, Symbols
from xentui_widgets.title_line import TitleLine

Compare = Callable[..., bool]

EVENTS = (
    Event("14:02:40", "web-2.example.net", "started by root", "success", "xl create /etc/xen/web-2.example.net.cfg"),
    Event("14:02:58", "mail.example.net", "crashed (watchdog); see d for the cause", "error"),
    Event("14:03:10", "dom0a", "free memory is low: 300 MiB", "warning"),
    Event("14:03:21", "db-1.example.net", "reboot requested by root (pts/3)", "information", "xl reboot 9"),
)
KEYS = tuple(
    KeyItem(key, label, label.lower(), importance)
    for key, label, importance in (
        ("s", "Start", 9),
        ("x", "Stop", 9),
        ("r", "Reboot", 8),
        ("p", "Pause", 6),
        ("b", "Memory", 5),
        ("c", "Console", 8),
        ("/", "Filter", 7),
        (":", "Commands", 4),
        ("?", "Help", 10),
        ("q", "Quit", 10),
    )
)
HOST_USE = {
    "cpu": CpuUse(1310.0, (200.0, 400.0, 600.0, 900.0, 1600.0, 3200.0, 2400.0, 1310.0)),
    "rates": samples.rates((84e6, 12e6), (850e3, 41e6)),
}
LOW = replace(samples.MEMORY, free_kib=300 * MIB_KIB, guests_kib=samples.MEMORY.guests_kib + 48 * 1024 * 1024)


def whole_screen(
    snapshot: Snapshot, *, symbols: Symbols = UNICODE, doing: dict[RowKey, Doing] | None = None, **said: Any
) -> Gallery:
    """All widgets as the main screen has them."""
    bar, title = HostBar(symbols=symbols), TitleLine(symbols=symbols)
    table, details = InstanceTable(symbols=symbols), DetailsPanel(symbols=symbols)
    log, keys = EventLog(symbols=symbols), KeyBar(symbols=symbols)
    told: dict[str, Any] = {"stale_s": None, "reason": "", "frozen": False, "simulated": False, **HOST_USE, **said}

    def fill() -> None:
        bar.show(snapshot, interval_s=2, clock_text="14:03:27", **told)
        title.show(f"Instances {len(snapshot.instances)}", "filter: example")
        table.need({each.row_key: 0 for each in snapshot.instances if each.has_trouble})
        table.show(snapshot.instances, dimmed=told["stale_s"] is not None, doing=doing or {})
        table.toggle_mark()
        table.toggle_mark()
        details.show(table.current)
        log.show(EVENTS)
        keys.show(KEYS, "2 marked")

    return Gallery(bar, title, table, details, log, keys, fill=fill)


def test_a_small_screen(snap_compare: Compare) -> None:
    assert snap_compare(whole_screen(samples.snapshot()), terminal_size=(80, 24))


def test_a_large_screen(snap_compare: Compare) -> None:
    gallery = whole_screen(
        samples.snapshot(), doing={RowKey("", "web-2.example.net"): Doing("stopping", "", "0:42")}, simulated=True
    )
    assert snap_compare(gallery, terminal_size=(120, 40))


def test_a_very_large_screen(snap_compare: Compare) -> None:
    assert snap_compare(whole_screen(samples.snapshot()), terminal_size=(160, 48))


def test_an_ascii_screen(snap_compare: Compare) -> None:
    assert snap_compare(whole_screen(samples.snapshot(), symbols=ASCII), terminal_size=(80, 24))


def test_a_large_ascii_screen(snap_compare: Compare) -> None:
    assert snap_compare(whole_screen(samples.snapshot(), symbols=ASCII), terminal_size=(120, 40))


def test_a_screen_of_old_data(snap_compare: Compare) -> None:
    gallery = whole_screen(samples.snapshot(), stale_s=12.0, reason="xl list: no answer for 10 s")
    assert snap_compare(gallery, terminal_size=(80, 24))


def test_a_host_with_a_label_that_is_only_looked_at(snap_compare: Compare) -> None:
    bars = [HostBar(host_name="dom0a", symbols=symbols) for symbols in (UNICODE, UNICODE, UNICODE, ASCII)]
    labels = ("PROD", "STAGING", "TEST", "PROD")
    colours = ("red", "yellow", "blue", "red")

    def fill() -> None:
        for bar, label, colour in zip(bars, labels, colours, strict=True):
            bar.show(
                samples.snapshot(),
                stale_s=None,
                reason="",
                interval_s=2,
                frozen=False,
                simulated=label == "TEST",
                clock_text="14:03:27",
                label=label,
                label_style=f"label {colour}",
                read_only=label == "PROD",
            )

    assert snap_compare(Gallery(*bars, fill=fill), terminal_size=(80, 12))


def test_a_large_host_with_a_label_that_is_only_looked_at(snap_compare: Compare) -> None:
    gallery = whole_screen(samples.snapshot(), label="PROD", read_only=True)
    assert snap_compare(gallery, terminal_size=(120, 40))


def test_a_host_that_is_short_of_memory(snap_compare: Compare) -> None:
    assert snap_compare(whole_screen(samples.snapshot(memory=LOW), frozen=True), terminal_size=(120, 40))


def test_a_table_of_many_rows_sorted_by_cpu(snap_compare: Compare) -> None:
    table = InstanceTable()

    def fill() -> None:
        table.show(samples.crowd(500))
        table.sort_by("cpu")

    gallery = Gallery(table, fill=fill)
    assert snap_compare(gallery, press=["pagedown", "pagedown", "down"], terminal_size=(80, 24))


def test_an_empty_table(snap_compare: Compare) -> None:
    table = InstanceTable(empty_text="No instance on this host\nn makes a new one")
    assert snap_compare(Gallery(table), terminal_size=(80, 24))


def destroying(symbols: Symbols = UNICODE, must_type: str = "") -> Gallery:
    gallery = whole_screen(samples.snapshot(), symbols=symbols)
    body = [
        "Pull the plug of db-1.example.net (domid 9) on dom0a.example.net.",
        "What the guest has not written to its disks is lost.",
    ]
    choices = [Choice("no", "Cancel", "n"), Choice("yes", "Force off", "y", danger=True)]
    frame = DialogFrame(
        "Force off db-1.example.net",
        body,
        choices,
        steps=["$ xl destroy 9"],
        must_type=must_type,
        symbols=symbols,
    )
    gallery.call_later(lambda: gallery.push_screen(Dialog(frame)))
    return gallery


def test_a_dialog(snap_compare: Compare) -> None:
    assert snap_compare(destroying(), terminal_size=(80, 24))


def test_an_ascii_dialog(snap_compare: Compare) -> None:
    assert snap_compare(destroying(ASCII), press=["right"], terminal_size=(80, 24))


def test_a_dialog_that_asks_for_the_name(snap_compare: Compare) -> None:
    gallery = destroying(must_type="db-1.example.net")
    assert snap_compare(gallery, press=["d", "b"], terminal_size=(100, 30))
