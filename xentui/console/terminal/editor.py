"""Which editor the operator uses, as git and crontab -e find it."""

import os
import shlex
import shutil
from collections.abc import Mapping

from xentui_driver.model.errors import InvalidInput, ToolMissing

FALLBACKS = ("sensible-editor", "vi", "nano")


def editor_argv(environ: Mapping[str, str], path: str) -> tuple[str, ...]:
    """The command that opens `path` in $VISUAL, $EDITOR, or the first fallback that is there.

    Raises InvalidInput for a variable that is no command, ToolMissing when there is no editor at all.
    """
    for variable in ("VISUAL", "EDITOR"):
        if words := environ.get(variable, "").strip():
            return (*_split(variable, words), path)
    search = environ.get("PATH", os.defpath)
    for name in FALLBACKS:
        if shutil.which(name, path=search):
            return (name, path)
    raise ToolMissing("No editor found.", next_step=f"Set EDITOR, or install one of {', '.join(FALLBACKS)}.")


def _split(variable: str, words: str) -> list[str]:
    # Its own quoting, but no shell: $EDITOR may come from anywhere that the session's environment did.
    try:
        return shlex.split(words)
    except ValueError as error:
        raise InvalidInput(
            f"${variable} isn't a command: {words!r} ({error}).", next_step=f"Correct ${variable} and try again."
        ) from error
