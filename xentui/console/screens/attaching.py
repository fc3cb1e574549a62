"""What is asked around a console: of a paused guest, and after a reboot."""

from collections.abc import Mapping, Sequence

from xentui.console.names import Names
from xentui_driver.host.console_terminals import ConsoleType
from xentui_driver.host.ended import Became
from xentui_driver.model.instance import Instance
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.symbols import Symbols

_WHAT: Mapping[ConsoleType, str] = {
    ConsoleType.SERIAL: "the first serial line: firmware, boot loader, ttyS0; what xl takes without a choice",
    ConsoleType.PV: "Xen's own console: hvc0 of a guest with Xen's drivers",
    ConsoleType.VUART: "the emulated UART of an Arm guest",
}
CANCEL, UNPAUSE, ATTACH, AGAIN, FOLLOW = "no", "unpause", "attach", "again", "follow"


def paused_console(instance: Instance, names: Names) -> Dialog:
    """Returns UNPAUSE, ATTACH, or another word for neither."""
    assert instance.ref is not None, "a paused guest has a domain"
    frame = DialogFrame(
        f"Console of {names.instance(instance)}: it is paused",
        ["A paused guest prints nothing and takes no key.", "", "Unpause it first?"],
        (Choice(CANCEL, "Cancel", "n"), Choice(UNPAUSE, "Unpause, attach", "u"), Choice(ATTACH, "Only attach", "a")),
        steps=names.steps(instance.host, shown(commands.unpause(instance.ref.domid))),
        symbols=names.symbols,
    )
    return Dialog(frame)


def which_console(instance: Instance, types: Sequence[ConsoleType], names: Names) -> Dialog:
    """Returns the value of a type, or another word for none."""
    frame = DialogFrame(
        f"Which console of {names.instance(instance)}?",
        [f"{type.value:<7} {_WHAT[type]}" for type in types],
        (Choice(CANCEL, "Cancel", "n"), *(Choice(type.value, type.value, type.value[0]) for type in types)),
        symbols=names.symbols,
    )
    return Dialog(frame)


def rebooted(name: str, became: Became, symbols: Symbols) -> Dialog:
    """Returns AGAIN, FOLLOW, or another word for neither."""
    is_there = became.ref is not None
    frame = DialogFrame(
        f"{name} {became.words}",
        [
            "The console has ended with it." if is_there else "The console has ended with it; it isn't back yet.",
            "",
            "Again: attach it again" + ("." if is_there else " as soon as the guest is back."),
            "Follow reboots: the same, and after each further reboot until you detach.",
            "With `follow-reboots` under [console] in the config, every console does so.",
        ],
        (Choice(CANCEL, "Close", "n"), Choice(AGAIN, "Again", "a"), Choice(FOLLOW, "Follow reboots", "f")),
        symbols=symbols,
    )
    return Dialog(frame)
