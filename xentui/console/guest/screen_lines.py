"""Where the screen of a guest is: the address, and what leads there from another machine."""

from collections.abc import Iterator

from xentui.console.guest.paper import Paper
from xentui.console.guest.view import GuestView
from xentui_driver.host.console import Vnc
from xentui_driver.model.command_words import typed
from xentui_driver.model.domain import DomainRole
from xentui_driver.model.instance import Instance
from xentui_widgets.lines import Line

_EVERYWHERE = ("0.0.0.0", "::", "*")


def where_words(vnc: Vnc) -> str:
    """Its address, and whether it wants a password."""
    guard = "asks for a password" if vnc.has_password else "no password"
    return f"{vnc.address} port {vnc.port}, {guard}"


def ways_to(vnc: Vnc, host_name: str) -> tuple[str, str]:
    """What to type on another machine: the tunnel, and the viewer at its near end."""
    address = "localhost" if vnc.address in _EVERYWHERE else vnc.address
    far = f"[{address}]" if ":" in address else address
    return typed(
        ("ssh", "-L", f"{vnc.port}:{far}:{vnc.port}", host_name)
    ), f"vncviewer {Vnc('localhost', vnc.port).display}"


def may_have_screen(instance: Instance) -> bool:
    """Whether it is worth to ask: a PVH guest has none, and only a guest that runs has one."""
    domain, definition = instance.domain, instance.definition
    if domain is None or domain.role is not DomainRole.GUEST:
        return False
    return definition is None or definition.type != "pvh"


def screen_lines(view: GuestView, paper: Paper) -> Iterator[Line]:
    """That there is none is said of an HVM guest, of which it is expected."""
    instance, read = view.instance, view.vnc
    if not may_have_screen(instance):
        return
    if read.value is not None:
        vnc = read.value
        yield from paper.fact("screen", f"on VNC, {where_words(vnc)}. From your own machine:")
        for line in ways_to(vnc, instance.host):
            yield from paper.fact("", f"{paper.symbols.prompt} {line}")
    elif read.error is not None:
        yield from paper.fact("screen", f"unknown: {read.error.summary}", "paused")
    elif read.taken_s is not None and instance.definition is not None and instance.definition.type == "hvm":
        yield from paper.fact("screen", "none on VNC: it is off in the definition, or another program shows it")
