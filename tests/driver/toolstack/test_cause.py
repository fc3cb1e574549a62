"""Which line of what real xl said is the cause."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.driver.simulator.small_world import CAPTURES
from xentui_driver.toolstack.cause import cause_of, errors_in, plain_words
from xentui_driver.toolstack.known_messages import change_error
from xentui_driver.transport.protocol import Completed

LAB = Path(__file__).parents[2] / "data" / "lab"
LAB_420 = LAB.with_name("lab-4.20")
CONSEQUENCES = (
    "libxl: error: libxl_create.c:1920:domcreate_attach_devices: Domain 7:unable to add vif devices",
    "libxl: error: libxl_create.c:1883:domcreate_devmodel_started: Domain 7:device model did not start: -3",
    "libxl: error: libxl_create.c:1640:domcreate_rebuild_done: Domain 7:cannot (re-)build domain: -3",
    "libxl: error: libxl_device.c:1303:device_hotplug_child_death_cb: script: Could not find bridge device xenbr1",
    "libxl: error: libxl_domain.c:1183:libxl__destroy_domid: Domain 7:Non-existant domain",
    "libxl: error: libxl_device.c:455:f: Disk vdev=xvda failed to stat: /dev/x: No such file or directory",
    "Failed to parse config: Invalid argument",
    "destroy failed (rc=-21)",
)
ON_THE_WAY = (
    "Parsing config from /etc/xen/web.cfg",
    "Failed to read config file: /etc/xen/xl.conf: No such file or directory",
    'WARNING: specifying "tsc_mode" as an integer is deprecated. Please use the named parameter variant.',
    "web.cfg:5: warning: parameter `name' is a list but should be a single value",
    "libxl: warning: libxl_dom.c:49:libxl__domain_type: unable to get domain type for domid=1, assuming HVM",
    "xc: info: Found x86 PV domain from Xen 4.17",
    "migration target: Ready to receive domain.",
    "Shutting down domain 7",
)


def failing_captures() -> list[Path]:
    found = [path for folder in (CAPTURES, LAB, LAB_420) for path in sorted(folder.glob("*.err")) if _failed(path)]
    return [path for path in found if "libxl: error:" in path.read_text("utf-8", "surrogateescape")]


def _failed(errors: Path) -> bool:
    status = errors.with_suffix(".rc")
    return status.exists() and status.read_text().strip() not in ("0", "")


@pytest.mark.parametrize("path", failing_captures(), ids=lambda path: path.stem)
def test_a_captured_failure_keeps_all_its_lines_and_its_first_error_is_the_cause(path: Path) -> None:
    text = path.read_text("utf-8", "surrogateescape")
    told = change_error(Completed(("xl", "create"), 1, "", text), "It was not done")
    assert [line for line in errors_in(text) if line not in told.detail] == []
    assert cause_of(text) in errors_in(text)[:2]
    assert told.next_step


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("xl_create.missing_bridge", "script: Could not find bridge device nosuch"),
        ("xl_create.missing_kernel", "failed to open file '/srv/lab/nosuch': No such file or directory"),
        ("xl_create.name_exists", 'Domain with name "taken" already exists.'),
        ("xl_save.full", "Failed to write page data to stream (28 = No space left on device)"),
        ("xl_restore.cut", "Failed to read 4202504 bytes of data for record (0x00000001, Page data) (0 = Success)"),
        ("xl_vcpu_set.too_many", "Requested 3 VCPUs, however maxcpus is 2!: Function not implemented"),
    ],
)
def test_the_cause_of_a_captured_failure(name: str, cause: str) -> None:
    text = (CAPTURES / f"lab-{name}.err").read_text("utf-8", "surrogateescape")
    assert plain_words(cause_of(text)) == cause


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (
            "libxl: error: libxl_dm.c:2781:libxl__spawn_local_dm: Domain 7:"
            "/usr/lib/xen/bin/qemu-system-i386 is not executable: No such file or directory",
            "/usr/lib/xen/bin/qemu-system-i386 is not executable",
        ),
        (
            "libxl: error: libxl_aoutils.c:532:async_exec_timeout: "
            "killing execution of /etc/xen/scripts/vif-bridge online because of timeout",
            "/etc/xen/scripts/vif-bridge online because of timeout",
        ),
        ("libxl: error: libxl_new.c:1:f: Domain 7:something nobody has seen yet: -3", "something nobody has seen yet"),
    ],
)
@given(before=st.lists(st.sampled_from(ON_THE_WAY)), after=st.lists(st.sampled_from(CONSEQUENCES)))
def test_the_first_error_is_the_cause_whatever_follows_it(
    cause: str, words: str, before: list[str], after: list[str]
) -> None:
    text = "".join(f"{line}\n" for line in (*before, cause, *after))
    told = change_error(Completed(("xl", "create", "/etc/xen/web.cfg"), 3, text, ""), "web was not started")
    assert words in told.summary
    assert [line for line in after if line not in told.detail] == []
    assert told.next_step


@given(st.lists(st.sampled_from(ON_THE_WAY)))
def test_a_refusal_without_an_error_is_the_line_that_is_no_progress(before: list[str]) -> None:
    text = "".join(f"{line}\n" for line in (*before, "xl: Unable to parse device_model_args_hvm."))
    assert cause_of(text) == "xl: Unable to parse device_model_args_hvm."


@given(st.text())
def test_whatever_was_said_its_cause_is_one_of_its_lines(text: str) -> None:
    cause = cause_of(text)
    assert cause in ("", *text.splitlines())
    assert plain_words(cause) in cause
    assert cause or not re.search(r"\S", text) or all(not line.strip() or _is_noise(line) for line in text.splitlines())


def _is_noise(line: str) -> bool:
    return line.startswith(("Parsing config from ", "Failed to read config file: /etc/xen/xl.conf"))


def test_the_words_of_ssh_are_those_of_a_socket_where_libxl_says_them() -> None:
    line = "libxl: error: libxl_qmp.c:1:f: Domain 7:Failed to connect to QMP socket: Connection refused"
    told = change_error(Completed(("xl", "create", "/x"), 3, line, ""), "web was not started")
    assert "QMP" in told.summary


def test_the_path_of_a_definition_is_no_reason() -> None:
    argv = ("xl", "create", "/etc/xen/Out of memory.cfg")
    told = change_error(Completed(argv, 1, "", f"{argv[2]}:1: config parsing error near `x': syntax error\n"), "web")
    assert "syntax error" in told.summary
