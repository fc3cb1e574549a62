"""Let root of one lab host reach another that is on no cable with it: through the machine that both run on."""

from pathlib import Path

from tests.lab.host import LabHost

MACHINE = "10.0.2.2"
"""What QEMU's own network calls the machine that it runs on (qemu(1), -netdev user)."""

TRUST = """\
touch /root/.ssh/known_hosts /root/.ssh/config
grep -qF "$2" /root/.ssh/authorized_keys || echo "$2" >>/root/.ssh/authorized_keys
grep -qF "$1 $3" /root/.ssh/known_hosts || echo "$1 $3" >>/root/.ssh/known_hosts
printf 'Host %s\\nHostName %s\\nPort %s\\nHostKeyAlias %s\\n' "$1" "$4" "$5" "$1" >/root/.ssh/config
"""


def introduce(one: LabHost, other: LabHost) -> None:
    """Each reaches the other by its name, with a key, without a question."""
    for host, neighbour in ((one, other), (other, one)):
        user, key = (path.with_suffix(".pub").read_text().strip() for path in _keys(neighbour))
        trusted = host.run_script(TRUST, neighbour.name, user, key, MACHINE, str(neighbour.machine.ssh_port))
        assert trusted.exit_status == 0, trusted.stderr


def _keys(host: LabHost) -> tuple[Path, Path]:
    return host.image.keys.user, host.image.keys.host
