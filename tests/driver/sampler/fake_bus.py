"""A xen-backend bus and a table of interfaces, as the kernel shows them, in a folder."""

from pathlib import Path

_WAY = "bytes    packets errs drop fifo"
TABLE_HEAD = f"""Inter-|   Receive                                                |  Transmit
 face |{_WAY} frame compressed multicast|{_WAY} colls carrier compressed
"""


class FakeBus:
    """Backends that come and go."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "devices"
        self.path.mkdir()
        self.table = folder / "dev"
        self._rows: dict[str, tuple[int, int, int, int]] = {}
        self._write_table()

    def disk(self, domid: int, number: int = 51712, *, reads: int, writes: int, read: int, written: int) -> None:
        """`read` and `written` in sectors."""
        folder = self.path / f"vbd-{domid}-{number}" / "statistics"
        folder.mkdir(parents=True, exist_ok=True)
        figures = {"rd_req": reads, "wr_req": writes, "rd_sect": read, "wr_sect": written}
        for name, figure in figures.items():
            (folder / name).write_text(f"{figure}\n")

    def uncounted_disk(self, domid: int, number: int, kind: str = "qdisk") -> None:
        (self.path / f"{kind}-{domid}-{number}").mkdir()

    def interface(self, domid: int, number: int, name: str = "") -> str:
        name = name or f"vif{domid}.{number}"
        (self.path / f"vif-{domid}-{number}" / "net" / name).mkdir(parents=True)
        return name

    def carried(self, name: str, *, rx: tuple[int, int], tx: tuple[int, int]) -> None:
        """Bytes and packets that dom0's side of it has received and transmitted."""
        self._rows[name] = (*rx, *tx)
        self._write_table()

    def remove(self, device: str) -> None:
        """With the interface, where it is one."""
        folder = self.path / device
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()

    def _write_table(self) -> None:
        lines = (
            f"{name:>6}: {rx:8} {rx_packets:8} 0 0 0 0 0 0 {tx:8} {tx_packets:8} 0 0 0 0 0 0\n"
            for name, (rx, rx_packets, tx, tx_packets) in self._rows.items()
        )
        self.table.write_text(TABLE_HEAD + "".join(lines))
