"""Why a command failed, told from the words of real Xen 4.17.7."""

import pytest

from tests.driver.simulator.small_world import captured
from xentui_driver.model.errors import (
    CommandFailed,
    GuestIgnoredRequest,
    NameInUse,
    NoSuchDomain,
    NotEnoughMemory,
    XenError,
)
from xentui_driver.toolstack.known_messages import change_error
from xentui_driver.transport.protocol import Completed


def failed(stderr: str, *argv: str) -> XenError:
    return change_error(Completed(argv, 1, "", stderr), "It was not done")


@pytest.mark.parametrize(
    ("capture", "argv", "error", "words"),
    [
        ("xl_save.full", ("xl", "save"), CommandFailed, "no space left"),
        ("xl_save.no_folder", ("xl", "save"), CommandFailed, "can't be written"),
        ("xl_save.deaf", ("xl", "save"), GuestIgnoredRequest, "ignored the request to suspend"),
        ("xl_restore.cut", ("xl", "restore"), CommandFailed, "cut off or broken"),
        ("xl_restore.name_exists", ("xl", "restore"), NameInUse, "already exists"),
        ("xl_restore.wrong_magic", ("xl", "restore"), CommandFailed, "isn't a file of xl save"),
    ],
)
def test_a_captured_failure_is_recognised(
    capture: str, argv: tuple[str, ...], error: type[XenError], words: str
) -> None:
    told = failed(captured(f"lab-{capture}.err"), *argv)
    assert type(told) is error
    assert words in told.summary


def test_the_destruction_after_a_failed_start_is_not_its_reason() -> None:
    echoes = (
        "libxl: error: libxl_create.c:1640:f: Domain 8:cannot (re-)build domain: -3\n"
        "libxl: error: libxl_domain.c:1183:f: Domain 8:Non-existant domain\n"
        "libxl: error: libxl_domain.c:1137:f: Domain 8:Unable to destroy guest\n"
        "libxl: error: libxl_domain.c:1064:f: Domain 8:Destruction of domain failed\n"
    )
    told = failed(echoes, "xl", "create", "/etc/xen/x.cfg")
    assert "cannot (re-)build domain" in told.summary
    assert "Unable to destroy" not in told.summary
    assert "Unable to destroy" in told.detail
    without_a_reason = echoes.partition("\n")[2]
    assert isinstance(failed(without_a_reason, "xl", "destroy", "8"), NoSuchDomain)


def test_a_restore_without_memory_is_told_as_such() -> None:
    words = captured("lab-xl_migrate.no_memory.err")
    assert isinstance(failed(words, "xl", "restore", "/x"), NotEnoughMemory)
