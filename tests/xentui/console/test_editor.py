"""Which editor is meant, and drafts that only a decision removes."""

import os
import stat
from pathlib import Path

import pytest

from tests.foreign_users import MALLORY, given_to_mallory, only_as_root
from tests.garbage import no_waiting
from xentui.console.drafts import Drafts, usual_folder
from xentui.console.terminal.editor import editor_argv
from xentui_driver.model.errors import FileUnreadable, FileUnwritable, InvalidInput, ToolMissing

PATH = "/etc/xen/web.cfg"


def test_visual_comes_before_editor_and_is_split_as_a_shell_would() -> None:
    assert editor_argv({"VISUAL": "emacs -nw 'a b'", "EDITOR": "vi"}, "/x") == ("emacs", "-nw", "a b", "/x")
    assert editor_argv({"VISUAL": " ", "EDITOR": "nano -w"}, "/x") == ("nano", "-w", "/x")


def test_nothing_in_the_variable_reaches_a_shell() -> None:
    assert editor_argv({"EDITOR": "vi; rm -rf $HOME"}, "/x")[:3] == ("vi;", "rm", "-rf")


def test_a_variable_that_is_no_command_is_told() -> None:
    with pytest.raises(InvalidInput, match="EDITOR isn't a command"):
        editor_argv({"EDITOR": "vi 'x"}, "/x")


def test_without_a_variable_the_first_editor_that_is_there_is_taken(tmp_path: Path) -> None:
    for name in ("nano", "vi"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o755)
    assert editor_argv({"PATH": str(tmp_path)}, "/x") == ("vi", "/x")


def test_without_any_editor_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing) as caught:
        editor_argv({"PATH": str(tmp_path)}, "/x")
    assert "Set EDITOR" in caught.value.next_step


def test_a_draft_is_for_its_owner_only(tmp_path: Path) -> None:
    draft = Drafts(tmp_path / "drafts").make("dom0a", PATH, b"name = 'web'\n")
    assert draft.path.name == "web.cfg"
    assert stat.S_IMODE(draft.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(draft.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "drafts").stat().st_mode) == 0o700


def test_drafts_that_were_left_are_found_by_host_and_definition(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    draft = drafts.make("dom0a", PATH, b"x")
    assert drafts.left("dom0a", PATH) == (draft,)
    assert drafts.left("dom0b", PATH) == ()
    assert drafts.left("dom0a", "/etc/xen/db.cfg") == ()
    draft.discard()
    assert drafts.left("dom0a", PATH) == ()
    assert Drafts(tmp_path / "none").left("dom0a", PATH) == ()


def test_a_draft_is_worth_coming_back_to_for_its_text_or_for_what_lies_beside_it(tmp_path: Path) -> None:
    draft = Drafts(tmp_path).make("dom0a", PATH, b"x")
    assert not draft.says_more_than(b"x")
    assert draft.says_more_than(b"y")
    (draft.path.parent / ".web.cfg.swp").write_text("")
    assert draft.says_more_than(b"x")


def test_what_can_not_be_read_or_written_is_an_error_of_ours(tmp_path: Path) -> None:
    draft = Drafts(tmp_path).make("dom0a", PATH, b"x" * ((1 << 20) + 1))
    with pytest.raises(FileUnreadable, match="larger than"):
        draft.read()
    draft.discard()
    for look in (draft.read, lambda: draft.says_more_than(b"")):
        with pytest.raises(FileUnreadable, match="No such file"):
            look()
    with pytest.raises(FileUnwritable, match="No such file"):
        draft.discard()
    with pytest.raises(FileUnwritable, match="/dev/null isn't a folder"):
        Drafts(Path("/dev/null/drafts")).make("dom0a", PATH, b"")


@only_as_root
def test_a_draft_is_not_written_where_another_user_could_change_it(tmp_path: Path) -> None:
    (tmp_path / "xentui").mkdir()
    given_to_mallory(tmp_path / "xentui", 0o700)
    with pytest.raises(FileUnwritable, match=f"xentui belongs to user {MALLORY}") as refused:
        Drafts(tmp_path / "xentui" / "drafts").make("dom0a", PATH, b"vncpasswd = 'secret'\n")
    assert "chown root" in refused.value.next_step
    assert list((tmp_path / "xentui").iterdir()) == []


def test_a_draft_is_not_read_through_a_link_and_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    draft = Drafts(tmp_path).make("dom0a", PATH, b"x")
    draft.path.unlink()
    draft.path.symlink_to("/etc/hostname")
    with pytest.raises(FileUnreadable, match="Too many levels of symbolic links"):
        draft.read()
    draft.path.unlink()
    os.mkfifo(draft.path)
    with no_waiting(), pytest.raises(FileUnreadable, match="it isn't a regular file"):
        draft.read()


def test_drafts_are_where_neither_a_hangup_nor_a_reboot_loses_them() -> None:
    assert usual_folder({"XDG_STATE_HOME": "/s", "HOME": "/root"}) == Path("/s/xentui/drafts")
    assert usual_folder({"XDG_STATE_HOME": "relative", "HOME": "/h"}) == Path("/h/.local/state/xentui/drafts")
    assert usual_folder({}) == Path("/root/.local/state/xentui/drafts")
