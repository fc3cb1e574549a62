"""A machine that is a dom0, as a script of answers."""

import pytest

from tests.scripted import Answer, ScriptedTransport, domids, listing, row
from tests.snapshots.screens import INFO
from xentui.command_line import open_console, open_host

DOM0 = {"/proc/xen/capabilities": b"control_d\n"}


def on_host(
    monkeypatch: pytest.MonkeyPatch, answers: dict[str, Answer | list[Answer]], files: dict[str, bytes] | None = None
) -> None:
    """The machine is this dom0."""
    looks_like_xen(monkeypatch, True)
    transport = ScriptedTransport(answers, DOM0 | (files or {}))
    monkeypatch.setattr("xentui.fleet.hosts.local.LocalTransport", lambda: transport)


def looks_like_xen(monkeypatch: pytest.MonkeyPatch, answer: bool) -> None:
    for module in (open_host, open_console):
        monkeypatch.setattr(module, "looks_like_xen", lambda: answer)


HEALTHY: dict[str, Answer | list[Answer]] = {
    "xl list -v": listing(row("web", 7)),
    "xenstore-list /local/domain": domids(7),
    "xl info": INFO,
    "xl info -n": INFO,
}
