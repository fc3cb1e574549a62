"""What every conversation has at hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from xentui.jobs import Jobs
from xentui.screens.confirm import YES
from xentui_driver.errors import XenError
from xentui_driver.hypervisor import Hypervisor
from xentui_widgets.dialogs import Dialog
from xentui_widgets.symbols import Symbols

if TYPE_CHECKING:
    from xentui.app import XentuiApp


@dataclass(frozen=True, slots=True)
class Stage:
    """The application, the host, the jobs, and how things are drawn."""

    app: "XentuiApp"
    hypervisor: Hypervisor
    jobs: Jobs
    symbols: Symbols
    new_uuid: Callable[[], str]

    def ask(self, dialog: Dialog, if_yes: Callable[[], object]) -> None:
        """Open a dialog at once; `if_yes` runs when YES was chosen, and anything else is no."""

        def answered(choice: str | None) -> None:
            if choice == YES:
                if_yes()

        self.app.push_screen(dialog, answered)

    def toast(self, title: str, text: str, severity: Literal["information", "error"] = "information") -> None:
        """Say it for a few seconds over whatever is shown."""
        shown = self.symbols.show(text)
        self.app.notify(shown, title=self.symbols.show(title), severity=severity, markup=False)

    def tell_error(self, who: str, error: XenError) -> None:
        """One error in the events."""
        self.app.tell(who, str(error), "error")
