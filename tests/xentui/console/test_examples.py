"""What an empty field shows in grey is seen to be an example: colours may be missing, and eyes tired."""

from collections.abc import Callable
from inspect import isawaitable

import pytest
from textual.widgets import Input

from tests.xentui.console.driving import Console, drive
from xentui_driver.jobs.actions import ACTIONS, Action, Asks

ASKING = [action for action in ACTIONS if action.asks is not Asks.NOTHING]
OTHERS: dict[str, Callable[[Console], object]] = {
    "restore": lambda c: c.app.dialogs.restore(c.app.current_host, None),
    "new": lambda c: c.press("n", "f"),
    "filter": lambda c: c.app.main_screen.open_filter(),
    "power-cycle": lambda c: c.app.dialogs.powercycle(c.app.current_host),
}


def running() -> Console:
    made = Console()
    made.define("web", start=True)
    return made


def check(opens: Callable[[Console], object]) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web")
        if isawaitable(opening := opens(c)):
            await opening
        await c.pilot.pause()
        fields = list(c.app.screen.query(Input))
        assert fields
        for field in fields:
            assert field.value or not field.placeholder or field.placeholder.startswith("e.g. ")

    drive(running(), scenario)


@pytest.mark.parametrize("action", ASKING, ids=lambda action: action.id)
def test_the_example_of_a_question_looks_like_no_value(action: Action) -> None:
    check(lambda c: c.app.request(action))


@pytest.mark.parametrize("opens", OTHERS.values(), ids=OTHERS)
def test_the_example_of_another_field_looks_like_no_value(opens: Callable[[Console], object]) -> None:
    check(opens)
