"""How a host's xenconsoled is made to keep what guests print, as it was read from the host."""

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ConsoleKeeping:
    """The change of its settings and its restart; whoever was shown this gets exactly this."""

    path: str
    """The file with its settings."""
    before: str
    """The file's text, undecodable bytes as surrogates."""
    after: str
    """The same where the file says so already: then only the restart is missing."""
    line: str
    """The line of `after` that says so."""
    commands: tuple[tuple[str, ...], ...]
    """What restarts it so that it keeps what guests print, in their order."""
    way_back: tuple[tuple[str, ...], ...]
    """What starts it as it runs now, once the file is again as it was."""

    @property
    def changes_file(self) -> bool:
        return self.before != self.after

    @property
    def diff(self) -> tuple[str, ...]:
        """The change of the file as a unified diff; empty where there is none."""
        from difflib import unified_diff

        # Not splitlines(): a form feed ends no line of such a file.
        before, after = (text.removesuffix("\n").split("\n") for text in (self.before, self.after))
        return tuple(unified_diff(before, after, self.path, self.path, lineterm=""))
