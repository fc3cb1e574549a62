"""The console of one guest on the lent terminal, over its reboots where the operator follows them."""

from xentui.console.dialogs.stage import Stage
from xentui.console.terminal.attach import AttachResult, Pause, Program
from xentui.console.threads import in_thread
from xentui.fleet.host import Host
from xentui.tty.leaving_keys import WORDS
from xentui_driver.host.console_end import UNKNOWN, ConsoleEnd, Ending
from xentui_driver.host.console_escape import USUAL, escape_word
from xentui_driver.host.console_terminals import ConsoleType
from xentui_driver.host.ended import Became
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import XenError
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown
from xentui_widgets.units import age_words

LINES_ABOVE = 10
"""Of the log, where one is kept."""
_FOLLOWING = "; comes back after each reboot"


class ConsoleSession:
    """Says which console comes on the terminal next, and tells among the events how each has ended."""

    def __init__(
        self,
        stage: Stage,
        host: Host,
        ref: DomainRef,
        hint: str,
        type: ConsoleType | None = None,
        *,
        follows: bool = False,
        shows_log: bool = True,
    ) -> None:
        """`hint` is said after the key that leaves it.

        With `follows`, or where that is configured, the console of the guest's next domain comes when it reboots. With
        `shows_log` the last lines of its log come above the first one.
        """
        self.host, self.ref = host, ref
        self.name = ref.name or "(no name)"
        self.argv: tuple[str, ...] = ()
        """The command of the last console."""
        self.end: ConsoleEnd | None = None
        """How the last one has ended, once that is known."""
        self._stage, self._hint, self._type = stage, hint, type
        self._follows = follows or host.settings.console_follows
        self._was = UNKNOWN
        self._prepared: Program | None = None
        self._key = USUAL
        self._shows_log = shows_log

    @property
    def command(self) -> str:
        """What attaches it, as an operator could type it."""
        escape = "" if self._key == USUAL else escape_word(self._key)
        type = self._type.value if self._type is not None else None
        (words,) = shown(commands.console(self.ref.domid, type, escape))
        return words

    async def prepare(self) -> None:
        """Look whether the console can be attached, before the screen is left for it. Raises XenError."""
        self._key = await in_thread(lambda: self.host.hypervisor.leaving_key(self.host.settings.console_escape))
        self._prepared = replace(await self._program(), above=await self._last_printed())
        self._was = await self._fate()

    def expect(self, became: Became) -> None:
        """Begin with the next domain of the guest, which has ended, instead of `prepare`."""
        self.end = ConsoleEnd(Ending.WITH_GUEST, became.words, became)

    def again(self, *, follows: bool) -> "ConsoleSession":
        """One for the guest's next domain."""
        session = ConsoleSession(self._stage, self.host, self.ref, self._hint, self._type, follows=follows)
        session._key = self._key
        return session

    async def programs(self, ended: AttachResult | None, pause: Pause) -> Program | None:
        """What comes on the terminal, for `LentTerminal.lend_in_turn`. Raises XenError."""
        if ended is not None:
            if not self._follows:
                return None
            await self.look_at(ended)
        program, self._prepared = self._prepared, None
        if program is None and self.end is not None and self.end.comes_back:
            program = await self._of_next_domain(self.end.became, pause)
        if program is not None:
            self.end = None
            self._add_event("console attached")
        return program

    async def look_at(self, ended: AttachResult) -> ConsoleEnd:
        """Find out how the last console has ended."""
        self.end = end = await in_thread(
            lambda: self.host.hypervisor.console_end(self.ref, self._was, ended.exit_status)
        )
        lasted = age_words(ended.lasted_s)
        if end.ending is Ending.LEFT:
            self._add_event(f"{end.words} after {lasted}")
        elif end.ending is Ending.WITH_GUEST:
            self._stage.add_event(
                self.host, self.name, f"{end.words}: its console ended after {lasted}", "warning", self.command
            )
        return end

    async def _of_next_domain(self, became: Became, pause: Pause) -> Program | None:
        if became.ref is None:
            pause.say(f"{self.name} {became.words}: waiting until it is back ({WORDS})")
            became = await in_thread(lambda: self.host.hypervisor.await_next(self.ref, pause.is_left))
        if became.ref is None:
            self.end = ConsoleEnd(Ending.LEFT if pause.is_left() else Ending.WITH_GUEST, became.words, became)
            return None
        self.ref, self._was = became.ref, UNKNOWN
        return await self._program()

    async def _program(self) -> Program:
        ref = self.ref
        self.argv = await in_thread(lambda: self.host.hypervisor.console_argv(ref, self._type, self._key))
        title = f"Console of {self.name} (id {ref.domid}) on {self.host.words}"
        return Program(self.argv, title, f"{self._key} detaches{_FOLLOWING if self._follows else ''}{self._hint}")

    async def _last_printed(self) -> tuple[str, ...]:
        if not self._shows_log:
            return ()
        try:
            return await in_thread(lambda: self.host.hypervisor.last_printed(self.ref, LINES_ABOVE))
        except XenError:  # the console itself says more than why its log can't be read
            return ()

    async def _fate(self) -> Became:
        try:
            return await in_thread(lambda: self.host.hypervisor.what_became_of(self.ref))
        except XenError:  # the host doesn't answer: the main screen says so
            return UNKNOWN

    def _add_event(self, words: str) -> None:
        self._stage.add_event(self.host, self.name, words, "information", self.command)
