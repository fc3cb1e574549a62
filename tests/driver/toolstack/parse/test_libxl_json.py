"""libxl's JSON, as real xl printed it, and everything that isn't it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import corpus
from xentui_driver.model.errors import ParseError
from xentui_driver.toolstack.parse.libxl_json import parse_dry_run, parse_list

DETAILS = Path(__file__).parents[3] / "data" / "details"
UNDERSTOOD = [answer for answer in corpus.answers().values() if answer.exit_status == 0]


@pytest.mark.parametrize("answer", UNDERSTOOD, ids=lambda answer: answer.file)
def test_every_dry_run_of_the_corpus_is_read(answer: corpus.Answer) -> None:
    found = parse_dry_run(answer.stdout.replace("[random]", "[1, 2]"))
    assert found["c_info"]["type"] in ("pv", "hvm", "pvh")


def test_what_is_not_there_has_its_default() -> None:
    (guest,) = parse_list((DETAILS / "pv.running.out").read_text())
    writable, read_only = guest.config["disks"]
    assert (writable["readwrite"], "readwrite" in read_only) == (1, False)
    assert guest.config["c_info"]["run_hotplug_scripts"] == "True"


def test_what_was_read_can_not_be_changed() -> None:
    (guest,) = parse_list((DETAILS / "pv.running.out").read_text())
    with pytest.raises(TypeError):
        guest.config["c_info"]["name"] = "other"
    assert isinstance(guest.config["disks"], tuple)


def test_newer_xl_writes_the_same_in_another_way() -> None:
    text = '[\n{"domid":1,"config":{"c_info":{"name":"a\\/b"},"b_info":{}}}]'
    (guest,) = parse_list(text)
    assert (guest.domid, guest.config["c_info"]["name"]) == (1, "a/b")


def test_bytes_that_are_not_utf_8_stay() -> None:
    answer = corpus.answers()["guest-name-invalid-utf8.cfg"]
    assert parse_dry_run(answer.stdout)["c_info"]["name"] == "a\udcff\udcc3z"


def test_no_domain_with_a_configuration_is_an_empty_list() -> None:
    assert parse_list("[\n\n]\n\n") == ()


def test_s_expressions_are_recognised_and_the_setting_named() -> None:
    with pytest.raises(ParseError, match="S-expressions") as refused:
        parse_list("(domain\n    (domid 1)\n")
    assert "output_format" in refused.value.next_step


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", "null", "5", "{}", "[5]", "[NaN]", '["a\nb"]', "[" * 100_000),
        *('[{"domid": 1}]', '[{"domid": "1", "config": {}}]', '[{"domid": true, "config": {}}]'),
        '[{"domid": 1, "config": {"a": ' + "9" * 5000 + "}}]",
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_list_of_domains_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        parse_list(text)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"c_info": 1, "b_info": {}}', "Parsing config from x"])
def test_what_is_no_configuration_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        parse_dry_run(text)


def test_the_line_of_a_mistake_is_named() -> None:
    with pytest.raises(ParseError) as refused:
        parse_list('[\n{"domid": 1,\n"config" {}}]')
    assert refused.value.line_number == 3


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_dry_run, parse_list):
        try:
            parse(text)
        except ParseError:
            continue
