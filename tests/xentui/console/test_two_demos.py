"""Two demonstrations of one user share nothing, and ctrl+c says which key leaves."""

import os
from pathlib import Path

import pytest

from tests.xentui.console.driving import Console, drive
from xentui.console.app import XentuiApp
from xentui.fleet.fleet import Fleet
from xentui.fleet.hosts.simulated import demonstration
from xentui.fleet.settings.values import DEFAULTS


def demo() -> XentuiApp:
    return XentuiApp(Fleet([demonstration(DEFAULTS)]))


def folders(app: XentuiApp) -> tuple[Path, ...]:
    """Where the console of that host writes."""
    workplace = app.fleet.hosts[0].jobs.workplace
    return Path(workplace.jobs_folder), Path(workplace.audit_file), app.drafts_folder


def test_two_demonstrations_share_no_folder() -> None:
    one, other = demo(), demo()
    both = [*folders(one), *folders(other)]
    assert len(set(both)) == len(both)
    assert not any(a in b.parents for a in both for b in both)


def test_what_a_demonstration_has_written_goes_with_it() -> None:
    app = demo()
    draft = app.drafts_folder / "draft"
    draft.mkdir(parents=True)
    app.fleet.remove()
    assert not draft.exists()


def test_a_real_host_has_the_drafts_of_the_operator() -> None:
    made = Console()
    host = made.app.fleet.hosts[0]
    app = XentuiApp(Fleet([host]))
    assert str(app.drafts_folder).startswith(os.environ["XDG_STATE_HOME"])
    assert "simulator" not in str(app.drafts_folder)


@pytest.mark.parametrize("keys", [("ctrl+c",), ("5", "ctrl+c"), ("question_mark", "ctrl+c"), ("colon", "ctrl+c")])
def test_ctrl_c_says_which_key_leaves(keys: tuple[str, ...]) -> None:
    async def scenario(c: Console) -> None:
        c.app.copy_to_clipboard("kept")
        await c.press(*keys)
        await c.sees("q quits xentui")
        assert c.app.clipboard == "kept"

    drive(Console(), scenario, (80, 24), shows_toasts=True)
