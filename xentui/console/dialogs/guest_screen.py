"""Tells where the screen of a new guest is, once it has started: the address, and the line that leads there."""

from xentui.console.dialogs.stage import Stage
from xentui.console.guest.screen_lines import ways_to, where_words
from xentui.console.threads import in_thread
from xentui.fleet.host import Host
from xentui_driver.jobs.jobs import Job, Verdict
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import XenError
from xentui_widgets.choice_bar import CLOSE
from xentui_widgets.dialogs import Dialog, DialogFrame


class GuestScreen:
    """Follows the first start of a guest."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def tell_when_started(self, job: Job) -> None:
        """Once it has started, and where it has a screen."""

        def changed(now: Job) -> None:
            outcome = now.result.outcome if now.result is not None and now.verdict is Verdict.SUCCEEDED else None
            if outcome is not None and outcome.ref is not None:
                self._stage.work(self._tell, self._stage.fleet.owner(now), outcome.ref)

        self._stage.router.subscribe(job.key, changed)

    async def _tell(self, host: Host, ref: DomainRef) -> None:
        try:
            vnc = await in_thread(lambda: host.hypervisor.vnc_of(ref))
        except XenError as error:
            self._stage.tell_error(host, ref.name, error)
            return
        if vnc is None:
            return
        lines = ways_to(vnc, host.name)
        self._stage.add_event(host, ref.name, f"screen on VNC, {where_words(vnc)}", "information", lines[0])
        title = self._stage.names.on(host.name, f"{ref.name} has started")
        words = f"Its screen is on VNC, {where_words(vnc)}."
        if not self._stage.app.is_undisturbed:
            self._stage.toast(title, words)
            return
        frame = DialogFrame(
            title,
            [words, "To open it from your own machine:"],
            (CLOSE,),
            steps=[f"{self._stage.symbols.prompt} {line}" for line in lines],
            symbols=self._stage.symbols,
        )
        self._stage.app.push_unasked(Dialog(frame))
