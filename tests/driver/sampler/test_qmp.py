"""A QEMU says what its disks have carried, or is left alone after a moment, whatever it does; the others are heard."""

import json
import socket
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.driver.sampler import fake_qemu
from tests.driver.sampler.fake_qemu import GREETING, FakeQemu, Talk, fake_qemus, qdisk, saying
from tests.waiting import ROOM_S, until
from xentui_driver.sampler.qmp import block_stats

MOMENT_S = 0.3
WELL = json.dumps(GREETING).encode() + b'\n{"return": {}}\n'


def test_it_is_asked_and_left_again(tmp_path: Path) -> None:
    with fake_qemus(tmp_path, 3) as qemus:
        qemus[3].devices = [qdisk("xvda", read=512)]
        before_ns = time.monotonic_ns()
        answer = block_stats([qemus[3].path], ROOM_S)[qemus[3].path]
        assert answer.devices == qemus[3].devices
        assert before_ns <= answer.at_ns <= time.monotonic_ns()
        assert qemus[3].asked == ["qmp_capabilities", "query-blockstats"]
        assert block_stats([qemus[3].path], ROOM_S).keys() == {qemus[3].path}  # which it takes one after the other
        until(lambda: qemus[3].clients == 2)


def test_a_hundred_are_asked_at_once(tmp_path: Path) -> None:
    with fake_qemus(tmp_path, *range(1, 101)) as qemus:
        paths = {each.path for each in qemus.values()}
        assert block_stats(paths, ROOM_S).keys() == paths


@pytest.mark.parametrize(
    "talk",
    [
        fake_qemu.silent,
        fake_qemu.silent_after_the_greeting,
        fake_qemu.closing,
        fake_qemu.closing_in_the_middle,
        fake_qemu.flooding,
        fake_qemu.flooding_without_a_line,
        fake_qemu.deep,
        fake_qemu.dripping,
        fake_qemu.refusing,
        saying(b"\x00\xff\xfe garbage\n"),
        saying(b"{}\n"),
        saying(b"[]\n"),
        saying(WELL, b'{"return": {}}\n'),
        saying(WELL, b'{"return": [' + b"9" * 5000 + b"]}\n"),
        saying(b'{"QMP": 4}\n'),
    ],
)
def test_one_that_misbehaves_has_said_nothing_and_another_is_heard(talk: Talk, tmp_path: Path) -> None:
    with fake_qemus(tmp_path, 3, 4) as qemus:
        qemus[3].talk = talk
        begun_s = time.monotonic()
        assert until(lambda: block_stats([qemus[3].path, qemus[4].path], MOMENT_S)).keys() == {qemus[4].path}
        assert time.monotonic() - begun_s < ROOM_S


def test_one_that_is_gone_or_never_was_is_not_waited_for(tmp_path: Path) -> None:
    qemu = FakeQemu(tmp_path, 3)
    qemu.close()
    assert block_stats([qemu.path, str(tmp_path / "none"), "x" * 200], ROOM_S) == {}


def test_a_slow_one_is_heard_if_it_is_quick_enough(tmp_path: Path) -> None:
    with fake_qemus(tmp_path, 3) as qemus:
        text = WELL + json.dumps({"return": [qdisk("xvda")]}).encode() + b"\n"
        pieces = [text[at : at + 7] for at in range(0, len(text), 7)]

        def slow(qemu: FakeQemu, client: socket.socket) -> None:
            for piece in pieces:
                client.sendall(piece)
                qemu._leaves.wait(0.002)

        qemus[3].talk = slow
        assert block_stats([qemus[3].path], ROOM_S)[qemus[3].path].devices == [qdisk("xvda")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(garbage=st.binary(min_size=1, max_size=200))
@example(garbage=b"{" * 100_000)
def test_whatever_it_says_nothing_fails(garbage: bytes, tmp_path: Path) -> None:
    with fake_qemus(tmp_path, 3) as qemus:
        qemus[3].talk = lambda _qemu, client: client.sendall(garbage + b"\n")
        assert block_stats([qemus[3].path], ROOM_S) == {}
    Path(qemus[3].path).unlink()
