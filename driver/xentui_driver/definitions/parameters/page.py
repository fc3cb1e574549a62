"""The page docs/parameters.md, made from the table.

`python -m xentui_driver.definitions.parameters.page > docs/parameters.md`
"""

import sys
from collections.abc import Iterator

from xentui_driver.definitions.parameters.parameter import GuestType, Parameter
from xentui_driver.definitions.parameters.table import AREAS
from xentui_driver.definitions.parameters.words import texts_of

_KINDS = {str: "text", int: "number", bool: "yes or no", tuple: "list"}
_INTRODUCTION = """\
# Parameters of a new guest

Generated from the table in `driver/xentui_driver/definitions/parameters/`; a test fails if the two differ.

Each parameter has the name of its setting in xl.cfg and becomes one line there: `KEY = VALUE`, yes and no as 1 and 0.
A parameter that isn't given has its default; without a default nothing is written and xl decides. An empty value counts
as not given, and overrides a default too. `type`, `memory` and `vcpus` are always written, and so is a `uuid`, without
which each start would make a different guest. The order here is the order in the file.

Settings that xl ignores, or complains about, are never written: `builder`, `cpu`, `cpu_cap`, `bootargs`,
`device_model`, `stdvga`, `altp2mhvm`, and a `kernel` that is hvmloader. Use an editor for settings that only ARM has,
for lists in lists (`vnuma`, `vsnd`), and for `vfb`, `channel`, `vtpm`, `p9`, `pvcalls`, `usbctrl`, `usbdev`, `vdispl`,
`vkb`, `dtdev`, `ioports`, `iomem`, `irqs`, `mca_caps`, `msr_relaxed` and the settings of stub domains.

A VNC or SPICE password is stored unencrypted in the definition, which only root can read (0600), and appears in what
`xl list -l` prints. `xentui new --vncpasswd-file FILE` reads it from a file, because everyone can see a command's
arguments with `ps`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join((_INTRODUCTION, *_areas()))


def _areas() -> Iterator[str]:
    for title, parameters in AREAS:
        yield f"## {title}\n"
        yield "| key | kind | guests | default | what it must be | what it is for | xl's page |"
        yield "|---|---|---|---|---|---|---|"
        yield from map(_row, parameters)
        yield ""


def _row(parameter: Parameter) -> str:
    kinds = " or ".join(_KINDS[kind] for kind in (parameter.kind, *parameter.other_kinds))
    types = "all" if len(parameter.types) == len(GuestType) else ", ".join(sorted(t.name for t in parameter.types))
    cells = (
        f"`{parameter.key}`",
        f"{kinds}{f', {parameter.unit}' if parameter.unit else ''}",
        types,
        _default(parameter),
        parameter.rule,
        parameter.help,
        parameter.source,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(parameter: Parameter) -> str:
    if parameter.is_required:
        return "required"
    return "" if parameter.default is None else ", ".join(texts_of(parameter.default))


if __name__ == "__main__":
    sys.stdout.write(page())
