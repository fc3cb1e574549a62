"""The commands that only read: list, info, describe, doctor."""

import argparse
import sys
from contextlib import closing

from xentui.command_line import report
from xentui.command_line.answers import FAILED, SUCCEEDED, complain, print_json, warn
from xentui.command_line.open_host import OpenHost
from xentui_driver.model.errors import NotXen
from xentui_driver.model.snapshot import Snapshot


def list_instances(options: argparse.Namespace, open_host: OpenHost) -> int:
    with closing(open_host(options)) as host:
        snapshot = host.hypervisor.snapshot()
    text = report.as_json(report.document(snapshot)) if options.json else report.list_text(snapshot)
    return answer(snapshot, text)


def info(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Print the node; without Xen the machine as Linux sees it, still with status 1."""
    from xentui.command_line.node_report import hosts_document, info_text, linux_answer

    try:
        with closing(open_host(options)) as host:
            snapshot = host.hypervisor.snapshot(topology=True)
    except NotXen as error:
        with closing(open_host(options, checked=False)) as host:
            print(linux_answer(host.hypervisor.transport, as_json=options.json), end="", flush=True)
        complain(error)
        return FAILED
    text = report.as_json(hosts_document(snapshot)) if options.json else info_text(snapshot)
    return answer(snapshot, text)


def describe(options: argparse.Namespace, open_host: OpenHost) -> int:
    from xentui.command_line.find_instance import meant_instance
    from xentui.command_line.words import description_text, description_values

    with closing(open_host(options)) as host:
        description = host.hypervisor.describe(meant_instance(host, options.name, options.domid))
    if options.json:
        print_json(description=description_values(description))
    else:
        print(description_text(description), end="", flush=True)
    warn(description.warnings)
    complain_of(description.problems)
    return FAILED if description.problems else SUCCEEDED


def doctor(options: argparse.Namespace, open_host: OpenHost) -> int:
    from xentui.command_line.words import finding_values, findings_text
    from xentui.fleet.kept.check import examined
    from xentui_driver.host.doctor.finding import Health

    with closing(open_host(options, checked=False)) as host:
        findings = examined(host)
    if options.json:
        print_json(findings=[finding_values(finding) for finding in findings])
    else:
        print(findings_text(findings), end="", flush=True)
    return FAILED if any(finding.health is Health.BAD for finding in findings) else SUCCEEDED


def answer(snapshot: Snapshot, text: str) -> int:
    """Print it; the exit status says whether it is complete."""
    print(text, end="", flush=True)
    reasons = list(report.incomplete(snapshot))
    complain_of(reasons)
    return FAILED if reasons else SUCCEEDED


def complain_of(reasons: list[str] | tuple[str, ...]) -> None:
    for reason in reasons:
        print(f"xentui: incomplete: {reason}", file=sys.stderr)
