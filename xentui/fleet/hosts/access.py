"""What stands between the application and a host: its answers are recorded where that is wanted, and it is guarded."""

from collections.abc import Callable

from xentui.fleet.settings import Settings
from xentui_driver.transport.protocol import Transport

Recorder = Callable[[str], None]
"""Takes the lines of a recording."""


def guarded(transport: Transport, settings: Settings, recorder: Recorder | None) -> Transport:
    """The host as far as its settings allow to touch it; what is refused is in no recording."""
    if recorder is not None:
        from xentui_driver.transport.recording import RecordingTransport

        transport = RecordingTransport(transport, recorder)
    if settings.read_only:
        from xentui_driver.toolstack.read_only import ReadOnlyTransport

        transport = ReadOnlyTransport(transport)
    return transport
