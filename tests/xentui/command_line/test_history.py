"""`xentui history` prints what consoles have kept, in words and in JSON, and says what to do where nothing is."""

import os
import socket
import time
from pathlib import Path

import pytest

from tests.xentui.command_line.commanding import Site
from tests.xentui.command_line.ran import Ran
from tests.xentui.fleet.kept_samples import block
from xentui.fleet.kept.blocks import DOM0_KEY, HOST_KEY, Kind, key_of
from xentui.fleet.kept.folder import HistoryFolder, history_folder
from xentui_driver.jobs.this_host import this_host

GONE = "11111111-2222-3333-4444-555555555555"


class Kept(Site):
    """A host whose consoles have kept something."""

    def __init__(self, capsys: pytest.CaptureFixture[str], path: Path) -> None:
        super().__init__(capsys)
        jobs = path / "state" / "jobs"
        self.config = path / "config.toml"
        self.config.write_text(f'[folders]\njobs = "{jobs}"\n')
        self.folder = Path(history_folder(str(jobs), this_host(socket.gethostname())))
        self.began_s = time.time() // 60 * 60

    def keep(self, minutes_ago: int, value: float, *keys: bytes, kind: Kind = Kind.MINUTES) -> None:
        with HistoryFolder(str(self.folder)).writing() as writer:
            assert writer is not None
            writer.append([block(self.began_s - 60 * minutes_ago, value, kind, *keys)])

    def history(self, *words: str) -> Ran:
        return self.run("--config", str(self.config), "history", *words)

    @property
    def web(self) -> str:
        found = self.run("list", "--json").json["instances"]
        return next(str(each["uuid"]) for each in found if each["name"] == "web")


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Kept:
    return Kept(capsys, tmp_path)


def test_a_guest_has_a_line_for_each_minute(site: Kept) -> None:
    key = key_of(site.web) or b""
    site.keep(700, 5.0, key, kind=Kind.SIX_MINUTES)
    for ago in (4, 3, 2):
        site.keep(ago, 1000.0 + ago, key)
    found = site.history("web")
    assert (found.status, found.err) == (0, "")
    title, first, *more = found.out.splitlines()
    assert title == "TIME              MINUTES   CPU %    MOST  MEMORY MIB  RECV/s  SENT/s  READ/s  WRITE/s"
    assert first.split()[2:5] == ["6", "5.0", "5.0"]
    assert [line.split()[2:6] for line in more] == [["1", *[f"{1000 + ago}.0"] * 2, "1"] for ago in (4, 3, 2)]
    assert more[0].split()[-1] == "1.0k"
    assert len(site.history("web", "--since", "1h").out.splitlines()) == 4
    assert site.history(site.web).out == found.out


def test_json_has_seconds_since_the_epoch(site: Kept) -> None:
    site.keep(3, 2.0, key_of(site.web) or b"")
    answer = site.history("web", "--json").json["history"]
    assert (answer["name"], answer["uuid"]) == ("web", site.web)
    (stretch,) = answer["stretches"]
    assert (stretch["began_s"], stretch["ended_s"]) == (site.began_s - 180, site.began_s - 120)
    assert stretch["cpu_percent"] == {"least": 2.0, "mean": 2.0, "most": 2.0}
    assert set(stretch) == {"began_s", "ended_s", "cpu_percent", "memory_kib"} | {
        f"{name}_bytes_per_s" for name in ("received", "sent", "read", "written")
    }


def test_what_is_unknown_is_no_zero(site: Kept) -> None:
    site.keep(3, float("nan"), key_of(site.web) or b"")
    assert site.history("web").out.splitlines()[1].split()[3:] == ["-"] * 7
    assert site.history("web", "--json").json["history"]["stretches"][0]["cpu_percent"] is None


def test_the_host_and_domain_0_are_two(site: Kept) -> None:
    site.keep(3, 7.0, HOST_KEY)
    site.keep(2, 8.0, DOM0_KEY)
    assert " 7.0 " in site.history("--host").out
    assert " 8.0 " in site.history("Domain-0").out
    assert site.history("--host", "--json").json["history"]["name"] is None


def test_where_nothing_is_kept_it_says_what_to_do(site: Kept) -> None:
    for words, who in ((("web",), "web"), (("--host",), "this host")):
        found = site.history(*words)
        assert (found.status, found.out) == (1, "")
        assert f"No history of {who} is kept. Open the console" in found.err.replace("\n", " ")
    site.keep(90, 1.0, HOST_KEY)
    assert "is kept since " in site.history("--host", "--since", "1h").err


def test_a_guest_that_is_gone_is_found_by_its_uuid_and_a_name_that_many_have_is_refused(site: Kept) -> None:
    site.keep(3, 7.0, key_of(GONE) or b"")
    assert " 7.0 " in site.history(GONE.upper()).out
    assert site.history(GONE, "--json").json["history"]["uuid"] == GONE
    assert "No guest here is called nobody" in site.history("nobody").err
    assert site.history("7").status == 1


def test_a_folder_that_others_can_write_to_is_refused(site: Kept) -> None:
    site.keep(3, 7.0, HOST_KEY)
    os.chmod(site.folder, 0o777)
    found = site.history("--host")
    assert found.status == 1
    assert "can't be read: everybody can write into" in found.err


def test_garbage_in_its_files_is_a_gap(site: Kept) -> None:
    site.keep(3, 7.0, HOST_KEY)
    (segment,) = site.folder.glob("minutes-*")
    segment.write_bytes(b"xth1\xff" * 100 + segment.read_bytes() + b"\0" * 50)
    assert len(site.history("--host").out.splitlines()) == 2
    segment.write_bytes(b"garbage")
    assert site.history("--host").status == 1
