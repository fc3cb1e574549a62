"""What xl says of a definition that isn't saved yet, in lines to show."""

from collections.abc import Iterator

from textual.content import Content

from xentui_driver.definitions.dry_run import DryRun
from xentui_driver.model.errors import XenError
from xentui_widgets.symbols import Symbols

_MOST_DETAILS = 4


def dry_run_started_lines(symbols: Symbols) -> list[Content]:
    return [Content.styled(symbols.show("~ xl is checking it"), "ansi_magenta")]


def dry_run_lines(dry_run: DryRun | XenError, symbols: Symbols) -> list[Content]:
    """`dry_run` is an error where xl could not be asked at all."""
    return list(_lines_of(dry_run, symbols))


def _lines_of(dry_run: DryRun | XenError, symbols: Symbols) -> Iterator[Content]:
    if isinstance(dry_run, XenError):
        yield Content.styled(symbols.show(f"! not checked by xl: {dry_run.summary}"), "bold ansi_yellow")
        return
    if dry_run.error is not None:
        yield Content.styled(symbols.show(f"X xl refuses it: {dry_run.error.summary}"), "bold ansi_red")
        for line in dry_run.error.more_lines[:_MOST_DETAILS]:
            yield Content.styled(symbols.show(f"    {line}"), "ansi_red")
    else:
        yield Content.styled("* xl accepts it", "ansi_green")
    for warning in dry_run.warnings:
        yield Content.styled(symbols.show(f"! {warning}"), "bold ansi_yellow")
