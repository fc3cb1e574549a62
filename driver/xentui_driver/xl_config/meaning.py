"""What xl makes of a file: the configuration that `xl create -n FILE` prints (xl_parse.c, libxl's JSON)."""

from typing import Any

from xentui_driver.xl_config.config import Config


class Refused(Exception):
    """xl would refuse the file, though it can read it."""

    def __init__(self, exit_status: int, reason: str) -> None:
        super().__init__(reason)
        self.exit_status = exit_status
        self.reason = reason
        """What xl prints."""


def meaning(config: Config) -> dict[str, Any]:
    """The same value as xl's JSON: c_info, b_info, disks, nics, ...; only what differs from libxl's defaults.

    Raises Refused.
    """
    raise NotImplementedError
