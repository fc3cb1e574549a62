"""Where the screen of a guest is that has just been made and started."""

from dataclasses import replace

import pytest

from tests.instances import WEB
from tests.xentui.console.driving import Console, drive
from xentui.console.dialogs.attach_console import hint_for
from xentui.console.guest.screen_lines import ways_to
from xentui_driver.host.console import Vnc
from xentui_driver.model.domain import DomainRef

ISO = "/srv/iso/debian.iso"


@pytest.mark.parametrize(
    ("vnc", "tunnel", "viewer"),
    [
        (Vnc("127.0.0.1", 5903), "ssh -L 5903:127.0.0.1:5903 dom0a", "vncviewer localhost:3"),
        (Vnc("0.0.0.0", 5900), "ssh -L 5900:localhost:5900 dom0a", "vncviewer localhost:0"),
        (Vnc("::1", 5901), "ssh -L '5901:[::1]:5901' dom0a", "vncviewer localhost:1"),
    ],
)
def test_the_lines_lead_from_another_machine_to_the_screen(vnc: Vnc, tunnel: str, viewer: str) -> None:
    assert ways_to(vnc, "dom0a") == (tunnel, viewer)


def test_after_its_first_start_the_screen_of_an_hvm_guest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Console()
    for path in (ISO, "/var/lib/web.img", "/etc/xen/scripts/vif-bridge"):
        made.world.write_file("dom0a", path, "a file")

    def vnc_of(ref: DomainRef) -> Vnc:
        assert ref.name == "web"
        return Vnc("127.0.0.1", 5901)

    monkeypatch.setattr(made.hypervisor, "vnc_of", vnc_of)

    async def scenario(c: Console) -> None:
        await c.press("n", "f", "up", "left", "down")
        for text in ("web", "1g", "", "1", ISO, "", "", "/var/lib/web.img,raw,xvda,rw", "", "bridge=xenbr0"):
            await c.type(text)
            await c.press("enter")
        await c.press("f3")
        await c.sees("web has started")
        await c.sees("VNC, 127.0.0.1 port 5901")
        await c.sees("$ ssh -L 5901:127.0.0.1:5901 dom0a")
        text = c.hypervisor.store.read("/etc/xen/web.cfg").text
        assert 'boot = "cd"' in text
        assert f"cdrom, target={ISO}" in text

    drive(made, scenario)


@pytest.mark.parametrize(("type", "says"), [("hvm", True), ("pvh", False), ("pv", False)])
def test_above_the_console_of_an_hvm_guest_its_screen_is_named(type: str, says: bool) -> None:
    assert WEB.definition is not None
    guest = replace(WEB, definition=replace(WEB.definition, type=type))
    assert ("VNC" in hint_for(guest)) is says
