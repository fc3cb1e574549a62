"""A disk specification, the comma separated text inside `disk = [ ]` (libxlu_disk_l.l, xl-disk-configuration(5))."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Disk:
    """One disk; empty where the specification says nothing."""

    vdev: str
    """xvda, sda, hdc or a number."""
    target: str = ""
    """A block device or an image; empty for an empty CD-ROM drive."""
    format: str = ""
    """raw, qcow, qcow2, vhd, qed, empty."""
    is_writable: bool = True
    is_cdrom: bool = False
    backend: str = ""
    backend_type: str = ""
    script: str = ""
    more: tuple[str, ...] = ()
    """Further keys as they are written: discard, direct-io-safe, ..."""


def parse_disk(specification: str) -> Disk:
    """Raises InvalidInput with the reason for which xl would refuse it."""
    raise NotImplementedError


def written_disk(disk: Disk) -> str:
    """A specification that reads back as the same disk. Raises InvalidInput."""
    raise NotImplementedError
