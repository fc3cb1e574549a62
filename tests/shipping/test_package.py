"""The Debian package has what it should, as Debian wants it, and has the same bytes whenever it is made."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from shipping import own, wheels
from tests.shipping import debian_package
from tests.shipping.debian_package import fields, listed, unpacked

LIBRARIES = "/usr/share/xentui"
WANTED = (
    "/usr/bin/xentui",
    "/usr/share/man/man1/xentui.1.gz",
    "/usr/share/bash-completion/completions/xentui",
    "/usr/share/zsh/vendor-completions/_xentui",
    "/usr/share/fish/vendor_completions.d/xentui.fish",
    "/usr/share/doc/xentui/copyright",
    "/usr/share/doc/xentui/config.md.gz",
    "/etc/logrotate.d/xentui",
    "/etc/xentui/config.toml",
)


def test_it_needs_nothing_but_python(deb: Path) -> None:
    assert deb.name == f"xentui_{own.VERSION}_all.deb"
    assert fields(deb, "Depends") == "python3:any (>= 3.11~)"


def test_everything_is_where_debian_has_it(deb: Path) -> None:
    assert set(WANTED) <= listed(deb).keys()
    assert listed(deb)["/var/lib/xentui/"] == ("drwx------", "root/root")
    assert {owner for _, owner in listed(deb).values()} == {"root/root"}


def test_each_file_of_xentui_and_of_its_libraries_is_there_and_nothing_is_compiled(deb: Path) -> None:
    files = {**wheels.tree(wheels.fetch(own.ROOT / "build" / "wheels")), **own.tree()}
    found = {path for path in listed(deb) if path.startswith(f"{LIBRARIES}/") and not path.endswith("/")}
    assert found == {f"{LIBRARIES}/{path}" for path in files}
    assert any(path.endswith(".dist-info/licenses/LICENSE") for path in found)
    assert not any(path.endswith(".pyc") for path in found)


def test_settings_are_the_operators(deb: Path) -> None:
    conffiles = subprocess.run(
        ["dpkg-deb", "--info", str(deb), "conffiles"], check=True, capture_output=True, text=True
    )
    assert conffiles.stdout.split() == ["/etc/logrotate.d/xentui", "/etc/xentui/config.toml"]


def test_the_copyright_names_each_library_with_its_version_and_its_licence(deb: Path, tmp_path: Path) -> None:
    text = (unpacked(deb, tmp_path) / "usr/share/doc/xentui/copyright").read_text("utf-8")
    paragraphs = [part for part in text.split("\n\n") if part.startswith("Files:")]
    named = {part.splitlines()[-1].lower().replace("_", "-") for part in paragraphs}
    pinned = wheels.pinned(wheels.LOCK.read_text())
    assert named == {f"comment: xentui {own.VERSION}", *(f"comment: {name} {pinned[name]}" for name in pinned)}
    for part in paragraphs:
        assert "\nCopyright: " in part
        assert "\nLicense: " in part
        assert "not stated" not in part


@pytest.mark.skipif(shutil.which("lintian") is None, reason="there is no lintian here")
def test_lintian_has_no_error_and_no_warning(deb: Path) -> None:
    argv = ("lintian", "--allow-root", "--fail-on", "error,warning", str(deb))
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_made_elsewhere_and_at_another_time_it_has_the_same_bytes(
    deb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("TMPDIR", str(tmp_path)), ("TZ", "Asia/Tokyo"), ("LANG", "C"), ("COLUMNS", "40")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    umask = os.umask(0o077)
    try:
        again = debian_package.made(tmp_path / "again")
    finally:
        os.umask(umask)
    assert time.time() - deb.stat().st_mtime > 1, "the files of the first one are older"
    assert again.read_bytes() == deb.read_bytes()
