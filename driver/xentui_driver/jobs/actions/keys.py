"""The actions that send a guest what can't be typed on its console."""

from xentui_driver.jobs.actions.action import Action, Asks, Guard, Request
from xentui_driver.jobs.actions.conditions import needs, on_domain, ref_of, text_of
from xentui_driver.model.domain import DomainState
from xentui_driver.model.sysrq import SYSRQ_KEYS
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown


def _harm(request: Request) -> str:
    key = SYSRQ_KEYS.get(str(request.value))
    return key.harm if key is not None else ""


def _effect(request: Request) -> str:
    key = SYSRQ_KEYS.get(str(request.value))
    return f"The guest's kernel is to {key.what}." if key is not None else ""


SYSRQ = Action(
    id="sysrq",
    label="Sysrq",
    help="send a magic key: sync, show tasks, reboot ...",
    doing="sending a key",
    guard=Guard.DIALOG,
    consequence="Sends a magic key to the kernel of a Linux guest.",
    question="Send sysrq to {}",
    yes="Send",
    why_not=needs(DomainState.RUNNING),
    steps=lambda request: shown(commands.sysrq(ref_of(request).domid, SYSRQ_KEYS[text_of(request)].letter)),
    perform=lambda host, request, report: host.send_sysrq(ref_of(request), text_of(request), report=report),
    asks=Asks.SYSRQ,
    why_drastic=_harm,
    may_fail=_effect,
)
NMI = Action(
    id="nmi",
    label="NMI",
    help="send a non-maskable interrupt, for a dump",
    doing="sending an NMI",
    guard=Guard.DIALOG,
    consequence="The guest gets a non-maskable interrupt. Many kernels note it; one that is set up for it panics or "
    "writes a dump.",
    question="Send an NMI to {}",
    yes="Send",
    why_not=needs(DomainState.RUNNING),
    steps=on_domain(commands.trigger_nmi),
    perform=lambda host, request, report: host.send_nmi(ref_of(request), report=report),
)
BREAK = Action(
    id="break",
    label="Break",
    help="send a break on the serial line of an HVM guest",
    doing="sending a break",
    guard=Guard.DIALOG,
    consequence="A break is sent on the guest's first serial line: a boot loader may stop there, and a Linux kernel "
    "takes the next character for a sysrq key.",
    question="Send a break to {}",
    yes="Send",
    why_not=needs(DomainState.RUNNING),
    steps=on_domain(commands.send_break),
    perform=lambda host, request, report: host.send_break(ref_of(request), report=report),
)
