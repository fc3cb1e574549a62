"""What a style name means on the terminal, in the operator's own 16 colours."""

from functools import lru_cache

from rich.style import Style

from xentui_driver.model.printed import COLOURS

PALETTE = {
    "": Style.null(),
    "clock": Style.null(),
    "accent": Style(color="cyan", bold=True),
    "bold": Style(bold=True),
    "dim": Style(dim=True),
    "running": Style(color="green"),
    "quiet": Style(color="green", dim=True),
    "paused": Style(color="yellow"),
    "transition": Style(color="magenta"),
    "crashed": Style(color="red", bold=True),
    "stopped": Style(dim=True),
    "broken": Style(color="yellow", bold=True),
    "unknown": Style(color="yellow"),
    "warning": Style(color="yellow", bold=True),
    "error": Style(color="red", bold=True),
    "alert": Style(color="yellow", bold=True, reverse=True),
    "chosen": Style(bold=True, reverse=True),
    "chosen danger": Style(color="red", bold=True, reverse=True),
    "printed bold": Style(bold=True),
    **{f"printed {colour}": Style(color=colour) for colour in COLOURS},
    **{f"printed bold {colour}": Style(color=colour, bold=True) for colour in COLOURS},
    "dom0": Style(color="cyan"),
    "guests": Style(dim=True),
    "xen": Style(color="magenta"),
    **{
        f"label {colour}": Style(color=colour, bold=True, reverse=True)
        for colour in ("red", "yellow", "green", "blue", "magenta", "cyan")
    },
}

# Reverse and not a background: it is there without colours too, and no palette makes it unreadable.
CURSOR = Style(color="cyan", reverse=True)
CURSOR_OF_OLD_DATA = Style(dim=True, reverse=True)
ON_CURSOR = {
    name: PALETTE[name] + Style(reverse=True) for name in ("crashed", "broken", "unknown", "paused", "transition")
}
"""The states that keep their colour on the row of the cursor."""
_DIM = Style(dim=True)
_BOLD = Style(bold=True, dim=False)


@lru_cache(256)
def style(name: str, *, dimmed: bool = False, bold: bool = False) -> Style:
    """The style called `name`; `dimmed` takes its colour, as data that is old has none."""
    if dimmed:
        return _DIM
    return PALETTE[name] + _BOLD if bold else PALETTE[name]
