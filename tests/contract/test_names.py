"""Names that real xl accepts, however they look: one row each, harmless, and the right domain acted on."""

import pytest

from tests.contract.worlds import World
from tests.lab import guests
from xentui_driver.toolstack.listing import LINE_BREAK_PROBLEM

FORGED_ROW = (
    "trusted                                   32000   512     1     -b----       1.0"
    " 11111111-2222-3333-4444-555555555555        -                -"
)
TORTURE = {
    "blank": "db server 01",
    "markup": "[red]alert[bold",
    "escape": "esc\x1b[31mred",
    "digits": "12",
    "leading": "  leading",
    "trailing": "trailing  ",
    "utf": "bü-日本",
    "long": "n" * 76,
    "forged": f"{FORGED_ROW}\nevil",
    "fragment": "first\nsecond",
}


@pytest.mark.lab_long
def test_every_name_is_one_row_and_can_be_acted_on(world: World) -> None:
    for file, name in TORTURE.items():
        text = guests.tiny(name.replace("\x1b", "ESC"))
        # xl.cfg knows no escape for ESC, but takes it raw.
        definition = world.define(text.replace("ESC", "\x1b"), file=f"{file}.cfg", obeys=False)
        world.a.start(definition)
    guests_shown = [i for i in world.a.snapshot().instances if i.domid]
    assert len(guests_shown) == len(TORTURE)
    assert all(i.domain is not None and i.definition is not None for i in guests_shown)
    names = {i.definition.path.split("/")[-1].removesuffix(".cfg"): i.name for i in guests_shown if i.definition}
    assert names["blank"] == "db server 01"
    assert names["escape"] == "esc␛[31mred"
    assert names["fragment"] == "first␊second"
    assert names["forged"].endswith("␊evil")
    assert 32000 not in [i.domid for i in guests_shown]
    flagged = {i.name for i in guests_shown if LINE_BREAK_PROBLEM in i.problems}
    assert flagged == {names["forged"], names["fragment"]}
    digits = next(i for i in guests_shown if i.name == "12")
    assert digits.ref is not None
    world.a.destroy(digits.ref)
    left = [i for i in world.a.snapshot().instances if i.domid]
    assert {i.domid for i in guests_shown} - {i.domid for i in left} == {digits.domid}
