"""Opens the host that a command line means: this dom0, a recording, or a simulated one; loads only that one's code."""

import argparse
import contextlib
import os
from typing import Protocol

from xentui.fleet.host import Host, Recorder
from xentui.fleet.machine import looks_like_xen
from xentui.fleet.settings.values import Settings
from xentui_driver.model.dataclass import replace
from xentui_driver.model.errors import FileUnreadable, NotXen

_CHECK_LIMIT_S = 15.0


class OpenHost(Protocol):
    """Opens the host that the options mean."""

    def __call__(
        self, options: argparse.Namespace, *, checked: bool = True, check_limit_s: float = _CHECK_LIMIT_S
    ) -> Host:
        """Raises XenError when the host can't be managed from here; with `checked` false that isn't checked."""
        ...


def open_host(options: argparse.Namespace, *, checked: bool = True, check_limit_s: float = _CHECK_LIMIT_S) -> Host:
    """The host of a recording or of the simulator where the options say so, else this machine."""
    if options.replay is not None:
        return _replayed(options.replay, _settings(options))
    if options.simulate:
        from xentui.fleet.hosts.simulated import demonstration

        return demonstration(options.settings, recorder=_recorder(options))
    from xentui.fleet.hosts.local import local_host
    from xentui_driver.toolstack.diagnosis import check_host

    if checked and not looks_like_xen():
        raise NotXen("This machine isn't running under Xen and has no xl.")
    host = local_host(_settings(options), recorder=_recorder(options))
    if checked:
        check_host(host.hypervisor.transport, timeout_s=check_limit_s, ignore_toolstack=options.ignore_toolstack)
    return host


def _settings(options: argparse.Namespace) -> Settings:
    """The host's settings, overridden by the command line."""
    settings: Settings = options.settings
    return replace(settings, definitions_folder=options.definitions)


def _recorder(options: argparse.Namespace) -> Recorder | None:
    """Writes lines to a new file that only its owner can read. Raises FileUnreadable."""
    return _lines_to(options.record) if options.record is not None else None


def _lines_to(path: str) -> Recorder:
    from xentui_driver.transport.safe_files import behind_sudo, folder, new_file, remedy_of, words_of

    try:
        with folder(os.path.dirname(path), also=behind_sudo(os.environ)) as place:
            fd = new_file(os.path.basename(path), place, more_flags=os.O_APPEND)
    except (OSError, ValueError) as error:
        raise FileUnreadable(
            f"{path} can't be written: {words_of(error)}.", next_step=remedy_of(error) or "Give the name of a new file."
        ) from error

    def write(line: str) -> None:
        # A full disk ends the recording, not the console.
        with contextlib.suppress(OSError), open(fd, "a", encoding="utf-8", closefd=False) as file:
            file.write(line)

    return write


def _replayed(path: str, settings: Settings) -> Host:
    from xentui.fleet.hosts.replayed import replayed_host
    from xentui_driver.transport.safe_files import open_regular, words_of

    try:
        with open(open_regular(path, follow=True), encoding="utf-8") as file:
            return replayed_host(file, settings)
    except (OSError, ValueError) as error:
        raise FileUnreadable(f"{path} can't be read: {words_of(error)}.") from error
