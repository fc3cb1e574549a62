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
        terminal = "-tt" if on_terminal else "-T"
        return (*self._client(shared=not on_own_connection), terminal, "root@127.0.0.1", shlex.join(remote))

    def script_argv(self, script: str, arguments: Sequence[str] = ()) -> tuple[str, ...]:
        """The local command that runs a shell script there, with `arguments` as $1 and on."""
        return self.argv(("sh", "-c", script, "sh", *arguments))

    def login_argv(self) -> tuple[str, ...]:
        return (*self._client(), "root@127.0.0.1")

    def disconnect_argv(self) -> tuple[str, ...]:
        return (*self._client(), "-q", "-O", "exit", "root@127.0.0.1")

    def _client(self, *, shared: bool = True) -> tuple[str, ...]:
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
        return ("ssh", "-F", "none", *words, "-i", str(self.key), "-p", str(self.port))
