"""What tells of the command line and is made from its grammar: the manual page, and the completions of three shells."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import gmtime, strftime

import shtab
from argparse_manpage.manpage import Manpage

from shipping import own
from shipping.grammar import whole_parser

SHELLS = ("bash", "zsh", "fish")
_WIDE = "200"
"""Columns: a synopsis is broken by whoever shows the page."""

_DOCUMENTS = "/usr/share/doc/xentui"
_DOCUMENT = re.compile(r"\bdocs/(\w+\.md)")
_RAGGED = ".ad l"
"""Lines with words as long as those of a synopsis can't be justified."""
_FILES = r"""
.TP
.I /etc/xentui/config.toml
settings for every user of this machine, each explained there
.TP
.I /var/lib/xentui
jobs: what was done and how it ended; removed definitions; a day of history
.TP
.I /var/log/xentui/audit.jsonl
the audit log: who changed what, one entry per line
.TP
.I ~/.config/xentui
a user's own settings and saved views
.TP
.I ~/.local/state/xentui
drafts of definitions; jobs and audit log of users other than root
.TP
.I /usr/share/doc/xentui
the rest of the documentation
""".strip()
_EXIT_STATUS = """
0 if the answer is complete or the operation succeeded, 1 on failure, 2 on wrong usage, 130 after ctrl+c. Messages go to
standard error.
""".strip()
_SEE_ALSO = r"\fBxl\fR(1), \fBxl.cfg\fR(5)"


def manual_page(epoch_s: int) -> str:
    """xentui(1) as troff."""
    with _columns(_WIDE):
        facts = {
            "project_name": "xentui",
            "version": own.VERSION,
            "manual_title": "xentui",
            "description": "a console for Xen hosts",
            "date": strftime("%Y-%m-%d", gmtime(epoch_s)),
        }
        page = Manpage(whole_parser(), _data=facts, format="single-commands-section")
        for title, text in (("exit status", _EXIT_STATUS), ("files", _FILES), ("see also", _SEE_ALSO)):
            page.add_section(title, "=", text)
        head, body = _DOCUMENT.sub(rf"{_DOCUMENTS}/\1.gz", str(page)).split("\n", 1)
        return f"{head}\n{_RAGGED}\n{body}"


def completion(shell: str) -> str:
    """Of one of `SHELLS`, as a script."""
    with _columns(_WIDE):
        return str(shtab.complete(whole_parser(), shell))


@contextmanager
def _columns(columns: str) -> Iterator[None]:
    """The same text on every terminal."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = columns
    try:
        yield
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
