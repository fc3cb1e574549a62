"""Consoles: the command that attaches to each, and the address of a guest's screen."""

from enum import Enum

from xentui_driver.host.console_holder import busy, console_holder
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
    DomainRole.DOM0: "Choose a guest: the console of Domain-0 is the one of the machine itself.",
    DomainRole.NAMELESS: "It was built without a name or is being torn down: `xl console` by hand may know one of its.",
    DomainRole.INCOMING: "Wait until it has arrived.",
    DomainRole.MIGRATED_AWAY: "Attach to its console on the host that it has moved to.",
}
_LOWEST_PORT = 5900
_LOCK_FILE = lazy_pattern(r"/xenconsole\.(\d{1,5})\b")


class ConsoleType(Enum):
    """`xl console -t`; without it xl takes the serial one of an HVM guest, else the PV one (libxl_console.c)."""

    PV = "pv"
    SERIAL = "serial"
    VUART = "vuart"


# xl itself notices only after it has waited 5 s for the terminal (tools/console/client/main.c).
_TERMINAL_KEYS = {ConsoleType.SERIAL: "serial/0/tty", ConsoleType.VUART: "vuart/0/tty"}


@dataclass(frozen=True, slots=True)
class Vnc:
    """The address of a guest's screen for a VNC viewer; the password stays where it is."""

    address: str
    port: int

    @property
    def display(self) -> str:
        """The address in the form that vncviewer takes."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{host}:{self.port - _LOWEST_PORT}" if self.port >= _LOWEST_PORT else f"{host}::{self.port}"


def console_argv(xl: Xl, ref: DomainRef, type: ConsoleType | None = None) -> commands.Argv:
    """The host's command for the console of that type. Raises CommandFailed when there is none or somebody holds it."""
    domain = xl.find(ref)
    if domain.role in _NO_CONSOLE_ROLES or domain.state in (DomainState.DYING, DomainState.SHUTDOWN):
        raise CommandFailed(
            f"{label(domain)} has no console to attach to: it is {_what_it_is(domain)}.",
            state_now="Nothing was done.",
            next_step=_WITHOUT_CONSOLE.get(domain.role, WAYS[domain.state]),
        )
    if type in _TERMINAL_KEYS and not _read(xl, domain, _TERMINAL_KEYS[type]):
        raise CommandFailed(
            f"{label(domain)} has no {type.value} console.",
            state_now="Nothing was done.",
            next_step="Attach to its default console; `serial` in the definition gives an HVM guest a serial one.",
        )
    holder = console_holder(xl.transport, domain.domid)
    if holder is not None:
        raise busy(label(domain), holder, xl.clock.epoch_s())
    return commands.console(domain.domid, type.value if type is not None else None)


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
    port = _read(xl, domain, "console/vnc-port")
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 1 << 16):
        return None
    return Vnc(harmless(_read(xl, domain, "console/vnc-listen")) or "localhost", int(port))


def _read(xl: Xl, domain: Domain, key: str) -> str:
    argv = commands.read_store(f"/local/domain/{domain.domid}/{key}")
    completed = xl.transport.run(argv, timeout_s=xl.limits.read_s)
    return completed.stdout.strip() if completed.exit_status == 0 else ""
