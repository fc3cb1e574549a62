"""A config file is understood as a whole, or nothing is started."""

import os
from pathlib import Path

import pytest

from tests.xentui.fleet.settings.config_files import complaint, loaded
from xentui.fleet.settings.errors import SettingsError
from xentui.fleet.settings.key_map import in_file
from xentui.fleet.settings.loading import load_settings
from xentui.fleet.settings.values import DEFAULTS, Settings
from xentui_driver.jobs.actions import ACTIONS, Guard

EVERYTHING = """
read_only = true
label = "PROD"
label_colour = "blue"
protected = ["db-*", "4c4c4544-0043-3010-8052-b4c04f564231"]
at_once = 8
[folders]
jobs = "/srv/jobs"
stash = "/srv/stash"
definitions = "/srv/xen"
[jobs]
keep = 10
keep_days = 0
[confirm]
stop = "dialog"
start = "yes-no"
[audit]
file = "/var/log/xentui"
syslog = false
required = false
[notices]
bell = "never"
toasts = false
command = ["notify-send", "xen"]
"""


def test_every_key_makes_its_setting(tmp_path: Path) -> None:
    assert loaded(tmp_path, EVERYTHING) == Settings(
        read_only=True,
        label="PROD",
        label_colour="blue",
        protected=("db-*", "4c4c4544-0043-3010-8052-b4c04f564231"),
        at_once=8,
        jobs_folder="/srv/jobs",
        stash_folder="/srv/stash",
        definitions_folder="/srv/xen",
        keep_jobs=10,
        keep_days=0,
        confirm={"stop": Guard.DIALOG, "start": Guard.YES_NO},
        audit_file="/var/log/xentui",
        audit_syslog=False,
        audit_required=False,
        bell="never",
        toasts=False,
        notice_command=("notify-send", "xen"),
    )


def test_nothing_said_is_all_as_usual(tmp_path: Path) -> None:
    assert loaded(tmp_path, "") == loaded(tmp_path, "[folders]\n[confirm]\n[hosts]\n") == DEFAULTS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("read_onyl = true", "read_onyl is not known; similar: read_only"),
        ("[audit]\nfiel = 1", "audit.fiel is not known; the keys of [audit] are file, syslog, required"),
        ("[hosts.dom0a]\nat_once = 2", 'hosts."dom0a".at_once is not known'),
        ("[hosts.other]\nat_once = 2", 'hosts."other".at_once is not known'),
        ("[hosts.dom0a.example.net]\nread_only = true", 'hosts."dom0a".example is not known'),
        ("read-only = true", "read-only is not known; write read_only"),
        ('[confirm]\nstop_acpi = "dialog"', "confirm.stop_acpi is not known; write stop-acpi"),
        ("[view]\nescape_delay = 9", "view.escape_delay is not known; write escape-delay"),
        ('[confirm]\nkill = "dialog"', "confirm.kill is not known; the keys of [confirm] are start, "),
        ('[hosts.b.confirm]\nkill = "dialog"', 'hosts."b".confirm.kill is not known'),
        ('[confirm]\nstop = "maybe"', "confirm.stop is 'maybe'; it must be one of yes-no, dialog, type-name"),
        ('[confirm]\nstop = "none"', "stop always asks"),
        ('[hosts.b.confirm]\nstop = "none"', "stop always asks"),
        ("[confirm]\nstart = 0", "confirm.start is 0; it must be one of none, yes-no, dialog, type-name"),
        ('read_only = "yes"', "read_only is 'yes'; it must be true or false"),
        ("read_only = 1", "read_only is 1"),
        ("at_once = 0", "at_once is 0; it must be a number from 1 to 64"),
        ("at_once = 65", "from 1 to 64"),
        ("at_once = true", "at_once is True"),
        ("at_once = 2.0", "at_once is 2.0"),
        ('label_colour = "pink"', "one of red, yellow, green, blue, magenta, cyan"),
        ('label = "PR\\u001bOD"', "one line"),
        (f'label = "{21 * "x"}"', "at most 20 characters"),
        ('protected = "db-*"', "protected is 'db-*'; it must be a list of non-empty texts"),
        ('protected = [""]', "non-empty texts"),
        ("protected = [1]", "non-empty texts"),
        ('[folders]\njobs = "jobs"', 'a path that begins with "/"'),
        ('folders = "/srv"', "folders is '/srv', but must be a table: [folders]"),
        ("hosts = 1", "must be a table"),
        ("hosts.dom0a = 1", 'must be a table: [hosts."dom0a"]'),
        ("confirm = true", "must be a table"),
        ("[jobs]\nkeep = -1", "from 0 to"),
        ('[notices]\nbell = "loud"', "one of auto, always, never"),
        ("read_only = true\nlabel =\n", "isn't TOML: Invalid value (at line 2, column 8)"),
        ("read_only = true\nread_only = false\n", "line 2"),
        (b"label = 1\n\nlabel = '\xff'", "line 3 isn't UTF-8"),
        ("at_once = " + 2000 * "[", "nested too deep"),
        (b"#" * (1 << 20) + b"\n", "larger than 1 MiB"),
    ],
)
def test_what_is_not_understood_is_never_ignored(tmp_path: Path, text: str | bytes, words: str) -> None:
    assert words in complaint(tmp_path, text)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_may_be_asked_about_more(tmp_path: Path, action: object) -> None:
    id = action.id  # type: ignore[attr-defined]
    assert loaded(tmp_path, f'[confirm]\n{in_file(id)} = "type-name"\n').confirm == {id: Guard.TYPE_NAME}
    assert loaded(tmp_path, f'[confirm]\n{in_file(id)} = "yes-no"\n').confirm == {id: Guard.YES_NO}


def test_an_absent_file_says_nothing(tmp_path: Path) -> None:
    assert load_settings([str(tmp_path / "none"), str(tmp_path / "no" / "ne")], "dom0a") == DEFAULTS
    with pytest.raises(SettingsError, match="none: it can't be read: No such file or directory"):
        load_settings([str(tmp_path / "none")], "dom0a", must_exist=True)


def test_a_file_that_is_there_and_can_not_be_read_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "lost").symlink_to("nowhere")
    (tmp_path / "file").write_text("")
    for path, words in (
        (tmp_path, "it is a folder"),
        (tmp_path / "lost", "No such file"),
        (tmp_path / "file" / "config.toml", "Not a directory"),
    ):
        with pytest.raises(SettingsError, match=words):
            load_settings([str(path)], "dom0a")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_of_somebody_else_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "config.toml").touch(0o000)
    with pytest.raises(SettingsError, match="Permission denied"):
        load_settings([str(tmp_path / "config.toml")], "dom0a")
