"""A draft is shown to the operator, with its changes and xl's opinion, and the operator decides what to do with it."""

import asyncio
import time
from collections.abc import Mapping, Sequence

from textual.content import Content

from xentui.console.dialogs.edited_definition import AGAIN, DISCARD, KEEP, SAVE, Edit, decoded
from xentui.console.dialogs.stage import Stage
from xentui.console.drafts import Draft
from xentui.console.dry_run_lines import dry_run_lines, dry_run_started_lines
from xentui.console.screens.review import LEFT, Review
from xentui.console.threads import in_thread
from xentui_driver.definitions.disk_users import DiskUser, disks_of, shared_words
from xentui_driver.definitions.dry_run import DryRun
from xentui_driver.definitions.store import DefinitionText
from xentui_driver.definitions.xl_config.disk import Disk
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.jobs.actions.next_start import NO_START
from xentui_driver.model.errors import ParseError, XenError
from xentui_widgets.choice_bar import Choice
from xentui_widgets.diff import Difference, diff_content, difference

GO_ON, FROM_FILE = "go on", "from the file"
_BACK = Choice(LEFT, "Back", "Esc")


async def offer_draft(stage: Stage, draft: Draft, read: DefinitionText, screen: Review) -> str:
    """Whether to go on with a draft that was left behind: GO_ON, FROM_FILE or LEFT. Raises XenError."""
    changed_s, changed = await in_thread(lambda: (draft.changed_s(), difference(read.text, decoded(draft.read()))))
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(changed_s))
    screen.show_status(
        [
            _words(stage, "! An earlier edit was neither saved nor discarded.", "bold ansi_yellow"),
            _words(stage, f"Its draft, last written {when}: {draft.path}"),
            _words(stage, "It would change:"),
        ]
    )
    screen.show_text(diff_content(changed, stage.symbols))
    screen.offer(
        (Choice(GO_ON, "Continue with it", "c"), Choice(FROM_FILE, "Start from the file, keep the draft", "f"), _BACK)
    )
    return await screen.chosen()


async def decide(stage: Stage, edit: Edit) -> str:
    """What the operator decides; xl reads the draft meanwhile, and its answer changes the choices. Raises XenError."""
    text = decoded(await in_thread(edit.draft.read))
    changed = await in_thread(lambda: difference(edit.read.text, text))  # it may take its time
    edit.screen.show_text(diff_content(changed, stage.symbols))
    edit.screen.show_status([*_heading(stage, edit, changed), *dry_run_started_lines(stage.symbols)])
    edit.screen.offer(_choices("Save unchecked", is_easy=False))
    trial = asyncio.ensure_future(_show_dry_run(stage, edit, changed, text))
    try:
        return await edit.screen.chosen()
    finally:
        trial.cancel()


async def _show_dry_run(stage: Stage, edit: Edit, changed: Difference, text: str) -> None:
    dry_run: DryRun | XenError
    host = stage.fleet.of(edit.instance)
    try:
        dry_run = await in_thread(lambda: host.hypervisor.dry_run(text, edit.read.path))
    except XenError as error:
        dry_run = error
    instances = stage.fleet.instances_of(host)
    shared = await in_thread(lambda: _shared_disks(text, edit, host.hypervisor.disk_users(instances)))
    warnings = [_words(stage, f"! {words}", "bold ansi_yellow") for words in shared.values()]
    edit.screen.show_status([*_heading(stage, edit, changed), *dry_run_lines(dry_run, stage.symbols), *warnings])
    if isinstance(dry_run, XenError):
        return
    if dry_run.error is not None or shared.keys() - {disk.target for disk in _disks_in(edit.read.text, edit)}:
        edit.screen.offer(_choices("Save anyway", is_easy=False))
    elif edit.others_change:
        edit.screen.offer(_choices("Save over it", is_easy=False))
    else:
        edit.screen.offer(_choices("Save", is_easy=True))


def _shared_disks(text: str, edit: Edit, users: Sequence[DiskUser]) -> Mapping[str, str]:
    """What speaks against the disks of the draft that other guests have, by target."""
    others = [each for each in users if not each.is_of(edit.instance)]
    found = ((disk, shared_words(disk, others)) for disk in _disks_in(text, edit))
    return {disk.target: f"{disk.vdev}: {words}" for disk, words in found if words}


def _disks_in(text: str, edit: Edit) -> tuple[Disk, ...]:
    try:
        return disks_of(parse(text, edit.read.path).get_list("disk") or ())
    except ParseError:  # xl says what is wrong
        return ()


def _heading(stage: Stage, edit: Edit, changed: Difference) -> list[Content]:
    lines = [_words(stage, f"The draft: {changed.words}.")]
    if edit.others_change:
        lines = [
            _words(stage, "! Somebody else has changed the file meanwhile.", "bold ansi_yellow"),
            _words(stage, "Your draft would change the file as it is now like this:"),
            *lines,
        ]
    if edit.instance.domain is not None:
        lines.append(_words(stage, f"Takes effect at the next start: the guest is running. {NO_START}"))
    return lines


def _choices(save: str, *, is_easy: bool) -> tuple[Choice, ...]:
    """To go on editing is the first choice: it loses nothing."""
    return (
        Choice(AGAIN, "Edit again", "e"),
        Choice(SAVE, save, "s" if is_easy else "", danger=not is_easy),
        Choice(KEEP, "Keep the draft", "Esc"),
        Choice(DISCARD, "Discard", danger=True),
    )


def _words(stage: Stage, text: str, style: str = "") -> Content:
    return Content.styled(stage.symbols.show(text), style)
