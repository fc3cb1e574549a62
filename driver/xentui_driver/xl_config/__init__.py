"""Reads xl.cfg, the files that xl starts guests from, as xl itself reads them."""

from xentui_driver.xl_config.config import Config, Setting, Value
from xentui_driver.xl_config.reader import parse

__all__ = ["Config", "Setting", "Value", "parse"]
