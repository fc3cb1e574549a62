"""The command palette: the registries, as they apply to what is under the cursor."""

from typing import Never, Protocol, cast

from textual import events, on
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType
from textual.widgets import Input
from textual.worker import Worker, WorkerCancelled

from xentui.console.choice import Choice
from xentui.console.commands.command import Command
from xentui.console.commands.registry import PALETTE
from xentui.console.wording import in_keys
from xentui.fleet.settings.key_map import KeyMap
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

    commands: tuple[Command, ...]
    """Those that are there."""
    choice: Choice
    keys: KeyMap

    async def run_command(self, command: Command) -> None: ...


class RegistryCommands(Provider):
    """Every command by name."""

    async def discover(self) -> Hits:
        for command in self._app.commands:
            if command is not PALETTE and self._app.choice.why_not(command) is None:
                yield DiscoveryHit(
                    self._named(command), self._run(command), help=self._with_target(command, command.help)
                )

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._app.commands:
            if command is PALETTE:
                continue
            refusal = self._app.choice.why_not(command)
            # An operator who looks for one by name learns why it can't be done.
            name, words = self._named(command), command.help
            if refusal is not None:
                name, words = command.label, f"not possible: {in_keys(refusal.words, self._app.keys)}"
            # In the help only whole words count: "remove" must not bring up "move it to another host".
            found = query.casefold() in words.casefold().split() and _WORDS_OF_HELP
            score = matcher.match(name) or found
            if score > 0:
                yield Hit(score, matcher.highlight(name), self._run(command), help=self._with_target(command, words))

    def _with_target(self, command: Command, words: str) -> str:
        """The palette covers the table, so it says which host or guest a command is about."""
        target = self._app.choice.words_for(command)
        return f"{target}: {words}" if target else words

    @property
    def _app(self) -> Commanded:
        return cast(Commanded, self.app)

    def _run(self, command: Command) -> IgnoreReturnCallbackType:
        return lambda: self._app.run_command(command)

    def _named(self, command: Command) -> str:
        key = self._app.keys.shown(command.id)
        return f"{command.label} ({key})" if key else command.label
