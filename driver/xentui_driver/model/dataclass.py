"""`dataclass`, `field`, `replace` and `derived` for the values of this project.

For type checkers they are the standard library's; at run time they are those of `value_classes.py`, which do the same
and cost next to nothing at a start.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace

    derived = property
else:
    from xentui_driver.model.value_classes import dataclass, derived, field, replace

__all__ = ["dataclass", "derived", "field", "replace"]
