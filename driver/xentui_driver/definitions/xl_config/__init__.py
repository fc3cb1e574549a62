"""Reads xl.cfg, the files that xl starts guests from, as xl itself reads them; writes and changes them."""

from xentui_driver.definitions.xl_config.config import Config, Setting, Value
from xentui_driver.definitions.xl_config.disk import Disk, parse_disk, written_disk
from xentui_driver.definitions.xl_config.editing import edited
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.definitions.xl_config.vif import Vif, parse_vif, written_vif
from xentui_driver.definitions.xl_config.writer import write

__all__ = [
    "Config",
    "Disk",
    "Setting",
    "Value",
    "Vif",
    "edited",
    "parse",
    "parse_disk",
    "parse_vif",
    "write",
    "written_disk",
    "written_vif",
]
