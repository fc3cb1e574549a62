"""`/etc/xentui/config.toml`: the example of `docs/config.md`, all of it comments."""

import re

from shipping import own

_EXAMPLE = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEAD = """\
# Settings of xentui for every user of this machine. A line that begins with # and no space after it is an example of a
# setting; without the # it takes effect, until then the default does. /usr/share/doc/xentui/config.md.gz explains all.

"""


def example() -> str:
    """The settings as the documentation shows them."""
    found = _EXAMPLE.search((own.ROOT / "docs" / "config.md").read_text("utf-8"))
    assert found is not None, "docs/config.md has an example"
    return found[1]


def commented() -> str:
    """It sets nothing."""
    return _HEAD + re.sub(r"^(?=.)", "#", example(), flags=re.MULTILINE)


def uncommented(text: str) -> str:
    """As it is when somebody has made settings of all lines that may be."""
    return re.sub(r"^#(?! )", "", text, flags=re.MULTILINE)
