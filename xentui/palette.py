"""The command palette: the registries, as they apply to what is under the cursor."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from xentui.actions import ACTIONS
from xentui.view import PALETTE

if TYPE_CHECKING:
    from xentui.app import XentuiApp

_WORDS_OF_HELP = 0.1
"""The score of a command in whose help the typed words are: below every command that has them in its name."""


class RegistryCommands(Provider):
    """Every action and view command by name."""

    async def discover(self) -> Hits:
        for name, help_text, callback in (*self._actions(), *self._views()):
            yield DiscoveryHit(name, callback, help=help_text)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, help_text, callback in (*self._actions(), *self._impossible(), *self._views()):
            # In the help only whole words count: "remove" must not bring up "move it to another host".
            found = query.casefold() in help_text.casefold().split() and _WORDS_OF_HELP
            score = matcher.match(name) or found
            if score > 0:
                yield Hit(score, matcher.highlight(name), callback, help=help_text)

    @property
    def _app(self) -> "XentuiApp":
        return cast("XentuiApp", self.app)

    def _actions(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        for action in self._app.actions_now():
            name = f"{action.label} ({action.key})" if action.key else action.label
            yield name, action.help, lambda action=action: self._app.request(action)

    def _impossible(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        """The others, so that whoever looks for one by name learns why it isn't there."""
        current = self._app.main_screen.table.current
        possible = self._app.actions_now()
        for action in ACTIONS:
            if action not in possible and current is not None:
                reason = f"not possible: {action.why_not(current)}"
                yield action.label, reason, lambda action=action: self._app.request(action)

    def _views(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        for view in self._app.view_commands:
            if view is not PALETTE:
                yield f"{view.label} ({view.shown_key})", view.help, lambda view=view: self._app.run_view(view)
