"""Versions of Xen, and between which of them a guest can migrate."""

from xentui_driver.model.lazy_pattern import lazy_pattern

_VERSION = lazy_pattern(r"(\d{1,4})(?:\.(\d{1,4}))?(?!\d)")


def version_of(text: str | None) -> tuple[int, ...] | None:
    """Major and minor, where they are stated; None for text that isn't a version."""
    found = _VERSION.match(text or "")
    return tuple(int(part) for part in found.groups() if part is not None) if found else None


def versions_safe(source: str | None, target: str | None) -> bool:
    """Whether a guest may go from one Xen to the other: to the same minor or a later one of the same major.

    A toolstack reads what an older one sends; a newer one may send what it doesn't know.
    """
    if source is not None and source == target:
        return True
    old, new = version_of(source), version_of(target)
    if old is None or new is None:
        return False
    if len(old) < 2 or len(new) < 2:
        return old == new
    return new[0] == old[0] and new[1] >= old[1]
