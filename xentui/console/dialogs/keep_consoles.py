"""Has a host keep what guests print: the change and the restart are shown, and begun as a job after a yes."""

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
    """The conversation with one host; nothing here blocks."""

    def __init__(self, stage: Stage, request_action: RequestAction) -> None:
        self._stage = stage
        self._request_action = request_action

    def ask(self, host: Host) -> None:
        """Open the page at once; what it shows is read from the host meanwhile."""

        def left_early() -> None:
            worker.cancel()
            page.dismiss()
            self._stage.tell_cancelled(KEEP_CONSOLES.label)

        page = Review(
            self._title(host),
            f"xenconsoled of {host.words}",
            "~ looking how xenconsoled is started; Esc cancels",
            self._stage.symbols,
            self._stage.keys,
            left_early=left_early,
        )
        self._stage.app.push_screen(page)
        worker = self._stage.work(self._converse, host, page)

    async def _converse(self, host: Host, page: Review) -> None:
        try:
            keeping = await in_thread(host.hypervisor.keeping_consoles)
        except XenError as error:
            page.dismiss()
            self._stage.tell_error(host, KEEP_CONSOLES.label, error)
            self._stage.app.push_unasked(failure(self._title(host), error, (), self._stage.symbols, self._stage.keys))
            return
        page.show_status([Content(self._stage.symbols.show(line)) for line in MEANING])
        page.show_text(self._change(host, keeping))
        page.offer(_CHOICES)
        answer = await page.chosen()
        page.dismiss()
        if answer == YES:
            self._request_action.begin(host, KEEP_CONSOLES, Request(keeping=keeping))
        else:
            self._stage.tell_cancelled(KEEP_CONSOLES.label)

    def _change(self, host: Host, keeping: ConsoleKeeping) -> list[Content]:
        """What happens to the file, and every command."""
        show = self._stage.symbols.show
        changed = difference(keeping.before, keeping.after)
        about = f"{keeping.path}: {changed.words}." if keeping.changes_file else f"{keeping.path} says so already."
        commands = self._stage.names.steps(host.name, steps(keeping)[int(keeping.changes_file) :])
        return [
            Content(show(about)),
            *diff_content(changed, self._stage.symbols),
            Content(""),
            *(Content(show(line)) for line in commands),
        ]

    def _title(self, host: Host) -> str:
        return self._stage.names.on(host.name, KEEP_CONSOLES.label)
