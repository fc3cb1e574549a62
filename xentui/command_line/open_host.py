"""Opens the host that a command line means: this dom0, a recording, or a simulated one; loads only that one's code."""

import argparse
import contextlib
import os
from collections.abc import Callable
from typing import Protocol

from xentui.fleet.machine import looks_like_xen
from xentui.fleet.settings import Settings
from xentui_driver.definitions.usual_folders import STASH_FOLDER
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.errors import FileUnreadable, NotXen
from xentui_driver.transport.protocol import Transport

_CHECK_LIMIT_S = 15.0


class OpenHost(Protocol):
    """Opens the host that the options mean."""

    def __call__(
        self, options: argparse.Namespace, *, checked: bool = True, check_limit_s: float = _CHECK_LIMIT_S
    ) -> Hypervisor:
        """Raises XenError when the host can't be managed from here; with `checked` false that isn't checked."""
        ...


def open_host(
    options: argparse.Namespace, *, checked: bool = True, check_limit_s: float = _CHECK_LIMIT_S
) -> Hypervisor:
    """The host of a recording or of the simulator where the options say so, else this machine."""
    settings: Settings = options.settings
    if options.replay is not None:
        return _replayed(options)
    if options.simulate:
        from xentui.fleet.demo import simulated_host

        host = simulated_host()
        return Hypervisor(allowed(_recorded(host.transport, options), settings), host.clock)
    from xentui_driver.toolstack.diagnosis import check_host
    from xentui_driver.transport.local import LocalTransport

    if checked and not looks_like_xen():
        raise NotXen("This machine isn't running under Xen and has no xl.")
    transport = allowed(_recorded(LocalTransport(), options), settings)
    if checked:
        check_host(transport, timeout_s=check_limit_s, ignore_toolstack=options.ignore_toolstack)
    stash_folder = settings.stash_folder or STASH_FOLDER
    return Hypervisor(transport, definitions_folder=options.definitions, stash_folder=stash_folder)


def allowed(transport: Transport, settings: Settings) -> Transport:
    """The transport, made read-only where the options say so."""
    if not settings.read_only:
        return transport
    from xentui_driver.toolstack.read_only import ReadOnlyTransport

    return ReadOnlyTransport(transport)


def _recorded(transport: Transport, options: argparse.Namespace) -> Transport:
    """Raises FileUnreadable."""
    if options.record is None:
        return transport
    from xentui_driver.transport.recording import RecordingTransport

    return RecordingTransport(transport, _recorder(options.record))


def _recorder(path: str) -> Callable[[str], None]:
    """Writes lines to a new file that only its owner can read. Raises FileUnreadable."""
    from xentui_driver.transport.safe_files import behind_sudo, folder, new_file, remedy_of, words_of

    try:
        with folder(os.path.dirname(path), also=behind_sudo(os.environ)) as place:
            fd = new_file(os.path.basename(path), place, more_flags=os.O_APPEND)
    except (OSError, ValueError) as error:
        raise FileUnreadable(
            f"{path} can't be written: {words_of(error)}.", next_step=remedy_of(error) or "Give a new file."
        ) from error

    def write(line: str) -> None:
        # A full disk ends the recording, not the console.
        with contextlib.suppress(OSError), open(fd, "a", encoding="utf-8", closefd=False) as file:
            file.write(line)

    return write


def _replayed(options: argparse.Namespace) -> Hypervisor:
    from xentui_driver.transport.recording import ReplayTransport
    from xentui_driver.transport.safe_files import open_regular, words_of

    try:
        with open(open_regular(options.replay, follow=True), encoding="utf-8") as file:
            return Hypervisor(ReplayTransport(file), definitions_folder=options.definitions)
    except (OSError, ValueError) as error:
        raise FileUnreadable(f"{options.replay} can't be read: {words_of(error)}.") from error
