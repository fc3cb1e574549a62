"""The page that says what is wrong with the host, and what to do."""

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType

from textual.content import Content

from xentui.console.screens.pages import Page
from xentui.console.wording import in_keys
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.host.doctor.finding import Finding, Health
from xentui_widgets.key_bar import KeyItem
from xentui_widgets.symbols import Symbols
from xentui_widgets.units import plural

_CHECK_CELLS = 20
_SIGN_CELLS = 3
_NARROW = 60
_LOOKS = {
    Health.BAD: ("X", "bold ansi_red"),
    Health.WARNING: ("!", "bold ansi_yellow"),
    Health.UNKNOWN: ("?", ""),
    Health.GOOD: ("*", "ansi_green"),
}
"""Worst first, as the page has them."""
_WORDS = {Health.BAD: "problem", Health.WARNING: "warning", Health.UNKNOWN: "unknown result"}

Findings = Sequence[Finding]


class DoctorPage(Page):
    """Examines when it is opened and at the key that refreshes."""

    help_keys = MappingProxyType({"refresh": "check again", **Page.help_keys})

    def __init__(self, host_name: str, symbols: Symbols, keys: KeyMap, *, read: Callable[[], None]) -> None:
        """`read` begins to examine and calls `show` later."""
        items = [KeyItem(keys.shown("refresh"), "Check again", "read_again")]
        actions = {"refresh": "read_again"}
        super().__init__(f"Doctor: {host_name}", self._describe, symbols, keys, actions, items=items)
        self._keys = keys
        self._read = read
        self._findings: Findings | None = None

    def on_mount(self) -> None:
        self._read()

    def show(self, findings: Findings | None) -> None:
        """Show what was found; None while the host is examined."""
        self._findings = findings
        self.show_again()

    def action_read_again(self) -> None:
        self._read()

    def _describe(self, width: int) -> list[Content]:
        if self._findings is None:
            return [Content.styled(self._symbols.show("~ checking the host"), "ansi_magenta")]
        return list(finding_lines(self._findings, width, self._symbols, self._keys))


def finding_lines(findings: Findings, width: int, symbols: Symbols, keys: KeyMap) -> Iterator[Content]:
    """A verdict in a line, then every finding, the worst first."""
    counts = Counter(finding.health for finding in findings)
    told = [plural(counts[health], words) for health, words in _WORDS.items() if counts[health]]
    worst = next(health for health in (*_LOOKS, Health.GOOD) if counts[health] or health is Health.GOOD)
    yield Content.styled(f"{', '.join(told) or 'No problems found'}.", _LOOKS[worst][1])
    yield Content("")
    order = list(_LOOKS)
    for finding in sorted(findings, key=lambda finding: order.index(finding.health)):
        yield from _finding(finding, width, symbols, keys)


def _finding(finding: Finding, width: int, symbols: Symbols, keys: KeyMap) -> Iterator[Content]:
    """The words beside the check, or below it where there is no room for both."""
    symbol, style = _LOOKS[finding.health]
    is_beside = width >= _NARROW
    indent = _SIGN_CELLS + (_CHECK_CELLS if is_beside else 0)
    first, *more = textwrap.wrap(symbols.show(finding.words), width - indent) or [""]
    sign, check = (f" {symbol} ", style), symbols.show(finding.check)
    if is_beside:
        yield Content.assemble(sign, (f"{check:<{_CHECK_CELLS}}", "dim"), (first, style))
    else:
        yield Content.assemble(sign, (check, "dim"))
        more.insert(0, first)
    for line in more:
        yield Content.styled(" " * indent + line, style)
    for line in textwrap.wrap(symbols.show(in_keys(finding.next_step, keys)), width - indent):
        yield Content(" " * indent + line)
