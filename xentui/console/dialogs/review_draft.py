"""A draft is shown to the operator, with its changes and xl's opinion, and the operator decides what to do with it."""

import asyncio
import time

from textual.content import Content

from xentui.console.dialogs.edited_definition import AGAIN, DISCARD, KEEP, SAVE, Edit, decoded
from xentui.console.dialogs.stage import Stage
from xentui.console.drafts import Draft
from xentui.console.dry_run_lines import dry_run_lines, dry_run_started_lines
from xentui.console.screens.review import Review
from xentui.console.threads import in_thread
from xentui_driver.definitions.dry_run import DryRun
from xentui_driver.definitions.store import DefinitionText
from xentui_driver.model.errors import XenError
from xentui_widgets.choice_bar import Choice
from xentui_widgets.diff import Difference, diff_content, difference

GO_ON, FROM_FILE = "go on", "from the file"


async def offer_draft(stage: Stage, draft: Draft, read: DefinitionText, screen: Review) -> str:
    """Whether to go on with a draft that was left behind: GO_ON, FROM_FILE or LEFT. Raises XenError."""
    changed_s, changed = await in_thread(lambda: (draft.changed_s(), difference(read.text, decoded(draft.read()))))
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(changed_s))
    screen.show_status(
        [
            _words(stage, "! An earlier edit was neither saved nor discarded.", "bold ansi_yellow"),
            _words(stage, f"Its draft, last written {when}: {draft.path}"),
            _words(stage, "Below is what it would change."),
        ]
    )
    screen.show_text(diff_content(changed, stage.symbols))
    screen.offer((Choice(GO_ON, "Go on with it", "g"), Choice(FROM_FILE, "Begin from the file, keep the draft", "b")))
    return await screen.chosen()


async def decide(stage: Stage, edit: Edit) -> str:
    """What the operator decides; xl reads the draft meanwhile, and its answer changes the choices. Raises XenError."""
    text = decoded(await in_thread(edit.draft.read))
    changed = await in_thread(lambda: difference(edit.read.text, text))  # it may take its time
    edit.screen.show_text(diff_content(changed, stage.symbols))
    edit.screen.show_status([*_heading(stage, edit, changed), *dry_run_started_lines(stage.symbols)])
    edit.screen.offer(_choices("Save untried", is_easy=False))
    trial = asyncio.ensure_future(_show_dry_run(stage, edit, changed, text))
    try:
        return await edit.screen.chosen()
    finally:
        trial.cancel()


async def _show_dry_run(stage: Stage, edit: Edit, changed: Difference, text: str) -> None:
    dry_run: DryRun | XenError
    try:
        dry_run = await in_thread(lambda: stage.fleet.of(edit.instance).hypervisor.dry_run(text, edit.read.path))
    except XenError as error:
        dry_run = error
    edit.screen.show_status([*_heading(stage, edit, changed), *dry_run_lines(dry_run, stage.symbols)])
    if isinstance(dry_run, XenError):
        return
    if dry_run.error is not None:
        edit.screen.offer(_choices("Save anyway", is_easy=False))
    elif edit.others_change:
        edit.screen.offer(_choices("Save over it", is_easy=False))
    else:
        edit.screen.offer(_choices("Save", is_easy=True))


def _heading(stage: Stage, edit: Edit, changed: Difference) -> list[Content]:
    lines = [_words(stage, f"The draft: {changed.words}.")]
    if edit.others_change:
        lines = [
            _words(stage, "! Somebody else has changed the file meanwhile.", "bold ansi_yellow"),
            _words(stage, "Below is what your draft would change in the file as it is now."),
            *lines,
        ]
    if edit.instance.domain is not None:
        lines.append(_words(stage, "The guest is running: it takes effect at its next start."))
    return lines


def _choices(save: str, *, is_easy: bool) -> tuple[Choice, ...]:
    """To go on editing is the first choice: it loses nothing."""
    return (
        Choice(AGAIN, "Edit again", "e"),
        Choice(SAVE, save, "s" if is_easy else "", danger=not is_easy),
        Choice(KEEP, "Keep the draft", "k"),
        Choice(DISCARD, "Discard", danger=True),
    )


def _words(stage: Stage, text: str, style: str = "") -> Content:
    return Content.styled(stage.symbols.show(text), style)
