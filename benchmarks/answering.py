"""A program on a terminal of its own that is told lines on its standard input, and answers each with one on a file."""

import fcntl
import os
import select
import struct
import subprocess
import sys
import termios

TERM = "xterm-256color"
_PATIENCE_S = 20.0


class Answering:
    """`python -m MODULE WORDS… FILE`: the file is the number of the descriptor for its answers."""

    def __init__(self, module: str, *words: str, columns: int, lines: int) -> None:
        self._line, terminal = os.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        answers, told = os.pipe()
        self._program = subprocess.Popen(
            [sys.executable, "-m", module, *words, str(told)],
            stdin=subprocess.PIPE,
            stdout=terminal,
            env={**os.environ, "TERM": TERM},
            pass_fds=(told,),
        )
        os.close(terminal)
        os.close(told)
        self._answers = os.fdopen(answers)

    @property
    def pid(self) -> int:
        return self._program.pid

    def ask(self, line: str) -> tuple[str, int]:
        """Its answer, and how many bytes have reached its terminal until then. Raises TimeoutError."""
        assert self._program.stdin is not None
        self._program.stdin.write(f"{line}\n".encode())
        self._program.stdin.flush()
        sent = 0
        while True:
            ready, _, _ = select.select([self._line, self._answers.fileno()], [], [], _PATIENCE_S)
            if self._line in ready:
                sent += len(os.read(self._line, 1 << 16))
            elif ready:
                return self._answers.readline(), sent
            else:
                raise TimeoutError("the program doesn't answer")

    def close(self) -> None:
        self._program.kill()
        self._program.wait()
        self._answers.close()
        os.close(self._line)
