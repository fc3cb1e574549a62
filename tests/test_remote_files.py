"""What is sent to a lab host to change a file there runs by itself, tried on this machine."""

import subprocess
from pathlib import Path

from tests.lab.remote_files import remote_argv, remote_error
from xentui_driver.model.errors import FileExists


def ran(*arguments: str, content: bytes = b"") -> str:
    done = subprocess.run(remote_argv(*arguments, content=content), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_file_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "web.cfg"
    assert remote_error(ran("write_file", str(path), content=b"name = 'web'")) is None
    assert path.read_bytes() == b"name = 'web'"
    assert isinstance(remote_error(ran("write_file", str(path))), FileExists)


def test_a_file_is_moved_linked_and_removed(tmp_path: Path) -> None:
    path, moved, link = (str(tmp_path / name) for name in ("web.cfg", "stash/web.cfg", "auto/web"))
    Path(path).write_text("name = 'web'")
    for call in (("move_file", path, moved), ("make_link", link, moved), ("remove_file", link)):
        assert remote_error(ran(*call)) is None
    assert Path(moved).read_text() == "name = 'web'"
    assert not Path(link).is_symlink()


def test_a_folder_is_swept(tmp_path: Path) -> None:
    left, definition = tmp_path / ".web.cfg.0123abcd.new", tmp_path / "web.cfg"
    for path in (left, definition):
        path.touch()
    assert remote_error(ran("sweep", str(tmp_path))) is None
    assert list(tmp_path.iterdir()) == [definition]
