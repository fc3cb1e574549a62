"""What the tabs say of guests of every kind: no line is too wide, and no text of a guest is obeyed by a terminal."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.instances import TEST, WEB
from tests.widgets.samples import rates
from tests.xentui.console.every_guest import every_guest
from xentui.console.commands.bindings import USUAL_KEYS
from xentui.console.guest.crash_lines import crash_lines
from xentui.console.guest.definition_lines import MOST_LINES, definition_lines
from xentui.console.guest.device_lines import device_lines
from xentui.console.guest.now_lines import now_lines
from xentui.console.guest.panes import LinesOf
from xentui.console.guest.paper import Paper
from xentui.console.guest.reader import Read
from xentui.console.guest.screen_lines import screen_lines
from xentui.console.guest.view import Described, GuestView
from xentui.fleet.past import Figures, Past
from xentui_driver.definitions.guest_facts import Fact, FactKind
from xentui_driver.host.console import Vnc
from xentui_driver.host.crash_traces import CrashTraces
from xentui_driver.host.describe import Description
from xentui_driver.host.last_end import LastEnd
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import DomainMemory, DomainState
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.rates import DeviceRates
from xentui_driver.model.text import harmless
from xentui_widgets.event_log import Event
from xentui_widgets.lines import cells
from xentui_widgets.symbols import ASCII, UNICODE, Symbols

EVIL = "\x1b]0;x\x07 \u202e [red]x[b " + "long " * 30 + "w" * 90
FACTS = (
    Fact("memory", EVIL, "2 GiB"),
    Fact("disk xvda", "now", "then", FactKind.DISK),
    Fact(f"disk {EVIL}", EVIL, "none", FactKind.DISK),
    Fact("interface 0", "none", EVIL, FactKind.INTERFACE),
)
TABS = (now_lines, definition_lines, device_lines)


def view(
    instance: Instance, described: Read[Described], memory: Read[DomainMemory | None], *, is_there: bool = True
) -> GuestView:
    event = Event("12:00:00", "web", EVIL, "error")
    return GuestView(
        instance,
        (EVIL,),
        None,
        (),
        (event,),
        memory,
        Read(LastEnd(EVIL, 1.0, EVIL, CrashTraces(((EVIL, EVIL),), (EVIL,)))),
        Read(Vnc(EVIL, 5900)),
        described,
        True,
        None,
        is_there,
    )


def views() -> Iterator[GuestView]:
    failed = XenError(EVIL, detail=f"{EVIL}\n{EVIL}", state_now=EVIL, next_step=EVIL)
    memory = DomainMemory(1, 2, None)
    for instance in every_guest():
        described = Described(Description(instance, FACTS, None, (EVIL,), (EVIL,)), (EVIL, "\tmemory = 1"))
        yield view(instance, Read(), Read())
        yield view(instance, Read(described), Read(memory), is_there=False)
        yield view(instance, Read(described, taken_s=1.0), Read(memory, taken_s=1.0))
        yield view(instance, Read(error=failed, taken_s=1.0), Read(error=failed, taken_s=1.0))


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.__name__)
@pytest.mark.parametrize("symbols", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("width", [39, 79])
def test_every_line_fits_and_is_harmless(tab: LinesOf, symbols: Symbols, width: int) -> None:
    for each in views():
        for line in tab(each, Paper(width, symbols, USUAL_KEYS)):
            text = "".join(span.text for span in line)
            assert harmless(text) == text
            assert text.isascii() or not symbols.ascii_only
            assert cells(line) <= width, text


def test_traffic_is_told_by_direction_with_its_requests_and_over_which_time() -> None:
    web = replace(WEB, rates=rates(network=(1.5e6, 12e3), disk=(0.0, 400e3)))
    lines = now_lines(view(web, Read(), Read()), Paper(100, UNICODE, USUAL_KEYS))
    text = "\n".join("".join(span.text for span in line) for line in lines)
    assert "received 1.5M/s (1500 packets/s), sent 12k/s (12 packets/s); mean of 2.0 s" in text
    assert "read 0/s (0 requests/s), written 400k/s (400 requests/s); mean of 2.0 s" in text
    unknown = now_lines(view(WEB, Read(), Read()), Paper(100, UNICODE, USUAL_KEYS))
    assert "packets" not in "".join(span.text for line in unknown for span in line)


def told(lines: LinesOf, shown: GuestView) -> str:
    return "\n".join("".join(span.text for span in line) for line in lines(shown, Paper(100, UNICODE, USUAL_KEYS)))


def test_of_several_devices_each_has_its_own_line_and_one_that_is_new_has_dashes() -> None:
    traffic = rates(disk=(1e6, 2e3)).disk
    disks = DeviceRates({"51712": traffic, "51728": None}, {"0": None})
    text = told(now_lines, replace(view(WEB, Read(), Read()), devices=disks))
    assert "xvda: read 1.0M/s (1000 requests/s), written 2.0k/s (2 requests/s)" in text
    assert "xvdb: read -, written -" in text
    assert "interface" not in text, "a single one is all there are"


def test_each_attached_device_says_what_passes_through_it() -> None:
    facts = (
        Fact("disk xvda", "/dev/a rw", "/dev/a rw", FactKind.DISK),
        Fact("disk xvdb", "none", "/dev/b rw", FactKind.DISK),
        Fact("interface 0", "bridge xenbr0", "bridge xenbr0", FactKind.INTERFACE),
    )
    devices = DeviceRates({"51712": rates(disk=(0.0, 4e5)).disk}, {"0": rates(network=(1.5e6, 0.0)).network})
    read = Read(Described(Description(WEB, facts)), taken_s=1.0)
    lines = told(device_lines, replace(view(WEB, read, Read()), devices=devices)).splitlines()
    after = {
        line.split()[1]: following for line, following in pairwise(lines) if line.strip().startswith(("disk", "int"))
    }
    assert "read 0/s (0 requests/s), written 400k/s (400 requests/s)" in after["xvda"]
    assert "received 1.5M/s (1500 packets/s), sent 0/s (0 packets/s)" in "\n".join(lines)
    assert text_of_rates(lines) == 2


def text_of_rates(lines: list[str]) -> int:
    """How many lines tell a rate."""
    return sum("/s)" in line for line in lines)


def test_the_last_minutes_of_traffic_are_drawn_with_their_peak() -> None:
    past = Past()
    for at_s, sent in ((0.0, 0.0), (30.0, 8e6), (60.0, 2e6), (120.0, 4e6)):
        past = past.with_figures(at_s, Figures(received_bytes_per_s=0.0, sent_bytes_per_s=sent))
    web = replace(view(replace(WEB, rates=rates(network=(0.0, 4e6))), Read(), Read()), past=past)
    text = "\n".join("".join(span.text for span in line) for line in now_lines(web, Paper(100, UNICODE, USUAL_KEYS)))
    assert "█▃▅  at most 8.0M/s in the last 3 minutes" in text


def test_the_last_minutes_of_cpu_and_memory_are_drawn_with_their_peak() -> None:
    past = Past()
    for at_s, percent in ((0.0, 20.0), (60.0, 180.0), (120.0, None)):
        past = past.with_figures(at_s, Figures(percent, 2.0 * 1024 * 1024))
    web = replace(view(WEB, Read(), Read()), past=past)
    text = "\n".join("".join(span.text for span in line) for line in now_lines(web, Paper(100, UNICODE, USUAL_KEYS)))
    assert "▁█·  at most 180.0 % in the last 3 minutes" in text
    assert "███  at most 2.0 GiB in the last 3 minutes" in text


def test_of_a_huge_file_the_first_lines_are_shown_and_the_rest_is_counted() -> None:
    instance = next(every_guest())
    described = Described(Description(instance, ()), ("x",) * (MOST_LINES + 5))
    lines = list(definition_lines(view(instance, Read(described), Read()), Paper(79, ASCII, USUAL_KEYS)))
    assert lines[-1][-1].text == "and 5 more lines"


def said(instance: Instance, vnc: Read[Vnc | None]) -> str:
    known = replace(view(instance, Read(), Read()), vnc=vnc)
    lines = screen_lines(known, Paper(79, UNICODE, USUAL_KEYS))
    return "\n".join("".join(span.text for span in line) for line in lines)


def of_type(type: str) -> Instance:
    assert WEB.definition is not None
    return replace(WEB, host="dom0a", definition=replace(WEB.definition, type=type))


def test_the_screen_of_an_hvm_guest_is_named_with_the_way_there() -> None:
    words = said(of_type("hvm"), Read(Vnc("127.0.0.1", 5901), taken_s=1.0))
    assert "on VNC, 127.0.0.1 port 5901" in words
    assert "$ ssh -L 5901:127.0.0.1:5901 dom0a" in words
    assert "$ vncviewer localhost:1" in words


def test_that_there_is_no_screen_is_said_only_of_an_hvm_guest_and_once_it_is_known() -> None:
    assert "screen  none on VNC" in said(of_type("hvm"), Read(None, taken_s=1.0))
    assert said(of_type("hvm"), Read()) == ""
    assert said(of_type("pv"), Read(None, taken_s=1.0)) == ""
    assert said(of_type("pvh"), Read(Vnc("127.0.0.1", 5901), taken_s=1.0)) == ""
    assert "unknown: gone" in said(of_type("hvm"), Read(error=XenError("gone"), taken_s=1.0))


def of_crash(instance: Instance, traces: CrashTraces | None) -> str:
    end = LastEnd("it crashed", 1.0, "/var/log/xen/xl-web.log", traces)
    known = replace(view(instance, Read(), Read()), end=Read(end))
    lines = crash_lines(known, Paper(79, UNICODE, USUAL_KEYS))
    return "\n".join("".join(span.text for span in line) for line in lines)


def test_a_crash_says_where_to_look_what_is_lost_and_what_is_next() -> None:
    assert WEB.domain is not None
    crashed = replace(WEB, domain=replace(WEB.domain, state=DomainState.CRASHED))
    words = of_crash(crashed, CrashTraces((("/log/a", "its console"),), ("It isn't kept.", "Keep it.")))
    for each in ("look at /log/a, its console", "`xl dmesg`", "(c)", "It isn't kept.", "Keep it.", "(X)", "(s)"):
        assert each in words
    assert of_crash(crashed, None) == ""


def test_of_a_crash_whose_domain_is_gone_the_next_step_is_a_start() -> None:
    words = of_crash(TEST, CrashTraces(()))
    assert "next    Start it (s)." in words
    assert "(X)" not in words
