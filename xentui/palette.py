"""The command palette: the registries, as they apply to what is under the cursor."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from xentui.view import PALETTE

if TYPE_CHECKING:
    from xentui.app import XentuiApp


class RegistryCommands(Provider):
    """Every action and view command by name."""

    async def discover(self) -> Hits:
        for name, help_text, callback in self._commands():
            yield DiscoveryHit(name, callback, help=help_text)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, help_text, callback in self._commands():
            score = matcher.match(f"{name} {help_text}")
            if score > 0:
                yield Hit(score, matcher.highlight(name), callback, help=help_text)

    def _commands(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        app = cast("XentuiApp", self.app)
        for action in app.actions_now():
            yield f"{action.label} ({action.key})", action.help, lambda action=action: app.request(action)
        for view in app.view_commands:
            if view is not PALETTE:
                yield f"{view.label} ({view.shown_key})", view.help, lambda view=view: app.run_view(view)
