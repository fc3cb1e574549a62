"""Which Xen a guest may go to (the cases of Ganeti's own test, T916, which goes no further than the next minor)."""

import pytest

from xentui_driver.model.xen_versions import versions_safe


@pytest.mark.parametrize(
    ("source", "target", "safe"),
    [
        ("4.0", "4.1", True),
        ("4.1", "4.0", False),
        ("4.0", "4.2", True),
        ("4.17.7", "4.20.5-pre", True),
        ("4.20.5-pre", "4.17.7", False),
        ("4.2.7", "4.2.9", True),
        ("4.2.9", "4.2.7", True),
        ("4", "4", True),
        ("4", "5", False),
        ("4.17.7", "4.17.7", True),
        ("4.17.7-pre", "4.18", True),
        ("4.20", "5.0", False),
        ("unknown", "unknown", True),
        (None, "4.17", False),
        ("4.17", None, False),
        (None, None, False),
        ("garbage", "4.17", False),
    ],
)
def test_the_same_minor_or_a_later_one(source: str | None, target: str | None, safe: bool) -> None:
    assert versions_safe(source, target) is safe
