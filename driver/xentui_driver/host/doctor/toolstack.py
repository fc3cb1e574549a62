"""Checks xl, the xenstored that it needs, and whether another toolstack manages this host."""

from collections.abc import Iterator

from xentui_driver.host.doctor.facts import Facts
from xentui_driver.host.doctor.finding import Finding, bad, good, unknown, warning
from xentui_driver.model.errors import CommandTimedOut, NotRoot, StoreDown, ToolMissing, XenError
from xentui_driver.toolstack.cause import cause_of, plain_words
from xentui_driver.toolstack.diagnosis import toolstack_in_charge
from xentui_driver.transport.protocol import Transport


def check_toolstack(facts: Facts) -> Iterator[Finding]:
    yield _xl(facts)
    yield _store(facts)


def check_other_toolstack(transport: Transport) -> Iterator[Finding]:
    found = toolstack_in_charge(transport)
    if found is None:
        yield good("other toolstack", "No other toolstack manages this host.")
    else:
        yield bad("other toolstack", f"{found.name} manages this host.", f"Use {found.instead}.")


def _xl(facts: Facts) -> Finding:
    node = facts.node
    if not isinstance(node, XenError):
        if node.problems:
            return warning("xl", f"xl answers, but not completely: {node.problems[0]}.", "Run `xl -vvv info` by hand.")
        return good("xl", f"xl answers; it manages Xen {node.xen_version or 'of an unknown version'}.")
    if isinstance(node, ToolMissing):
        return bad("xl", node.summary, ToolMissing.next_step)
    if isinstance(node, CommandTimedOut):
        return bad("xl", "xl hangs: `xl info` did not answer.", CommandTimedOut.next_step)
    said = plain_words(cause_of(node.detail))
    words = f" It said: {said}" if said and said not in node.summary else ""
    return bad("xl", f"xl doesn't work: {node.summary}{words}", node.next_step or "Run `xl -vvv info` by hand.")


def _store(facts: Facts) -> Finding:
    check = "xenstored"
    failure = facts.store
    if failure is None:
        return good(check, "xenstored answers.")
    if isinstance(failure, ToolMissing):
        return unknown(check, failure.summary, ToolMissing.next_step)
    if isinstance(failure, NotRoot):
        return unknown(check, "xenstored only answers root.", NotRoot.next_step)
    if isinstance(failure, CommandTimedOut):
        return bad(check, "xenstored doesn't answer: every xl command but `xl info` hangs.", StoreDown.next_step)
    return bad(check, f"{failure.summary} {cause_of(failure.detail)}".strip(), StoreDown.next_step)
