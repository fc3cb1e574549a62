"""Consoles: the command that attaches to each, and the address of a guest's screen."""

from xentui_driver.host.console_escape import USUAL, escape_word
from xentui_driver.host.console_holder import busy, console_holder
from xentui_driver.host.console_terminals import ConsoleType, has_console, keys_below, read_key
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState
from xentui_driver.model.errors import CommandFailed, ConsoleBusy
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.way_out import WAYS
from xentui_driver.toolstack.xl import Xl, label, state_words

_NO_CONSOLE_ROLES = (DomainRole.DOM0, DomainRole.NAMELESS, DomainRole.INCOMING, DomainRole.MIGRATED_AWAY)
_WITHOUT_CONSOLE = {
    DomainRole.DOM0: "Choose a guest: the console of Domain-0 is the machine's own.",
    DomainRole.NAMELESS: "It was built without a name or is being torn down; try `xl console` by hand.",
    DomainRole.INCOMING: "Wait until the guest has arrived.",
    DomainRole.MIGRATED_AWAY: "Attach to its console on the host where it runs now.",
}
_LOWEST_PORT = 5900
_PASSWORD_KEY = "vnc-pass"
_LOCK_FILE = lazy_pattern(r"/xenconsole\.(\d{1,5})\b")


@dataclass(frozen=True, slots=True)
class Vnc:
    """The address of a guest's screen for a VNC viewer; the password stays where it is."""

    address: str
    port: int
    has_password: bool = False

    @property
    def display(self) -> str:
        """The address in the form that vncviewer takes."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{host}:{self.port - _LOWEST_PORT}" if self.port >= _LOWEST_PORT else f"{host}::{self.port}"


def console_argv(xl: Xl, ref: DomainRef, type: ConsoleType | None = None, key: str = USUAL) -> commands.Argv:
    """The host's command for the console of that type, which `key` leaves.

    Raises CommandFailed when there is none or somebody holds it.
    """
    domain = xl.find(ref)
    if domain.role in _NO_CONSOLE_ROLES or domain.state in (DomainState.DYING, DomainState.SHUTDOWN):
        raise CommandFailed(
            f"{label(domain)} has no console to attach to: it is {_what_it_is(domain)}.",
            state_now="Nothing was done.",
            next_step=_WITHOUT_CONSOLE.get(domain.role, WAYS[domain.state]),
        )
    # xl itself notices only after it has waited 5 s for the terminal (tools/console/client/main.c).
    if not has_console(xl, domain.domid, type):
        raise _without_terminal(domain, type)
    holder = console_holder(xl.transport, domain.domid)
    if holder is not None:
        raise busy(label(domain), holder, xl.clock.epoch_s())
    escape = "" if key == USUAL else escape_word(key)
    return commands.console(domain.domid, type.value if type is not None else None, escape)


def _without_terminal(domain: Domain, type: ConsoleType | None) -> CommandFailed:
    if type in (None, ConsoleType.PV):
        return CommandFailed(
            f"{label(domain)} has no console device: xenstore names no terminal for it.",
            state_now="Nothing was done.",
            next_step="Check that xenconsoled runs (do: doctor): it makes the terminals.",
        )
    return CommandFailed(
        f"{label(domain)} has no {type.value} console.",
        state_now="Nothing was done.",
        next_step="Attach to its default console; with `serial` in its definition an HVM guest has a serial one.",
    )


def named_holder(xl: Xl, error: ConsoleBusy, ref: DomainRef) -> ConsoleBusy:
    """Adds to a refusal of xl's client who is attached, where that can be found out: somebody was faster.

    The console of an HVM guest with a stub domain is the stub's: the client says whose lock it is.
    """
    said = _LOCK_FILE.search(error.detail)
    holder = console_holder(xl.transport, int(said[1]) if said else ref.domid)
    if holder is None:
        return error
    return busy(f"{ref.name or '(no name)'} (id {ref.domid})", holder, xl.clock.epoch_s(), detail=error.detail)


def _what_it_is(domain: Domain) -> str:
    return state_words(domain) if domain.role is DomainRole.GUEST else domain.role.value


def vnc_of(xl: Xl, ref: DomainRef) -> Vnc | None:
    """The address of its screen; None for a guest without one."""
    domain = xl.find(ref)
    port = read_key(xl, domain.domid, "console/vnc-port")
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 1 << 16):
        return None
    listen = harmless(read_key(xl, domain.domid, "console/vnc-listen")) or "localhost"
    # Only the names of the keys are read: the value of this one is the password.
    return Vnc(listen, int(port), has_password=_PASSWORD_KEY in keys_below(xl, domain.domid, "console"))
