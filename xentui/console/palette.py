"""The command palette: the registries, as they apply to what is under the cursor."""

from collections.abc import Iterator
from typing import Never, Protocol, cast

from textual import events, on
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType
from textual.widgets import Input
from textual.worker import Worker, WorkerCancelled

from xentui.console.commands.view_commands import PALETTE, ViewCommand
from xentui.console.wording import in_keys
from xentui_driver.jobs.actions import Action
from xentui_driver.model.instance import Instance
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.key_roles import KeyRole

_WORDS_OF_HELP = 0.1
"""The score of a command in whose help the typed words are: below every command that has them in its name."""


class Palette(CommandPalette, AnsweredOnce[None]):
    """Enter waits for the search: Textual's own would run what the list showed before the last letters were typed."""

    _search: Worker[Never] | None = None

    def role_of(self, key: events.Key) -> KeyRole:
        return KeyRole.ALONE if key.key == "enter" else super().role_of(key)

    def _gather_commands(self, search_value: str) -> Worker[Never]:
        self._search = super()._gather_commands(search_value)
        return self._search

    @on(Input.Submitted)
    def wait_for_search(self, event: Input.Submitted) -> None:
        if self.is_answered:  # Textual would run the command once for each Enter
            event.stop()
            event.prevent_default()
        elif self._search is not None and not self._search.is_finished:
            event.stop()
            event.prevent_default()
            self.run_worker(self._submit_after(self._search))

    async def _submit_after(self, search: Worker[Never]) -> None:
        try:
            await search.wait()
        except WorkerCancelled:
            return  # something else has been typed since
        if not self.is_answered:
            self._select_or_command()


class Commanded(Protocol):
    """What the palette needs of the application."""

    actions: tuple[Action, ...]

    @property
    def view_commands(self) -> tuple[ViewCommand, ...]: ...

    @property
    def current(self) -> Instance | None:
        """The instance under the cursor."""
        ...

    def actions_now(self) -> tuple[Action, ...]:
        """The actions that can be done with what is chosen."""
        ...

    def request(self, action: Action) -> None: ...

    def run_view(self, command: ViewCommand) -> None: ...


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
    def _app(self) -> Commanded:
        return cast(Commanded, self.app)

    def _actions(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        for action in self._app.actions_now():
            name = f"{action.label} ({action.key})" if action.key else action.label
            yield name, action.help, lambda action=action: self._app.request(action)

    def _impossible(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        """The others, so that whoever looks for one by name learns why it isn't there."""
        current = self._app.current
        possible = self._app.actions_now()
        for action in self._app.actions:
            if action not in possible and current is not None:
                refusal = action.why_not_once_chosen(current)
                words = f"not possible: {in_keys(refusal.words)}" if refusal is not None else action.help
                yield action.label, words, lambda action=action: self._app.request(action)

    def _views(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        for view in self._app.view_commands:
            if view is not PALETTE:
                name = f"{view.label} ({view.shown_key})" if view.keys else view.label
                yield name, view.help, lambda view=view: self._app.run_view(view)
