"""A small application that shows the screen of jobs, and keeps what it asks for."""

import asyncio
from collections.abc import Awaitable, Callable

from textual.app import App
from textual.pilot import Pilot

from tests.widgets.job_samples import NOW_S
from xentui.console.commands.bindings import USUAL_KEYS
from xentui.console.screens.jobs import JobsScreen
from xentui_driver.model.job import Job
from xentui_widgets.symbols import UNICODE, Symbols


class JobsDesk(App[None]):
    """Shows these jobs, oldest first as the host has them."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "* { scrollbar-size-vertical: 1; }"

    def __init__(self, *jobs: Job, symbols: Symbols = UNICODE, may_cancel: bool = True) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self.jobs = jobs
        self.now_s = NOW_S
        self.cancelled: list[str] = []
        self.set_back: list[str] = []
        self.opened: list[str] = []
        self.copied: list[str] = []
        self.said: list[str] = []
        self.page = JobsScreen(
            lambda: self.jobs,
            lambda: self.now_s,
            symbols,
            USUAL_KEYS,
            cancel=lambda jobs: self.cancelled.extend(job.id for job in jobs),
            set_back=lambda job: self.set_back.append(job.id),
            open_job=lambda job: self.opened.append(job.id),
            copy=lambda _what, text: self.copied.append(text),
            say=self.said.append,
            may_cancel=lambda _job: may_cancel,
        )

    def on_mount(self) -> None:
        self.push_screen(self.page)

    def show(self, *jobs: Job) -> None:
        """The host's jobs have changed."""
        self.jobs = jobs
        self.page.show_again()

    @property
    def answers(self) -> int:
        """How often a key has done something, or said why not."""
        return sum(map(len, (self.cancelled, self.set_back, self.opened, self.copied, self.said)))

    @property
    def text(self) -> str:
        """The screen, without the blanks at the ends."""
        return "\n".join("".join(s.text for s in line).rstrip() for line in self.page._compositor.render_strips())


def play(desk: JobsDesk, script: Callable[[Pilot[None]], Awaitable[None]], size: tuple[int, int] = (80, 24)) -> None:
    """Run a script against the screen."""

    async def run() -> None:
        async with desk.run_test(size=size) as pilot:
            await pilot.pause()
            await script(pilot)

    asyncio.run(run())
