"""What every dialog needs: the application, the fleet, its jobs, and how things are named and drawn."""

from collections.abc import Callable, Coroutine
from typing import ParamSpec

from textual.worker import Worker

from xentui.console.dialogs.application import Application
from xentui.console.job_router import JobRouter
from xentui.console.names import Names, name_and_id
from xentui.console.screens.confirm import YES
from xentui.console.screens.which import which_definition
from xentui.console.wording import error_in_keys, in_keys
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.settings.key_map import KeyMap
from xentui.fleet.settings.values import Settings
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.row_key import RowKey
from xentui_driver.model.severity import Severity
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.symbols import Symbols

About = ParamSpec("About")


@dataclass(frozen=True, slots=True)
class Stage:
    """Shared by all dialogs."""

    app: Application
    fleet: Fleet
    router: JobRouter
    settings: Settings
    """The operator's own: each host has those that guard it."""
    symbols: Symbols
    keys: KeyMap
    """What the operator's keys stand for."""
    new_uuid: Callable[[], str]

    @property
    def names(self) -> Names:
        """What guests, jobs and commands of this fleet are called."""
        return Names(not self.fleet.is_one, self.symbols)

    def error_words(self, error: XenError) -> str:
        """The error in one line."""
        return error_in_keys(error, self.keys)

    def advice(self, words: str) -> str:
        """Advice, with the operator's keys in it."""
        return in_keys(words, self.keys)

    def add_event(
        self,
        host: Host,
        who: str,
        text: str,
        severity: Severity = "information",
        command: str = "",
        *,
        row: RowKey | None = None,
    ) -> None:
        """One more line in the events, about something on that host."""
        self.app.add_event(who, text, severity, command, host=host.name, row=row)

    def add_event_of(self, instance: Instance, text: str, severity: Severity = "information") -> None:
        """One more line in the events, about that instance."""
        self.add_event(self.fleet.of(instance), instance.name, text, severity, row=instance.row_key)

    def ask(
        self,
        dialog: Dialog,
        if_yes: Callable[[], object],
        *,
        begins: str = "",
        unasked: bool = False,
        if_no: Callable[[], object] | None = None,
    ) -> None:
        """Open a dialog at once; `if_yes` runs when YES was chosen, and anything else is no, which runs `if_no`.

        `begins` is what a yes begins, so that the operator learns what a no has done; `unasked` says that the operator
        doesn't know when the dialog comes.
        """

        def answered(choice: str | None) -> None:
            if choice == YES:
                if_yes()
                return
            if begins:
                self.tell_cancelled(begins)
            if if_no is not None:
                if_no()

        push = self.app.push_unasked if unasked else self.app.push_screen
        push(dialog, answered)

    def if_meant(self, what: str, instance: Instance, doubt: str, go_on: Callable[[], object]) -> None:
        """Go on at once, or after a question where the operator may mean another instance."""
        if not doubt:
            go_on()
            return
        frame = DialogFrame(
            f"{what}: {self.names.instance(instance)}?",
            [f"{doubt}.", "", f"{name_and_id(instance)} on {self.fleet.of(instance).words}, {instance.state.value}"],
            (Choice("no", "Cancel", "n"), Choice(YES, what, "y")),
            symbols=self.symbols,
        )

        def meant() -> None:
            self.app.accept_choice()
            go_on()

        self.ask(Dialog(frame), meant, begins=what)

    def tell_cancelled(self, what: str) -> None:
        """Say that a question was left, however it was: Enter on Cancel must not seem to have begun it."""
        self.answer(f"{what}: cancelled", "Nothing was started.")

    def choose_definition(self, instance: Instance, go_on: Callable[[Instance], object]) -> None:
        """Go on with the instance and the one definition of it that is meant, at once or when the operator has said."""
        if not instance.is_undecided:
            go_on(instance)
            return

        def answered(path: str | None) -> None:
            if (chosen := instance.with_definition(path or "")) is not instance:
                go_on(chosen)

        self.app.push_screen(which_definition(instance, self.names), answered)

    def work(
        self, conversation: Callable[About, Coroutine[object, object, None]], *args: About.args, **kwargs: About.kwargs
    ) -> Worker[None]:
        """Go on with a conversation that waits for something.

        A coroutine that was made here and never begun, because the console leaves, would complain.
        """

        async def go_on() -> None:
            await conversation(*args, **kwargs)

        return self.app.run_worker(go_on)

    def toast(self, title: str, text: str, severity: Severity = "information") -> None:
        """Say it for a few seconds over whatever is shown."""
        if not self.settings.toasts:
            return  # it is in the events too
        self.app.toast(self.symbols.show(title), self.symbols.show(text), severity)

    def answer(self, title: str, text: str, severity: Severity = "information") -> None:
        """Say what became of what the operator has just done: at once or never."""
        if self.settings.toasts:
            self.app.answer(self.symbols.show(title), self.symbols.show(text), severity)

    def say(self, words: str) -> None:
        """Tell what a key could not do, or why."""
        self.answer("", words)

    def toast_refusal(self, host: Host, error: XenError) -> None:
        """Say why something was not done; its words name it."""
        self.toast("" if self.fleet.is_one else host.name, self.error_words(error), "error")

    def tell_error(self, host: Host, who: str, error: XenError) -> None:
        """One error in the events."""
        self.add_event(host, who, self.error_words(error), "error")
