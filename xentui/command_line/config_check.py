"""Checks definitions: reads them as xl does, looks for mistakes, and lets xl itself try them where there is one."""

import argparse
import posixpath
import sys
from contextlib import closing

from xentui.command_line.answers import FAILED, SUCCEEDED, print_json, warn
from xentui.command_line.find_instance import definition_found, found_defined
from xentui.command_line.open_host import OpenHost
from xentui.fleet.host import Host
from xentui_driver.definitions.dry_run import DryRun
from xentui_driver.definitions.files import LIMIT_BYTES
from xentui_driver.definitions.xl_config.guest import guest_of
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import FileUnreadable, HostError, ParseError, ReadOnly, says
from xentui_driver.model.text import harmless
from xentui_driver.transport.safe_files import read_regular, words_of


@dataclass(frozen=True, slots=True)
class Checked:
    """The result for one definition."""

    source: str
    error: str = ""
    """Why xl would not accept it; None when it would."""
    detail: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    tried_by_xl: bool = False

    @property
    def verdict(self) -> str:
        if self.error:
            return self.error
        taken = "xl accepts it" if self.tried_by_xl else "it can be read"
        return f"{taken}, with {len(self.problems)} problems" if self.problems else taken


def check(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Status 1 when xl would refuse one of them."""
    is_file = options.source is not None and (options.source == "-" or "/" in options.source)
    try:
        host = open_host(options)
    except HostError as error:
        if not is_file:
            raise
        warn([f"xl was not asked: {error.summary}"])
        found = [_check_text(None, *_text_of(options.source), options.definitions)]
    else:
        with closing(host):
            found = [
                _check_text(host, source, text, options.definitions) for source, text in _sources(host, options.source)
            ]
    if options.json:
        print_json(checked=[_values(each) for each in found])
    else:
        _print(found)
    return FAILED if any(each.error for each in found) else SUCCEEDED


def _sources(host: Host, source: str | None) -> list[tuple[str, str]]:
    """Each file's path and text. Raises XenError."""
    if source is not None and (source == "-" or "/" in source):
        return [_text_of(source)]
    if source is not None:
        paths = [definition_found(found_defined(host, source)).path]
    else:
        paths = [each.definition.path for each in host.hypervisor.snapshot().instances if each.definition is not None]
    return [(path, host.hypervisor.store.read(path).text) for path in paths]


def _text_of(source: str) -> tuple[str, str]:
    """A file of this machine, or standard input. Raises FileUnreadable."""
    try:
        limit = LIMIT_BYTES + 1
        content = sys.stdin.buffer.read(limit) if source == "-" else read_regular(source, limit)
    except (OSError, ValueError) as error:
        raise FileUnreadable(f"{source} can't be read: {words_of(error)}.") from error
    if len(content) > LIMIT_BYTES:
        raise FileUnreadable(f"{source} is larger than {LIMIT_BYTES >> 20} MiB: not a definition.")
    return "standard input" if source == "-" else source, content.decode("utf-8", "surrogateescape")


def _check_text(host: Host | None, source: str, text: str, folder: str) -> Checked:
    """`folder` is the definitions' folder, in which a text from elsewhere is tried under its own name."""
    try:
        config = parse(text, source)
    except ParseError as error:
        return Checked(source, f"line {error.line_number}: {harmless(error.reason)}", tuple(error.detail.splitlines()))
    tried = _tried(host, source, text, folder)
    if tried is None:
        found = (*guest_of(config).problems, *config.warnings)
        return Checked(source, problems=tuple(harmless(words) for words in found))
    if tried.error is None:
        return Checked(source, problems=tried.warnings, tried_by_xl=True)
    return Checked(
        source, tried.error.summary, tuple(tried.error.detail.splitlines()), tried.warnings, tried_by_xl=True
    )


def _tried(host: Host | None, source: str, text: str, folder: str) -> DryRun | None:
    """None when xl can't be asked: xl gets a text as a file, and read-only no file is written."""
    if host is None:
        return None
    try:
        return host.hypervisor.dry_run(text, posixpath.join(folder, posixpath.basename(source)))
    except ReadOnly:
        warn([f"xl was not asked about {source}: this console is read-only."])
        return None


def _print(found: list[Checked]) -> None:
    for each in found:
        source = harmless(each.source)
        print(f"{source}: {each.verdict.removeprefix(f'{source}: ')}")
        for line in (line for line in each.detail if not says(each.verdict, line)):
            print(f"    {line}")
        for problem in each.problems:
            print(f"  {problem}")
    sys.stdout.flush()


def _values(checked: Checked) -> dict[str, object]:
    return {
        "source": checked.source,
        "error": checked.error or None,
        "detail": list(checked.detail),
        "problems": list(checked.problems),
        "tried_by_xl": checked.tried_by_xl,
    }
