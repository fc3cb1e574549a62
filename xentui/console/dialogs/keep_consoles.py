"""Has a host keep what guests print: the change and the restart are shown, and begun as a job after a yes."""

from collections.abc import Callable
from functools import partial

from textual.content import Content

from xentui.console.dialogs.request_action import RequestAction
from xentui.console.dialogs.stage import Stage
from xentui.console.screens.confirm import YES
from xentui.console.screens.failure import failure
from xentui.console.screens.review import LEFT, Review
from xentui.console.threads import in_thread
from xentui.fleet.host import Host
from xentui_driver.jobs.actions import KEEP_CONSOLES, Request
from xentui_driver.model.console_keeping import ConsoleKeeping
from xentui_driver.model.errors import XenError
from xentui_driver.operations.keep_consoles import MEANING, steps
from xentui_widgets.choice_bar import Choice
from xentui_widgets.diff import diff_content, difference

_CHOICES = (Choice(LEFT, "Cancel", "n"), Choice(YES, "Keep consoles", "y"))


class KeepConsoles:
    """One conversation with a host; nothing here blocks."""

    def __init__(self, stage: Stage, request_action: RequestAction, host: Host) -> None:
        self._stage = stage
        self._request_action = request_action
        self._host = host
        self._then: Callable[[], None] = lambda: stage.tell_cancelled(KEEP_CONSOLES.label)
        """What comes once the page is closed."""

    def ask(self) -> None:
        """Open the page at once; what it shows is read from the host meanwhile."""

        def left_early() -> None:
            worker.cancel()
            page.dismiss()

        page = Review(
            self._title,
            f"xenconsoled of {self._host.words}",
            "~ looking how xenconsoled is started; Esc cancels",
            self._stage.symbols,
            self._stage.keys,
            left_early=left_early,
        )
        self._stage.app.push_screen(page, lambda _nothing: self._then())
        worker = self._stage.work(self._converse, page)

    async def _converse(self, page: Review) -> None:
        try:
            keeping = await in_thread(self._host.hypervisor.keeping_consoles)
        except XenError as error:
            self._then = partial(self._refuse, error)
        else:
            page.show_status([Content(self._stage.symbols.show(line)) for line in MEANING])
            page.show_text(self._change(keeping))
            page.offer(_CHOICES)
            if await page.chosen() == YES:
                request = Request(keeping=keeping)
                self._then = partial(self._request_action.begin, self._host, KEEP_CONSOLES, request)
        page.dismiss()

    def _refuse(self, error: XenError) -> None:
        self._stage.tell_error(self._host, KEEP_CONSOLES.label, error)
        self._stage.app.push_unasked(failure(self._title, error, (), self._stage.symbols, self._stage.keys))

    def _change(self, keeping: ConsoleKeeping) -> list[Content]:
        """What happens to the file, and every command."""
        show = self._stage.symbols.show
        changed = difference(keeping.before, keeping.after)
        about = f"{keeping.path}: {changed.words}." if keeping.changes_file else f"{keeping.path} says so already."
        commands = self._stage.names.steps(self._host.name, steps(keeping)[int(keeping.changes_file) :])
        return [
            Content(show(about)),
            *diff_content(changed, self._stage.symbols),
            Content(""),
            *(Content(show(line)) for line in commands),
        ]

    @property
    def _title(self) -> str:
        return self._stage.names.on(self._host.name, KEEP_CONSOLES.label)
