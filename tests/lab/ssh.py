"""The OpenSSH command line that reaches a lab host, and the one place where a remote command is quoted."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ssh:
    """A way to one host; the first command opens a connection that later ones share."""

    port: int
    key: Path
    known_hosts: Path
    control_path: Path

    def argv(
        self, remote: Sequence[str], *, on_terminal: bool = False, on_own_connection: bool = False
    ) -> tuple[str, ...]:
        """The local command that runs `remote` there, word for word."""
        # Without exec the shell would stay above the command, and answer for it when a signal ends it.
        words = f"exec {shlex.join(remote)}"
        return self._remote(words, on_terminal=on_terminal, on_own_connection=on_own_connection)

    def script_argv(self, script: str, arguments: Sequence[str] = ()) -> tuple[str, ...]:
        """The local command that has root's shell there (dash) run a script, with `arguments` as $1 and on."""
        return self._remote(f"set -- {shlex.join(arguments)}\n{script}")

    def copy_argv(self, local: Path, remote: str) -> tuple[str, ...]:
        """The local command that copies a file there."""
        return ("scp", *self._options(), "-P", str(self.port), str(local), f"root@127.0.0.1:{remote}")

    def login_argv(self) -> tuple[str, ...]:
        return (*self._client(), "root@127.0.0.1")

    def disconnect_argv(self) -> tuple[str, ...]:
        return (*self._client(), "-q", "-O", "exit", "root@127.0.0.1")

    def _remote(self, words: str, *, on_terminal: bool = False, on_own_connection: bool = False) -> tuple[str, ...]:
        terminal = "-tt" if on_terminal else "-T"
        return (*self._client(shared=not on_own_connection), terminal, "root@127.0.0.1", words)

    def _client(self, *, shared: bool = True) -> tuple[str, ...]:
        return ("ssh", *self._options(shared=shared), "-p", str(self.port))

    def _options(self, *, shared: bool = True) -> tuple[str, ...]:
        options = {
            "BatchMode": "yes",
            "ConnectTimeout": "30",
            "ControlMaster": "auto" if shared else "no",
            "ControlPath": str(self.control_path) if shared else "none",
            "ControlPersist": "yes",
            "HostKeyAlias": "lab",
            "IdentitiesOnly": "yes",
            "LogLevel": "ERROR",
            "StrictHostKeyChecking": "yes",
            "UserKnownHostsFile": str(self.known_hosts),
        }
        words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        return ("-F", "none", *words, "-i", str(self.key))
