"""What a console holds less of than any Python program with threads that has loaded asyncio."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

HEAPS = """
import ctypes, sys, threading
from xentui.lean_start import hold_less
hold_less()
done, holding = threading.Barrier(5), []
def hold():
    holding.append(bytes(100_000))
    done.wait()
for _ in range(4):
    threading.Thread(target=hold).start()
done.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
told = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, told)
libc.fclose(told)
"""
TLS = """
import sys
from xentui.lean_start import hold_less
hold_less()
import xentui.console.app
from xentui.console.late_imports import load_the_rest
load_the_rest()
import asyncio
print(asyncio.run(asyncio.sleep(0, "slept")), *sorted({"_hashlib", "_ssl", "ssl"} & sys.modules.keys()))
import ssl
print(bool(ssl.OPENSSL_VERSION))
"""


def printed(script: str, *arguments: str) -> str:
    argv = [sys.executable, "-c", script, *arguments]
    return subprocess.run(argv, stdout=subprocess.PIPE, check=True, text=True).stdout


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="only glibc tells of its heaps")
def test_all_threads_have_one_heap(tmp_path: Path) -> None:
    printed(HEAPS, str(tmp_path / "told"))
    assert (tmp_path / "told").read_text().count("<heap nr=") == 1


def test_the_console_has_no_tls_and_may_load_it_later() -> None:
    assert printed(TLS).splitlines() == ["slept", "True"]


def test_a_c_library_without_such_a_setting_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from xentui.lean_start import hold_less

    asked: list[object] = []

    class Musl:
        def __init__(self, name: object) -> None:
            asked.append(name)

    monkeypatch.setattr(ctypes, "CDLL", Musl)
    hold_less()
    assert asked == [None]
