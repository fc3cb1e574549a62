"""A command of the simulated dom0 on PATH: it hands its words to the server and prints what comes back.

Only modules of the interpreter itself, for it is run hundreds of times a test; `shims.py` adds the last line.
"""

import _json
import _socket
import os
import sys

_CHUNK_BYTES = 1 << 16
_FAILED = 1


def main(path: str) -> int:
    """The exit status that the server tells; 1 when there is none."""
    argv = [sys.argv[0].rpartition("/")[2], *sys.argv[1:]]
    words = ", ".join(_json.encode_basestring_ascii(word) for word in argv)
    server = _socket.socket(_socket.AF_UNIX)
    try:
        server.connect(path)
        server.sendall(f'{{"argv": [{words}]}}\n'.encode("ascii"))
        return _status(server)
    except OSError as error:
        _write(2, f"{argv[0]}: the simulated dom0 is gone: {error}\n".encode())
        return _FAILED


def _status(server: _socket.socket) -> int:
    """Raises OSError."""
    waiting = b""
    while chunk := server.recv(_CHUNK_BYTES):
        *lines, last = chunk.split(b"\n")
        if not lines:
            waiting += chunk
            continue
        lines[0] = waiting + lines[0]
        waiting = last
        for line in lines:
            stream, _, value = line.decode("ascii").partition(": ")
            if stream == '{"status"':
                return int(value[:-1])
            text, _ = _json.scanstring(value, 1, True)
            _write(1 if stream == '{"out"' else 2, text.encode("utf-8", "surrogateescape"))
    raise ConnectionError("it broke off")


def _write(fd: int, content: bytes) -> None:
    """All of it."""
    while content:
        content = content[os.write(fd, content) :]
