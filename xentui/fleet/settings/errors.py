"""The error for a config file."""

from xentui_driver.model.errors import XenError


class SettingsError(XenError):
    """A config file can't be fully understood; the part that isn't may be a guard rail."""

    next_step = "Correct the file (docs/config.md), or give another one with --config."

    def __init__(self, path: str, what: str, *, next_step: str = "") -> None:
        super().__init__(f"{path}: {what}.", state_now="xentui was not started.", next_step=next_step)
        self.path = path
