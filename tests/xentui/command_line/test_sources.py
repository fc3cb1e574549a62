"""`xentui sources`: what is read, how often, what it costs, and what fails."""

import json

import pytest

from tests.scripted import DATA
from tests.xentui.command_line.this_dom0 import HEALTHY, on_host
from xentui.command_line.main import run
from xentui_driver.host.sources import SourceName


def test_each_source_has_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--simulate", "sources"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["SOURCE", "READ", "STATE", "CPU", "MS", "MS", "GIVES"]
    assert [line.split()[0] for line in lines] == [source.value for source in SourceName]
    assert all("  ok  " in line for line in lines)
    assert "  every 2 s, or news  " in lines[-1]


def test_its_json_has_the_costs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--simulate", "sources", "--json"]) == 0
    sources = json.loads(capsys.readouterr().out)["sources"]
    assert [source["name"] for source in sources] == [source.value for source in SourceName]
    assert all(source["wall_ms"] >= 0 and source["cpu_ms"] >= 0 and source["error"] is None for source in sources)
    listing, *_, counters = sources
    assert (counters["cue"], counters["interval_s"], listing["cue"]) == ("interval", 2.0, "when needed")
    assert [source["name"] for source in sources if source["followed"]] == ["counters"]
    assert counters["cpu_ms"] >= 0.5, "the sampler's own share is in it"


def test_what_fails_says_why_and_the_rest_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_host(monkeypatch, HEALTHY)
    assert run(["sources"]) == 1
    out = capsys.readouterr().out
    assert "counters     after the node      fails" in out
    assert "  CPU, disks and networks aren't counted: " in out
    assert "listing      every 2 s           ok" in out
    assert "each minute" not in out
    assert run(["sources", "--json"]) == 1
    failed = [each["error"] for each in json.loads(capsys.readouterr().out)["sources"] if each["error"]]
    assert [error["kind"] for error in failed] == ["NotCounted"]


def test_every_field_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--simulate", "sources", "--json"])
    described = (DATA.parents[1] / "docs/json.md").read_text()
    for field in json.loads(capsys.readouterr().out)["sources"][0]:
        assert f"`sources[].{field}`" in described, field
