"""Another client that is attached to a guest's console of a simulated host: its lock and its process in /proc."""

from xentui_driver.model.dataclass import dataclass

_TICKS_PER_S = 100
_LOCK_INODE = 811


@dataclass(frozen=True, slots=True)
class ConsoleClient:
    """Root's xenconsole on the first terminal, under the login of root."""

    domid: int
    up_s: float
    """How long the host had been up when it was attached."""
    xen: tuple[int, int]
    """The version of the tools that it is one of."""

    @property
    def pid(self) -> int:
        return 30_000 + self.domid

    @property
    def argv(self) -> tuple[str, ...]:
        binary = f"/usr/lib/xen-{self.xen[0]}.{self.xen[1]}/bin/xenconsole"
        return (binary, str(self.domid), "--num", "0", "--type", "pv")

    @property
    def lock(self) -> str:
        """Its line of /proc/locks, numbered by the domain."""
        return f"{self.domid}: FLOCK  ADVISORY  WRITE {self.pid} 00:19:{_LOCK_INODE + self.domid} 0 EOF\n"

    @property
    def open_files(self) -> dict[str, str]:
        terminal = dict.fromkeys("012", "/dev/pts/0")
        return terminal | {"3": "/dev/xen/xenbus", "4": "/dev/pts/1", "5": f"/run/lock/xenconsole.{self.domid}"}

    def file(self, name: str) -> str | None:
        """The content of that file of /proc/PID, for the files that are ever read."""
        started = int(self.up_s * _TICKS_PER_S)
        ids = "\t0" * 4
        return {
            "loginuid": "0",
            "status": f"Name:\txenconsole\nPid:\t{self.pid}\nUid:{ids}\nGid:{ids}\n",
            "stat": f"{self.pid} (xenconsole) S 1 {self.pid} {self.pid} 34816 {'0 ' * 14}{started} 0 0\n",
        }.get(name)
