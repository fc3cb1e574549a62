"""A definition in the operator's editor: a draft, a decision, and only then the file."""

import os
from contextlib import suppress

from xentui.console.dialogs.await_job import AwaitJob
from xentui.console.dialogs.edited_definition import AGAIN, DISCARD, SAVE, Edit, decoded
from xentui.console.dialogs.lent_terminal import LentTerminal
from xentui.console.dialogs.review_draft import GO_ON, decide, offer_draft
from xentui.console.dialogs.stage import Stage
from xentui.console.drafts import Draft, Drafts
from xentui.console.screens.failure import failure
from xentui.console.screens.review import LEFT, Review
from xentui.console.terminal.attach import Program
from xentui.console.terminal.editor import editor_argv
from xentui.console.threads import in_thread
from xentui.fleet.host import Host
from xentui_driver.jobs.actions import EDIT_DEFINITION, Request
from xentui_driver.model.dataclass import replace
from xentui_driver.model.errors import CommandFailed, FileChanged, XenError
from xentui_driver.model.instance import Instance

COME_BACK = "quit the editor to return"


class EditDefinition:
    """One conversation at a time: there is one terminal."""

    def __init__(self, stage: Stage, terminal: LentTerminal, drafts: Drafts, await_job: AwaitJob) -> None:
        self._stage = stage
        self._terminal = terminal
        self._drafts = drafts
        self._await_job = await_job

    def edit(self, instance: Instance) -> None:
        """Begin; the page that will show the change is open when this returns."""
        self._stage.choose_definition(instance, self._edit)

    def _edit(self, instance: Instance) -> None:
        if instance.definition is not None and not self._terminal.is_lent:
            self._open(instance, instance.definition.path)

    def _open(self, instance: Instance, path: str) -> None:
        def left_early() -> None:
            worker.cancel()
            screen.dismiss()
            words = "edit cancelled; a changed draft is kept"
            self._stage.add_event_of(instance, words, "warning")

        symbols = self._stage.symbols
        screen = Review(
            self._title(instance),
            path,
            f"~ reading {path}; Esc cancels",
            symbols,
            self._stage.keys,
            left_early=left_early,
        )
        self._stage.app.push_screen(screen)
        worker = self._stage.work(self._converse, instance, path, screen)

    async def _converse(self, instance: Instance, path: str, screen: Review) -> None:
        try:
            edit = await self._begin(instance, path, screen)
            was_decided = edit is None or await self._edit_until_decided(edit)
        except XenError as error:
            self._stage.add_event_of(instance, error.summary, "error")
            screen.dismiss()
            self._stage.app.push_unasked(
                failure(self._title(instance), error, (), self._stage.symbols, self._stage.keys)
            )
        else:
            screen.dismiss()
            if not was_decided:
                self._stage.app.came_by_itself()
        self._stage.app.poll_now()

    async def _begin(self, instance: Instance, path: str, screen: Review) -> Edit | None:
        """Make a new draft, or take one that was left behind; None when the operator wants neither."""
        host = self._stage.fleet.of(instance)
        store = host.hypervisor.store
        await in_thread(lambda: store.require_writable(path))  # not when it was edited already
        read = await in_thread(lambda: store.read(path))
        left = await in_thread(lambda: self._left(host, path, read.content))
        if left is not None:
            choice = await offer_draft(self._stage, left, read, screen)
            if choice == LEFT:
                return None
            if choice == GO_ON:
                return Edit(instance, read, left, screen)
        return Edit(instance, read, await in_thread(lambda: self._drafts.make(host.name, path, read.content)), screen)

    def _title(self, instance: Instance) -> str:
        return self._stage.names.on(instance.host, f"Edit {instance.name}")

    def _left(self, host: Host, path: str, content: bytes) -> Draft | None:
        """The newest draft that is worth coming back to."""
        for draft in self._drafts.left(host.name, path):
            with suppress(XenError):
                if draft.says_more_than(content):
                    return draft
        return None

    async def _edit_until_decided(self, edit: Edit) -> bool:
        """True when the operator has decided to leave; False when it was saved or nothing was changed."""
        choice = AGAIN
        while choice in (AGAIN, SAVE):
            if choice == AGAIN:
                if not await self._in_editor(edit):
                    return False
            elif await self._saved(edit):
                return False
            else:
                edit = await self._after_others(edit)
            choice = await decide(self._stage, edit)
        if choice == DISCARD:
            await in_thread(edit.draft.discard)
            self._stage.add_event_of(edit.instance, "draft discarded; the definition is unchanged")
        else:
            self._stage.add_event_of(edit.instance, f"not saved. {edit.kept_words}", "warning")
            self._stage.toast("The draft is kept", str(edit.draft.path))
        return True

    async def _in_editor(self, edit: Edit) -> bool:
        """True when the draft has something to decide upon afterwards."""
        argv = await in_thread(lambda: editor_argv(os.environ, str(edit.draft.path)))
        banner = self._stage.names.on(edit.instance.host, f"Draft of {edit.read.path}")
        result = await self._terminal.lend(Program(argv, banner, COME_BACK))
        changed = await in_thread(lambda: edit.draft.read() != edit.read.content)
        was_killed = result.exit_status < 0  # then what it has left beside the draft may bring the text back
        if not changed and not was_killed:
            await in_thread(edit.draft.discard)
        if result.exit_status != 0:
            is_kept = changed or was_killed
            raise CommandFailed(
                f"The editor exited with status {result.exit_status}: nothing was saved.",
                argv=argv,
                exit_status=result.exit_status,
                detail="\n".join(result.error_lines),
                state_now=f"The definition is unchanged.{f' {edit.kept_words}' if is_kept else ''}",
                next_step="Edit it again (do: edit): the draft will be offered."
                if is_kept
                else "Check $VISUAL and $EDITOR.",
            )
        if not changed:
            self._stage.add_event_of(edit.instance, "edited without a change")
            self._stage.answer(self._title(edit.instance), "Nothing was changed.")
        return changed

    async def _saved(self, edit: Edit) -> bool:
        """False when the file has changed meanwhile; then nothing is written."""
        try:
            draft = await in_thread(edit.draft.read)
            request = Request(edit.instance, text=decoded(draft), before=edit.read.text)
            await self._await_job.do(self._stage.fleet.of(edit.instance), EDIT_DEFINITION, request)
        except FileChanged as error:
            self._stage.add_event_of(edit.instance, f"{error.summary} {edit.kept_words}", "warning")
            return False
        except XenError as error:
            raise edit.with_draft(error) from error
        await in_thread(edit.draft.discard)
        return True

    async def _after_others(self, edit: Edit) -> Edit:
        """The same draft against the file as it is now."""
        try:
            read = await in_thread(lambda: self._stage.fleet.of(edit.instance).hypervisor.store.read(edit.read.path))
        except XenError as error:
            raise edit.with_draft(error) from error
        return replace(edit, read=read, others_change=True)
