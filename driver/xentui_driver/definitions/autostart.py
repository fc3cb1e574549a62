"""Makes guests start with the host, or no longer: adds and removes entries of auto/ without losing a file."""

import posixpath
from collections.abc import Callable

from xentui_driver.definitions.files import AUTO_FOLDER, SUB_FOLDERS, hard_links
from xentui_driver.definitions.folder import DefinitionFolder
from xentui_driver.model.definition import Definition, Starter
from xentui_driver.model.errors import CommandFailed, FileExists, FileUnreadable, FileUnwritable, XenError
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.transport.protocol import Transport

PutAside = Callable[[str], str]
"""Moves a file to the stash; returns its new path. Raises FileUnreadable, FileUnwritable."""

_NOT_PLAIN = lazy_pattern(r"[^A-Za-z0-9._+-]")


class Autostart:
    """The auto/ folder beside the definitions of one folder."""

    def __init__(self, files: Transport, folder: str, put_aside: PutAside) -> None:
        self._files = files
        self._folder = folder
        self._put_aside = put_aside

    @property
    def path(self) -> str:
        return f"{self._folder}/{AUTO_FOLDER}"

    def definition_at(self, path: str) -> Definition | None:
        """The definition as it is now, with what starts it. Raises FileUnreadable."""
        return DefinitionFolder(self._files, self._folder).definition_at(path)

    def make_link(self, path: str) -> str:
        """Returns the new link. Raises FileUnwritable."""
        # Debian's xendomains doesn't quote the name: a blank makes two words of it, and nothing starts.
        link = f"{self.path}/{_NOT_PLAIN.sub('_', posixpath.basename(path))}"
        try:
            self._files.make_link(link, path)
        except FileExists as error:
            raise FileExists(
                f"{link} already exists and doesn't point to {path}.",
                state_now="It was not changed.",
                next_step="Check what it starts, then remove or rename it.",
            ) from error
        return link

    def end(self, definition: Definition) -> tuple[str, ...]:
        """Remove everything that starts that guest; returns what was done, a line each.

        Links are removed, files are put aside; a file that is the only definition moves to the folder of the
        definitions. Raises FileUnreadable, FileUnwritable, CommandFailed when something would still start it.
        """
        steps = end_steps(definition)
        path = definition.path
        self._refuse_same_folder(definition)
        for starter in definition.starters:
            if starter.is_link:
                self._files.remove_file(starter.path)
            elif starter.is_copy:
                self._put_aside(starter.path)
            elif starter.path == definition.path:
                path = kept_path(definition)
                self._files.move_file(starter.path, path)
            else:
                self._files.remove_file(starter.path)
        left = self.definition_at(path)
        if left is not None and left.starters:
            raise CommandFailed(
                f"{definition.name} still starts with the host: {_paths(left.starters)}.",
                state_now=f"Done so far: {'; '.join(steps)}." if steps else "Nothing was done.",
                next_step="Find out what it is, then remove it by hand.",
            )
        return steps

    def forget(self, definition: Definition, stashed: str) -> None:
        """Remove the other names of a file that was put aside. Raises FileUnwritable."""
        for path in other_names(definition):
            try:
                self._files.remove_file(path)
            except FileUnreadable:  # the same name in a linked folder: it is gone with the file
                continue
            except XenError as error:
                raise FileUnwritable(
                    f"{definition.path} was put aside, but its other name {path} wasn't removed: {error.summary}",
                    state_now=f"The definition is now {stashed}; {path} still exists.",
                    next_step=f"Remove {path} by hand.",
                ) from error

    def _refuse_same_folder(self, definition: Definition) -> None:
        """Refuse where auto/ is the definition's own folder: there it has no other name. Raises FileUnwritable."""
        names = {each.path for each in definition.starters if not (each.is_link or each.is_copy)} - {definition.path}
        if names <= set(hard_links(self._files, self._folder, definition.path)):
            return
        folder = posixpath.dirname(definition.path)
        raise FileUnwritable(
            f"{self.path} is {folder}: everything in it starts with the host.",
            state_now=f"{definition.path} was not changed and starts with the host.",
            next_step="Replace {self.path} with a folder of links, or move the definition elsewhere by hand.",
        )


def other_names(definition: Definition) -> tuple[str, ...]:
    """The names that lead to no definition, and start nothing, once its file is gone."""
    return definition.paths[1:]


def end_steps(definition: Definition) -> tuple[str, ...]:
    """The steps of `Autostart.end`, for the preview."""
    return tuple(_end_step(definition, starter) for starter in definition.starters)


def still_starting(definition: Definition) -> tuple[str, ...]:
    """A warning where the guest still starts with the host although this definition of it is gone."""
    copies = tuple(starter for starter in definition.starters if starter.is_copy)
    if not copies:
        return ()
    more = "are other definitions" if len(copies) > 1 else "is another definition"
    return (f"{definition.name} still starts with the host:  {_paths(copies)} {more} of it.",)


def lost_sight_of(definition: Definition) -> tuple[str, ...]:
    """A warning where only the link in auto/, which is removed, leads to the file."""
    if not any(starter.is_link and starter.path == definition.path for starter in definition.starters):
        return ()
    return (f"It is no longer listed: its file is not in {definition.folder}, where definitions are.",)


def kept_path(definition: Definition) -> str:
    """The path to which a definition that lives in auto/ moves."""
    folder = definition.folder or posixpath.dirname(posixpath.dirname(definition.path))
    return f"{folder}/{posixpath.basename(definition.path)}"


def is_sub_folder(folder: str, path: str) -> bool:
    """Whether `path` is a folder that may hold definitions too, beside `folder` itself."""
    return path in {f"{folder}/{name}" for name in (*SUB_FOLDERS, AUTO_FOLDER)}


def _end_step(definition: Definition, starter: Starter) -> str:
    if starter.is_link:
        return f"remove the link {starter.path}"
    if starter.is_copy:
        return f"move {starter.path} to the stash"
    if starter.path == definition.path:
        return f"move {starter.path} to {kept_path(definition)}"
    return f"remove {starter.path}, another name of {definition.path}"


def _paths(starters: tuple[Starter, ...]) -> str:
    return ", ".join(starter.path for starter in starters)
