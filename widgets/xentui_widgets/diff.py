"""What changes in a text, line by line: signs, words and colours, none of which is needed to read the others."""

import difflib

from textual.content import Content

from xentui_driver.model.dataclass import dataclass
from xentui_widgets.symbols import Symbols
from xentui_widgets.units import plural

CONTEXT_LINES = 3
_NO_END = "(no newline at the end)"


@dataclass(frozen=True, slots=True)
class Difference:
    """A unified diff."""

    lines: tuple[str, ...]
    """Each with its sign: `+`, `-`, a blank, or `@` for a place in the file; harmless only when shown."""
    added: int
    removed: int

    @property
    def words(self) -> str:
        """`2 lines added (+), 1 line removed (-)`."""
        parts = (
            f"{plural(self.added, 'line')} added (+)" if self.added else "",
            f"{plural(self.removed, 'line')} removed (-)" if self.removed else "",
        )
        return ", ".join(part for part in parts if part) or "no changes"


def difference(before: str, after: str, *, context_lines: int = CONTEXT_LINES) -> Difference:
    """The changes from one text to the other, with so many unchanged lines before and after each."""
    # Not splitlines(): a form feed or a U+2028 ends no line in a definition.
    lines = difflib.unified_diff(_split(before), _split(after), n=context_lines, lineterm="")
    shown = tuple(list(lines)[2:])  # without the two lines of file names
    return Difference(
        shown,
        added=sum(1 for line in shown if line.startswith("+")),
        removed=sum(1 for line in shown if line.startswith("-")),
    )


def diff_content(diff: Difference, symbols: Symbols) -> list[Content]:
    """The lines to show."""
    return [_line(line, symbols) for line in diff.lines]


def _line(line: str, symbols: Symbols) -> Content:
    if line.startswith("@@"):
        return Content.styled(_place(line), "dim")
    text = symbols.show(line)
    if line.startswith("+"):
        return Content.styled(text, "ansi_green")
    return Content.styled(text, "bold ansi_red") if line.startswith("-") else Content(text)


def _place(line: str) -> str:
    """`@@ -3,4 +3,5 @@` as words."""
    start = line.split()[1].lstrip("-").split(",")[0]
    return f"  from line {start}"


def _split(text: str) -> list[str]:
    lines = text.split("\n")
    if lines[-1]:
        return [*lines[:-1], f"{lines[-1]} {_NO_END}"]
    return lines[:-1]
