"""The actions of xl's scanner of disk specifications on each piece that it finds (libxlu_disk_l.l)."""

from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.lazy_pattern import lazy_pattern

FORMATS = ("raw", "qcow", "qcow2", "vhd", "empty", "qed")
BACKEND_TYPES = ("phy", "tap", "qdisk", "standalone")
SPECIFICATIONS = ("xen", "virtio")

_ATOI = lazy_pattern(r"[ \t\n\v\f\r]*+[+-]?[0-9]{1,18}")
JAMMED = "flex scanner jammed"
"""Printed without the name of the file; xl then ends at once, with status 2."""


@dataclass(slots=True)
class ScannedDisk:
    """What xl's scanner leaves in libxl_device_disk; the names are libxl's, None and empty are NULL and UNKNOWN."""

    pdev_path: str | None = None
    vdev: str | None = None
    backend_domname: str | None = None
    script: str | None = None
    format: str = ""
    backend: str = ""
    specification: str = ""
    readwrite: bool = True
    is_cdrom: bool = False
    direct_io_safe: bool = False
    discard_enable: bool | None = None
    colo_enable: bool | None = None
    colo_host: str | None = None
    colo_port: int = 0
    colo_export: str | None = None
    active_disk: str | None = None
    hidden_disk: str | None = None
    trusted: bool | None = None
    grant_usage: bool | None = None
    more: list[str] = field(default_factory=list)
    """The parameters for which libxl_device_disk has no field, as they are written."""
    complaints: list[str] = field(default_factory=list)
    """In xl's words, without the specification that it repeats each time; the first alone is about the text."""


class DiskScanner:
    """The actions of the rules, and what they remember (DiskParseContext)."""

    def __init__(self) -> None:
        self.disk = ScannedDisk()
        self.is_over = False
        self._had_prefix = False
        self._access_is_set = False

    def blank(self, _head: str) -> None:
        """Skip what has no meaning."""

    def jam(self, _head: str) -> None:
        self.disk.complaints.append(JAMMED)
        self.is_over = True

    def complain(self, near: str, message: str) -> None:
        self.disk.complaints.append(f"{message}: near `{near}'")

    def stop(self, near: str, message: str) -> None:
        self.complain(near, message)
        self.is_over = True

    def save(self, name: str, member: str, text: str) -> None:
        """A string that was empty may be given again."""
        if getattr(self.disk, member):
            self.complain(text, f"{name} respecified")
        else:
            setattr(self.disk, member, text)

    def choose(self, member: str, choice: str, near: str) -> None:
        if getattr(self.disk, member) not in ("", choice):
            self.complain(near, f"{member} respecified")
        else:
            setattr(self.disk, member, choice)

    def format(self, text: str) -> None:
        if text and text not in FORMATS:
            self.complain(text, "unknown value for format")
        else:
            self.choose("format", text or "raw", text)

    def backend_type(self, text: str) -> None:
        if text not in BACKEND_TYPES:
            self.complain(text, "unknown value for backendtype")
        else:
            self.choose("backend", text, text)

    def specification(self, text: str) -> None:
        self.disk.more.append(f"specification={text}")
        if text not in SPECIFICATIONS:
            self.complain(text, "unknown value for specification")
        else:
            self.choose("specification", text, text)

    def access(self, text: str) -> None:
        if text not in ("r", "ro", "w", "rw", ""):
            self.complain(text, "unknown value for access")
        else:
            self.disk.readwrite = text not in ("r", "ro")

    def colo_port(self, text: str) -> None:
        self.disk.more.append(f"colo-port={text}")
        digits = _ATOI.match(text)
        port = int(digits[0]) if digits else 0
        if port == 0:
            self.complain(text, "unknown value for colo_port")
        else:
            self.disk.colo_port = port

    def prefixed_format(self, head: str) -> None:
        self._had_prefix = True
        self.format(head.removesuffix(":"))

    def prefixed_script(self, head: str) -> None:
        self._had_prefix = True
        self.save("script", "script", f"block-{head.removesuffix(':')}")

    def prefixed(self, _head: str) -> None:
        self._had_prefix = True

    def positional(self, head: str) -> None:
        """Target, format, vdev and access, in this order, each if it isn't known yet."""
        disk, text = self.disk, head.removesuffix(",")
        if disk.complaints:
            return
        if disk.pdev_path is None:
            disk.pdev_path = text
        elif not self._had_prefix and not disk.format:
            if not disk.pdev_path and self._vdev_and_type(text):
                disk.format = "empty"
            else:
                self.format(text)
        elif disk.vdev is None:
            if not self._vdev_and_type(text):
                disk.vdev = text
        elif not self._access_is_set:
            self._access_is_set = True
            self.access(text)
        else:
            self.stop(text, "too many positional parameters")

    def _vdev_and_type(self, text: str) -> bool:
        """The old `hdc:cdrom`."""
        vdev, colon, device_type = text.rpartition(":")
        if not colon:
            return False
        self.save("vdev", "vdev", vdev)
        if device_type in ("cdrom", "disk"):
            self.disk.is_cdrom = device_type == "cdrom"
        else:
            self.complain(device_type, "unknown deprecated type")
        return True
