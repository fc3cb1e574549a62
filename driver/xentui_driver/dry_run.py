"""Asks xl what it understands of a definition, before it counts (`xl create -n`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xentui_driver.errors import XenError
from xentui_driver.xl import Xl

DRAFTS_FOLDER = "/var/lib/xentui/drafts"


@dataclass(frozen=True, slots=True)
class DryRun:
    """What xl said of a text."""

    steps: tuple[str, ...]
    error: XenError | None = None
    """Why xl refuses it; None when it would take it."""
    understood: Mapping[str, Any] | None = None
    """libxl's JSON."""
    warnings: tuple[str, ...] = ()
    """xl's warnings, and what the text says that xl has not understood so: rc 0 of a dry run isn't "as meant"."""


def dry_run(xl: Xl, text: str, path: str) -> DryRun:
    """Try a text as the definition at `path`, which need not exist and isn't touched; a draft beside it is used.

    Raises HostError, FileUnwritable when it can't be tried at all.
    """
    raise NotImplementedError
