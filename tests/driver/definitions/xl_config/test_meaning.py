"""What xl makes of a file, file for file as real xl 4.17.7 said it of the corpus."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import corpus
from tests.corpus import Answer
from xentui_driver.definitions.xl_config.config import Config, Value
from xentui_driver.definitions.xl_config.keys import (
    BOUNDED_KEYS,
    LIST_KEYS,
    NUMBER_KEYS,
    SINGLE_KEYS,
    WORD_OR_NUMBER_KEYS,
)
from xentui_driver.definitions.xl_config.meaning.definition import HostLimits, Refused, Understood, meaning, understood
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.dataclass import replace
from xentui_driver.model.errors import ParseError
from xentui_driver.simulator.yajl import as_json
from xentui_driver.toolstack.parse.libxl_json import parse_dry_run

LAB = HostLimits(cpu_limit=1, online_cpus=1, nodes=(frozenset({0}),))
"""The host that was asked."""
ANSWERS = corpus.answers()
ANSWERS_OF_4_20 = corpus.answers("4.20")
DIFFERENT_ON_4_20 = {file for file, answer in ANSWERS_OF_4_20.items() if answer != ANSWERS[file]}
NOT_FOLLOWED_ON_4_20 = {
    # its parser of 9pfs is another one, which crashes on an empty specification
    *("p9-carried-over.cfg", "p9-empty.cfg", "p9-missing.cfg", "p9-no-equals.cfg", "p9-unknown.cfg"),
    # it crashes otherwise than that of 4.17
    *("vcpus-huge.cfg", "vdispl-no-colon.cfg"),
    # only the line of libxl's source is another
    "vcpus-negative.cfg",
}
OF_ONE_FORM = NUMBER_KEYS | BOUNDED_KEYS | LIST_KEYS | SINGLE_KEYS | WORD_OR_NUMBER_KEYS
FILES = corpus.files()
NUL_IN_STRING = "xlu__cfgl_dequote: Assertion"
"""xl aborts while it reads the file."""
# xl drops a setting that isn't of the form it wants, and says so.
DROPPED = re.compile(
    r"parameter `(\w+)' (?:is not a valid number|could not be parsed|is a list but|is a single value but)"
    r"|can't use \+= with numbers for parameter `(\w+)'"
)
SYNTAX = re.compile(r":(?P<line>\d+): (?P<what>config parsing error near .*)", re.DOTALL)

each_file = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])


def parsed(path: Path) -> Config | None:
    try:
        return parse(corpus.text_of(path), path.name)
    except ParseError:
        return None


def said(answer: Answer) -> str:
    return answer.stderr.removeprefix(f"Parsing config from {answer.file}\n")


def refusal_or_understood(config: Config, host: HostLimits = LAB) -> Refused | Understood:
    try:
        return understood(config, host=host, drawn_uuid="random")
    except Refused as refused:
        return refused


def test_the_corpus_is_large_and_every_file_of_it_was_answered() -> None:
    assert len(FILES) >= 170
    assert {path.name for path in FILES} == set(ANSWERS)


def test_every_key_whose_form_xl_looks_at_is_in_the_corpus() -> None:
    there = {setting.key for path in FILES if (config := parsed(path)) for setting in config.settings}
    assert OF_ONE_FORM - there == set()


@each_file
def test_what_xl_can_not_read_is_refused_at_the_line_that_xl_names(path: Path) -> None:
    answer = ANSWERS[path.name]
    complaint = SYNTAX.search(said(answer))
    if complaint is None and NUL_IN_STRING not in answer.stderr:
        assert parsed(path) is not None
        return
    with pytest.raises(ParseError) as refused:
        parse(corpus.text_of(path), path.name)
    if complaint is None:
        return
    line = int(complaint["line"])
    if "unexpected NEWLINE" in complaint["what"]:
        line += 1  # xl has then gone back over the line's end, and names the line before
    if "unexpected $end" in complaint["what"]:
        assert refused.value.line_number <= line  # where the list begins that isn't closed
    else:
        assert refused.value.line_number == line


@each_file
def test_what_xl_understands_is_what_it_prints(path: Path) -> None:
    config = parsed(path)
    if config is None:
        assert ANSWERS[path.name].exit_status != 0
        return
    answer = ANSWERS[path.name]
    found = refusal_or_understood(config)
    if isinstance(found, Refused):
        assert (found.exit_status, found.reason) == (answer.exit_status, said(answer))
    else:
        printed = as_json(found.value).replace('"ms_vm_genid": "random"', '"ms_vm_genid": [random]')
        assert (0, found.said, printed) == (answer.exit_status, said(answer), answer.stdout)


@each_file
def test_a_setting_that_xl_drops_with_a_warning_is_among_our_warnings(path: Path) -> None:
    config = parsed(path)
    if config is None or ANSWERS[path.name].exit_status != 0:
        return
    dropped = {first or second for first, second in DROPPED.findall(said(ANSWERS[path.name]))}
    warned = {config.line_of(key) for key in dropped}
    ours = {int(warning.split(":")[0].removeprefix("line ")) for warning in config.warnings}
    assert warned <= ours


@pytest.mark.parametrize("file", sorted(DIFFERENT_ON_4_20 - NOT_FOLLOWED_ON_4_20))
def test_what_a_later_xl_understands_otherwise_is_what_it_prints(file: str) -> None:
    answer = ANSWERS_OF_4_20[file]
    found = refusal_or_understood(parse(corpus.text_of(corpus.FOLDER / file), file), replace(LAB, version=(4, 20)))
    if isinstance(found, Refused):
        assert (found.exit_status, found.reason) == (answer.exit_status, said(answer))
    else:
        assert (0, found.said, as_json(found.value)) == (answer.exit_status, said(answer), answer.stdout)


def test_affinity_depends_on_the_cpus_of_the_host() -> None:
    config = parse('name = "a"\nkernel = "/k"\nvcpus = 1\ncpus = "node:1,^3"\n', "a.cfg")
    host = HostLimits(cpu_limit=4, online_cpus=4, nodes=(frozenset({0, 1}), frozenset({2, 3})))
    assert meaning(config, host=host)["b_info"]["vcpu_hard_affinity"] == [[2]]
    with pytest.raises(Refused, match="affinity map is empty"):
        meaning(config, host=LAB)


def test_a_disk_that_only_a_newer_xl_understands_is_understood_for_a_newer_host() -> None:
    config = parse('name = "a"\nkernel = "/k"\ndisk = ["/x,raw,xvda,w,untrusted"]\n', "a.cfg")
    with pytest.raises(Refused):
        meaning(config)
    assert meaning(config, host=HostLimits(version=(4, 19)))["disks"][0]["trusted"] == "False"


def test_a_uuid_that_xl_would_draw_is_missing() -> None:
    assert "uuid" not in meaning(parse('name = "a"\nkernel = "/k"\n', "a.cfg"))["c_info"]


def written(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(written, value))}]"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


texts = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    st.from_regex(r"[-+^ ]?[a-z0-9x:.,=@;!/\n ]{0,16}", fullmatch=True),
    st.sampled_from(
        [
            *("pv", "pvh", "hvm", "host,tm=0", "all,^1", "0-99", "node:0", "-1", "0x10", "18446744073709551615"),
            *("vcpus=0-1", "size=1", "strategy=host", "card, name=x", "stream,type=p", "rate=1Mb/s@20ms", "03:00.0@1"),
            *("connectors=a:1x2", "connection=pty", "type=hostdev", "backend-type=qemu", "/x,raw,xvda,w", "fe,1@2"),
        ]
    ),
)
values: st.SearchStrategy[Value] = st.recursive(
    texts, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=4
)
KEYS = [
    *sorted(OF_ONE_FORM),
    *("cpus", "cpus_soft", "vnuma", "viridian", "mca_caps", "cpuid", "serial", "usbdevice", "bootloader_args"),
    *("device_model_args", "vmtrace_buf_kb", "vif2", "nonsense"),
]


@settings(max_examples=500)
@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=8), st.sampled_from(["pv", "pvh", "hvm"]))
def test_any_settings_have_a_meaning_or_are_refused(chosen: dict[str, Value], kind: str) -> None:
    base: dict[str, Value] = {"name": "a", "kernel": "/k", "type": kind}
    text = "".join(f"{key} = {written(value)}\n" for key, value in (base | chosen).items())
    found = refusal_or_understood(parse(text, "a.cfg"))
    if isinstance(found, Refused):
        assert found.exit_status in (1, 2, 3, 6, 124, 134, 139, 255)
    else:
        assert json.loads(as_json(found.value)) == found.value
        assert parse_dry_run(as_json(found.value))["c_info"]["type"] in ("pv", "pvh", "hvm")
