"""Changes a definition: parses the new text and lets xl try it before it is written."""

import argparse
from collections.abc import Mapping
from contextlib import closing

from xentui.command_line.answers import SUCCEEDED, print_outcome, print_steps, warn
from xentui.command_line.await_job import performed
from xentui.command_line.find_instance import definition_found, found_defined
from xentui.command_line.open_host import OpenHost
from xentui.fleet.host import Host
from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.editing import edited
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.host.hypervisor import Hypervisor, definition_steps
from xentui_driver.jobs.actions import CHANGE_DEFINITION, Request
from xentui_driver.jobs.actions.next_start import NO_START
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import CommandFailed, ParseError
from xentui_driver.model.instance import Instance
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.outcome import Outcome

Changes = Mapping[str, Value | None]
_KEY = lazy_pattern(r"[a-z][._0-9a-z]*")
"""The form of a setting's name (libxlu_cfg_l.l)."""


def assignment(text: str) -> tuple[str, Value]:
    """One KEY=VALUE of the command line: a value as in xl.cfg; anything else is taken as a string."""
    key, equals, written = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    return _key(key.strip()), _value(written.strip())


def removal(text: str) -> tuple[str, None]:
    return _key(text), None


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} isn't a setting's name: a lower-case letter, then lower-case letters, digits, dots, underscores"
        )
    return text


def _value(written: str) -> Value:
    try:
        config = parse(f"value = {written}\n", "the value")
    except ParseError as error:
        if written.startswith(("[", '"', "'")):
            raise argparse.ArgumentTypeError(f"{written!r} is broken: {error.reason}") from error
        return written
    value = config.get("value")
    is_whole = len(config.settings) == 1 and value is not None
    # A comment or a second setting after it would silently be lost.
    return value if is_whole and value is not None and "#" not in written and ";" not in written else written


def set_values(options: argparse.Namespace, open_host: OpenHost) -> int:
    return _change(options, open_host)


def unset_values(options: argparse.Namespace, open_host: OpenHost) -> int:
    return _change(options, open_host)


def write_back(options: argparse.Namespace, open_host: OpenHost) -> int:
    with closing(open_host(options)) as host:
        instance = found_defined(host, options.name)
        description = host.hypervisor.describe(instance)
        warn(description.problems)
        if description.write_back is None:
            print_outcome(Outcome(f"There is nothing to write back for {instance.name}."), in_json=options.json)
            return SUCCEEDED
        return _apply(host, instance, description.write_back, options)


def _change(options: argparse.Namespace, open_host: OpenHost) -> int:
    with closing(open_host(options)) as host:
        instance = found_defined(host, options.name)
        return _apply(host, instance, dict(options.changes), options)


def _apply(host: Host, instance: Instance, changes: Changes, options: argparse.Namespace) -> int:
    definition = definition_found(instance)
    _try_changed(host.hypervisor, definition, changes)
    if options.dry_run:
        print_steps(definition_steps(definition.path, changes), in_json=options.json)
        return SUCCEEDED
    outcome = performed(host, CHANGE_DEFINITION, Request(instance, changes=changes))
    if outcome.steps and instance.domain is not None:
        unchanged = f"{instance.name} is running and doesn't change: the new settings take effect at its next start."
        warn([f"{unchanged} {NO_START}"])
    print_outcome(outcome, in_json=options.json)
    return SUCCEEDED


def _try_changed(hypervisor: Hypervisor, definition: Definition, changes: Changes) -> None:
    """Raises XenError when xl accepted the definition before and would refuse it now."""
    read = hypervisor.store.read(definition.path)
    tried = hypervisor.dry_run(edited(read.text, definition.path, changes), definition.path)
    warn(tried.warnings)
    if tried.error is None:
        return
    if hypervisor.dry_run(read.text, definition.path).error is not None:
        warn([f"xl rejects {definition.path}, as it did before: {tried.error.summary}"])
        return
    raise CommandFailed(
        f"{definition.path} was not changed: xl would reject it: {tried.error.summary}",
        detail=tried.error.detail,
        state_now="The file was not changed.",
        next_step=tried.error.next_step,
    )
