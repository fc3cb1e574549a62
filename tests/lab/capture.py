"""Record what real Xen answers to the driver's commands: `python -m tests.lab.capture FOLDER [host-c] [PART...]`."""

import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.lab import guests, lab
from tests.lab.guest_system import TINY_KERNEL
from tests.lab.host import LabHost
from tests.lab.lab import Lab
from tests.lab.recorder import Recorder
from tests.lab.release import OF_HOST
from tests.lab.sampling import sampled
from tests.waiting import until
from xentui_driver.transport.protocol import Completed

HEADING = """\
# What real Xen answered

Xen {xen} of Debian {codename} in the lab of `tests/lab`, recorded by `python -m tests.lab.capture`: each command
ran under `LC_ALL=C` without input or terminal; `.out`, `.err` and `.rc` hold what it wrote and its exit
status. Domids, UUIDs, times and process ids are those of that run.

| capture | host | command | status | what it shows |
|---|---|---|---|---|
"""
GUEST_UP_S = 600.0
FAR = "192.0.2.77"
"""An address of the cable where nobody is."""

FIRST_CLIENT = 'sleep 600 2>/dev/null </dev/null | setsid xl console "$1" >/tmp/first 2>&1 &'
NAMES = {
    "blank": "two words",
    "leading_blanks": "  indented",
    "trailing_blank": "trailing ",
    "escape": "red\x1b[31mname",
    "utf8": "größe-名",
    "digits": "4711",
    "long": "n" * 76,
    "quotes": 'it\'s "quoted"',
    "markup": "[red]markup[/]",
    "tab": "tab\there",
    "newline": "forged\nDomain-0                                     0   768     1     r-----      12.3",
    "carriage_return": "return\rDomain-0",
    "percent": "100%s",
    "backslash": "a\\nb",
    "dash": "-v",
    "dash_dm": "stub-dm",
}


class Captures:
    """The commands, in the order of a story; each part leaves the hosts without guests."""

    def __init__(self, running: Lab, recorder: Recorder) -> None:
        self.a, self.b = running.hosts[0], running.hosts[-1]
        self.has_two_hosts = self.a is not self.b
        self.recorder = recorder

    def take(self, name: str, argv: str | Sequence[str], note: str, host: LabHost | None = None) -> Completed:
        words = argv.split() if isinstance(argv, str) else argv
        return self.recorder.take(host or self.a, name, words, note)

    def create(self, config: str, *options: str, host: LabHost | None = None) -> int:
        """Start a guest that is not the thing to be recorded; its domid."""
        where = host or self.a
        where.put("/srv/lab/guest.cfg", config.encode())
        done = where.run(("xl", "create", *options, "/srv/lab/guest.cfg"))
        assert done.exit_status == 0, done.stderr
        return max(_domids(where))

    def up(self, domid: int, host: LabHost | None = None) -> int:
        """Wait until a Linux guest listens to the toolstack."""
        key = f"/local/domain/{domid}/control/feature-poweroff"
        where = host or self.a
        until(lambda: where.run(("xenstore-read", key)).stdout == "1\n", timeout_s=GUEST_UP_S)
        return domid

    def state(self, domid: int, letters: str) -> int:
        """Wait until these letters stand in the state column."""
        row = ("xl", "list", "-v", str(domid))
        until(lambda: letters in self.a.run(row).stdout, timeout_s=GUEST_UP_S)
        return domid

    def keep_listings(self, name: str, host: LabHost, listings: Sequence[str], note: str) -> None:
        argv = ("xl", "list", "-v")
        for number, listing in enumerate(listings, start=1):
            said = Completed(argv, 0, listing, "")
            self.recorder.keep(host, f"{name}.{number:02}", argv, said, f"{note}, step {number}")

    def nothing_there(self) -> None:
        take = self.take
        take("xl_info", "xl info", "a host without guests")
        take("xl_list", "xl list", "a host without guests")
        take("xl_list_v.dom0_only", "xl list -v", "a host without guests")
        take("xl_list_v_0", "xl list -v 0", "the dom0 alone")
        take("xenstore_list_domains.dom0_only", "xenstore-list /local/domain", "a host without guests")
        take("cat_capabilities", "cat /proc/xen/capabilities", "a dom0")
        take("cat_hypervisor_type", "cat /sys/hypervisor/type", "under Xen")
        for verb in ("pause", "unpause", "shutdown", "reboot", "destroy", "console"):
            take(f"xl_{verb}_999", f"xl {verb} 999", "no such domain")
        take("xl_list_v_999", "xl list -v 999", "no such domain")
        take("xl_list_v_nosuch", "xl list -v nosuch", "no such name")
        take("xl_mem_set_999", "xl mem-set 999 100m", "no such domain")
        take("xl_migrate_999", "xl migrate 999 host-b", "no such domain")
        take("xl_destroy_0", "xl destroy 0", "the dom0")
        take("xl_console_0", "xl console 0", "the dom0")
        take("xl_nosuch_command", "xl nosuch", "no such command")
        take("xenstore_read.missing", "xenstore-read /local/domain/999/name", "no such key")
        take("xenstore_list.missing", "xenstore-list /local/domain/999", "no such key")
        for user, argv in (("xl_list_v", "xl list -v"), ("xenstore_list", "xenstore-list /local/domain")):
            take(f"{user}.not_root", f"setpriv --reuid=65534 --clear-groups {argv}", "not as root")

    def refused_starts(self) -> None:
        self.create(guests.tiny("taken"))
        texts = {
            "syntax_error": 'name = "broken\nmemory = = 5\n',
            "no_name": guests.config(type="pvh", kernel=TINY_KERNEL, memory=4),
            "name_exists": guests.tiny("taken"),
            "too_little_memory": guests.linux("small", memory_mib=8),
            "too_little_memory_pv": guests.linux("small", type="pv", memory_mib=16),
            "too_much_memory": guests.linux("huge", memory_mib=32768),
            "more_than_free": guests.linux("big", memory_mib=1600),
            "missing_disk": guests.tiny("diskless", disk=("/srv/lab/nosuch.img,raw,xvda,rw",)),
            "missing_phy_disk": guests.tiny("diskless", disk=("phy:/dev/nosuch,xvda,w",)),
            "missing_kernel": guests.config(name="k", type="pvh", kernel="/srv/lab/nosuch", memory=64),
            "tiny_without_vcpus": guests.config(name="k", type="pvh", kernel=TINY_KERNEL, memory=4),
            "missing_bridge": guests.tiny("unplugged", vif=("bridge=nosuch",)),
            "no_kernel": guests.config(name="nokernel", type="pvh", memory=4),
            "empty_file": "",
            "unknown_key": guests.tiny("odd", flavour="mint"),
            "unknown_type": guests.config(name="t", type="lxc", kernel=TINY_KERNEL, memory=4),
            "name_with_slash": guests.tiny("a/b"),
            "empty_name": guests.tiny(""),
        }
        for what, text in texts.items():
            path = f"/srv/lab/{what}.cfg"
            self.a.put(path, text.encode())
            self.take(f"xl_create.{what}", ("xl", "create", path), what.replace("_", " "))
            self.take(f"xl_list_v.after_create_{what}", "xl list -v", f"after xl_create.{what}")
            self._destroy_all_but("taken")
        self.take("xl_create.missing_file", "xl create /srv/lab/nosuch.cfg", "missing file")
        self.take("xl_create.folder", "xl create /srv/lab", "a folder instead of a file")

    def life(self) -> None:
        take = self.take
        self.a.put("/srv/lab/web01.cfg", guests.linux("web01").encode())
        take("xl_create_p.ok", "xl create -p /srv/lab/web01.cfg", "a guest built and left paused")
        domid = max(_domids(self.a))
        store = f"/local/domain/{domid}"
        take("xl_list_v.paused", "xl list -v", "a guest that has never run, paused")
        take("xl_list_v_one.paused", f"xl list -v {domid}", "that guest alone")
        take("xenstore_list_domains.guest", "xenstore-list /local/domain", "the dom0 and a guest")
        take("xenstore_read.feature_poweroff.paused", f"xenstore-read {store}/control/feature-poweroff", "paused")
        take("xenstore_list_control.paused", f"xenstore-list {store}/control", "before it has run")
        take("xl_unpause.ok", f"xl unpause {domid}", "from paused")
        take("xl_list_v.booting", "xl list -v", "a guest a moment after its start")
        take("xl_shutdown.booting", f"xl shutdown {domid}", "asked while the kernel is not up: it waits until it is")
        self.gone(domid)
        take("cat_xl_log.shutdown", "cat /var/log/xen/xl-web01.log", "its monitor's log after a shutdown")
        take("xl_create.ok", "xl create /srv/lab/web01.cfg", "a guest started")
        domid = self.up(max(_domids(self.a)))
        store = f"/local/domain/{domid}"
        take("xl_list_v.running", "xl list -v", "a guest that is up")
        for key in ("memory/target", "memory/static-max", "control/shutdown", "control/feature-poweroff", "name", "vm"):
            take(f"xenstore_read.{key.replace('/', '_')}", f"xenstore-read {store}/{key}", "a guest that is up")
        take("xenstore_list_control.running", f"xenstore-list {store}/control", "a guest that is up")
        take("xenstore_ls.running", f"xenstore-ls -f {store}", "all of it, for a guest that is up")
        take("xl_unpause.running", f"xl unpause {domid}", "not paused")
        take("xl_pause.ok", f"xl pause {domid}", "a guest that is up")
        take("xl_list_v.paused_later", "xl list -v", "a guest that had run, paused")
        take("xl_pause.paused", f"xl pause {domid}", "paused already: it counts, see the next capture")
        take("xl_unpause.twice_paused", f"xl unpause {domid}", "once, after two pauses")
        take("xl_list_v.unpaused_once", "xl list -v", "paused twice, unpaused once")
        self.a.run(("xl", "unpause", str(domid)))
        self._balloon(domid)
        take("xl_migrate.unknown_host", f"xl migrate {domid} nosuch.invalid", "no such host")
        take("xl_migrate.no_route", f"xl migrate {domid} {FAR}", "nobody at that address")
        if self.has_two_hosts:
            take("xl_migrate.permission_denied", f"xl migrate {domid} nobody@host-b", "ssh is not let in")
        with sampled(self.a) as listings:
            take("xl_reboot.ok", f"xl reboot {domid}", "a guest that is up")
            until(lambda: max(_domids(self.a)) > domid, timeout_s=GUEST_UP_S)
            domid = self.up(max(_domids(self.a)))
        self.keep_listings("xl_list_v.reboot", self.a, listings, "a guest reboots")
        take("cat_xl_log.reboot", "cat /var/log/xen/xl-web01.log", "its monitor's log after a reboot")
        take("xenstore_read.memory_target.rebooted", f"xenstore-read /local/domain/{domid}/memory/target", "rebooted")
        with sampled(self.a) as listings:
            take("xl_shutdown.ok", f"xl shutdown {domid}", "a guest that is up")
            self.gone(domid)
        self.keep_listings("xl_list_v.shutdown", self.a, listings, "a guest shuts down")
        big = self.create(guests.linux("big", memory_mib=900))
        with sampled(self.a) as listings:
            take("xl_destroy.ok", f"xl destroy {big}", "a guest that runs")
        self.keep_listings("xl_list_v.destroy", self.a, listings, "a guest is destroyed")
        take("cat_xl_log.destroyed", "cat /var/log/xen/xl-big.log", "its monitor's log after that")

    def _balloon(self, domid: int) -> None:
        def memory(name: str, words: str, note: str) -> None:
            self.take(f"xl_mem_set.{name}", f"xl mem-set {domid} {words}", note)
            target = f"xenstore-read /local/domain/{domid}/memory/target"
            self.take(f"xenstore_read.memory_target.{name}", target, f"after xl_mem_set.{name}")
            self.take(f"xl_list_v_one.mem_set_{name}", f"xl list -v {domid}", f"just after xl_mem_set.{name}")

        memory("ok", "114688k", "less than it has")
        until(lambda: "  112     1" in self.a.run(("xl", "list", str(domid))).stdout, timeout_s=GUEST_UP_S)
        self.take("xl_list_v_one.ballooned", f"xl list -v {domid}", "arrived")
        memory("too_high", "999m", "more than its static-max")
        memory("garbage", "1x", "no number")
        memory("too_low", "10m", "less than it can live with")
        memory("back", "131072k", "what it had at first")

    def deaf(self) -> None:
        """Guests that don't answer: each request takes xl a minute, so they run side by side."""
        wanted = {
            "shutdown.ignored": self.create(guests.tiny("deaf1")),
            "reboot.ignored": self.create(guests.tiny("deaf2")),
            "shutdown.paused": self.create(guests.tiny("deaf3"), "-p"),
            "shutdown_F.ignored": self.create(guests.tiny("deaf4")),
        }
        with ThreadPoolExecutor() as pool:
            for what, domid in wanted.items():
                words = ("xl", what.partition(".")[0].replace("_", " -"), str(domid))
                pool.submit(self.take, f"xl_{what}", " ".join(words), "the guest does not answer: a minute")
        store = f"xenstore-read /local/domain/{wanted['shutdown.ignored']}/control"
        self.take("xenstore_read.control_shutdown.ignored", f"{store}/shutdown", "after xl_shutdown.ignored")
        self.take("xenstore_read.feature_poweroff.deaf", f"{store}/feature-poweroff", "a guest without drivers")
        deaf = wanted["shutdown.ignored"]
        self.take("xl_mem_set.deaf", f"xl mem-set {deaf} 2m", "a guest without drivers")
        self.take("xl_list_v_one.mem_set_deaf", f"xl list -v {deaf}", "after that: nothing moves")
        if self.has_two_hosts:
            self._deaf_migration(wanted)

    def _deaf_migration(self, wanted: Mapping[str, int]) -> None:
        other = wanted["reboot.ignored"]
        self.take("xl_migrate.deaf", f"xl migrate {other} host-b", "the guest does not suspend: a minute")
        self.take("xl_list_v.after_migrate_deaf", "xl list -v", "after that, at the source")
        self.take("xl_list_v.after_migrate_deaf_target", "xl list -v", "after that, at the target", self.b)
        deaf = wanted["shutdown.ignored"]
        note = "it holds more than its memory target, and the target host grants no more than that"
        self.take("xl_migrate.target_not_reached", f"xl migrate {deaf} host-b", note)

    def consoles(self) -> None:
        domid = self.up(self.create(guests.linux("talker", type="pv")))
        self.take("xl_console.no_input", f"timeout 20 xl console {domid}", "its input is empty")
        self.a.run_script(FIRST_CLIENT, str(domid))
        locked = ("pgrep", "-f", f"xenconsole {domid}")
        until(lambda: self.a.run(locked).exit_status == 0, timeout_s=GUEST_UP_S)
        self.take("xl_console.busy", f"timeout 20 xl console {domid}", "another client is attached")
        self.a.run(("pkill", "-x", "sleep"))
        paused = self.create(guests.linux("mute", type="pv"), "-p")
        self.take("xl_console.paused", f"timeout 20 xl console {paused}", "a guest that has never run")

    def stopped(self) -> None:
        """Guests that ended and were kept."""
        self.up(self.create(_kept("kept-off")))
        off = max(_domids(self.a))
        self.take("xl_shutdown.preserved", f"xl shutdown {off}", "on_poweroff=preserve")
        self.state(off, "---s--")
        self.up(self.create(_kept("kept-boot")))
        boot = max(_domids(self.a))
        self.take("xl_reboot.preserved", f"xl reboot {boot}", "on_reboot=preserve")
        self.state(boot, "---sr-")
        crash = self.create(_kept("kept-crash", errand="crash"))
        self.state(crash, "---sc-")
        crash_hvm = self.create(_kept("kept-crash-pvh", type="pvh", errand="crash"))
        self.state(crash_hvm, "---sc-")
        self.take("xl_list_v.preserved", "xl list -v", "powered off, rebooted and crashed, all preserved")
        for name in ("kept-off", "kept-boot", "kept-crash"):
            self.take(f"cat_xl_log.{name}", f"cat /var/log/xen/xl-{name}.log", "its monitor's log")
        for verb in ("pause", "unpause", "reboot", "migrate"):
            target = " host-b" if verb == "migrate" else ""
            self.take(f"xl_{verb}.powered_off", f"xl {verb} {off}{target}", "powered off and preserved")
            self.take(f"xl_list_v_one.after_{verb}_powered_off", f"xl list -v {off}", "after that")
        self.take("xl_mem_set.powered_off", f"xl mem-set {off} 100m", "powered off and preserved")
        self.take("xl_destroy.powered_off", f"xl destroy {off}", "powered off and preserved")

    def names(self) -> None:
        for what, name in NAMES.items():
            path = f"/srv/lab/name_{what}.cfg"
            self.a.put(path, guests.tiny(name).encode())
            self.take(f"xl_create_p.name_{what}", f"xl create -p {path}", f"name: {what.replace('_', ' ')}")
        self.take("xl_list_v.names", "xl list -v", "tortured names")
        self.take("xenstore_list_domains.names", "xenstore-list /local/domain", "as many")
        for domid in sorted(_domids(self.a) - {0}):
            self.take(f"xl_list_v_one.name_{domid}", f"xl list -v {domid}", "one of them alone")
            path = f"/local/domain/{domid}/name"
            self.take(f"xenstore_read.name_{domid}", f"xenstore-read {path}", "its name in xenstore")
            self.take(f"xl_domname.{domid}", f"xl domname {domid}", "its name")
        self.take("xl_list_v_digits", "xl list -v 4711", "a name of digits is taken for a domid")

    def migration(self) -> None:
        pv = self.up(self.create(guests.linux("oldpv", type="pv")))
        self.take("xl_migrate.pv_refused", f"xl migrate {pv} host-b", "a PV guest; this Xen has no shadow paging")
        self.take("xl_list_v.after_migrate_pv_refused", "xl list -v", "after that, at the source")
        self.a.destroy_guests()
        domid = self.up(self.create(guests.linux("mover")))
        with sampled(self.a, pause_s=0.3) as source, sampled(self.b, pause_s=0.3) as target:
            self.take("xl_migrate.ok", f"xl migrate {domid} host-b", "a PVH guest, live")
        self.keep_listings("xl_list_v.migrate_source", self.a, source, "a migration, at the source")
        self.keep_listings("xl_list_v.migrate_target", self.b, target, "a migration, at the target")
        self.take("ls_xl_logs.migrated", "ls /var/log/xen", "the target's logs after it", self.b)
        log = "cat /var/log/xen/xl-mover--incoming.log"
        self.take("cat_xl_log.migrated", log, "the monitor's log at the target", self.b)
        self.take("cat_xl_log.migrated_source", "cat /var/log/xen/xl-mover.log", "the monitor's log at the source")
        (there,) = _domids(self.b) - {0}
        store = f"/local/domain/{there}"
        for key in ("memory/target", "memory/static-max", "control/feature-poweroff"):
            name = f"xenstore_read.{key.replace('/', '_')}.migrated"
            self.take(name, f"xenstore-read {store}/{key}", "at the target", self.b)
        self.take("xl_reboot.migrated", f"xl reboot {there}", "a guest that came by migration", self.b)
        until(lambda: max(_domids(self.b)) > there, timeout_s=GUEST_UP_S)
        again = self.up(max(_domids(self.b)), self.b)
        self.take("xl_migrate.itself", f"xl migrate {again} host-b", "to the host it is on: it works", self.b)
        self.take("xl_list_v.after_migrate_itself", "xl list -v", "after that: another domid", self.b)

    def failing_migrations(self) -> None:
        domid = self.up(self.create(guests.linux("mover")))
        self.create(guests.tiny("mover"), host=self.b)
        with sampled(self.a, pause_s=0.3) as source, sampled(self.b, pause_s=0.3) as target:
            self.take("xl_migrate.name_exists", f"xl migrate {domid} host-b", "its name is taken at the target")
        self.keep_listings("xl_list_v.migrate_name_exists_source", self.a, source, "name taken, at the source")
        self.keep_listings("xl_list_v.migrate_name_exists_target", self.b, target, "name taken, at the target")
        self.b.destroy_guests()
        self.create(guests.linux("filler", memory_mib=1150), "-p", host=self.b)
        self.take("xl_migrate.no_memory", f"xl migrate {domid} host-b", "too little memory at the target")
        self.take("xl_list_v.after_migrate_no_memory", "xl list -v", "after that, at the source")
        self.b.destroy_guests()
        self.a.run(("xl", "pause", str(domid)))
        self.take("xl_migrate.paused", f"xl migrate {domid} host-b", "a paused guest")
        self.take("xl_list_v.after_migrate_paused", "xl list -v", "after that, at the source")
        self.take("xl_list_v.after_migrate_paused_target", "xl list -v", "after that, at the target", self.b)
        self.a.destroy_guests()
        self.b.destroy_guests()
        domid = self.up(self.create(guests.linux("mover")))
        with ThreadPoolExecutor() as pool:
            cut = pool.submit(self.take, "xl_migrate.cut", f"xl migrate {domid} host-b", "ssh is killed meanwhile")
            until(lambda: len(_domids(self.b)) > 1, timeout_s=GUEST_UP_S)
            self.a.run_script("pkill -x ssh")
            cut.result()
        self.take("xl_list_v.after_migrate_cut", "xl list -v", "after that, at the source")
        self.take("xl_list_v.after_migrate_cut_target", "xl list -v", "after that, at the target", self.b)
        until(lambda: _domids(self.b) == {0}, timeout_s=GUEST_UP_S)
        self.take("xl_list_v.after_migrate_cut_target_later", "xl list -v", "a while later", self.b)
        self.b.destroy_guests()
        with ThreadPoolExecutor() as pool:
            kill = pool.submit(self.take, "xl_migrate.killed", f"xl migrate {domid} host-b", "xl is killed meanwhile")
            until(lambda: len(_domids(self.b)) > 1, timeout_s=GUEST_UP_S)
            self.a.run_script("pkill -f '^[^ ]*xl migrate'")
            kill.result()
        self.take("xl_list_v.after_migrate_killed", "xl list -v", "after that, at the source")
        self.take("xl_list_v.after_migrate_killed_target", "xl list -v", "after that, at the target", self.b)

    def store_down(self) -> None:
        """The last part: the host is no use afterwards."""
        self.b.run_script("pkill oxenstored")
        self.take("xl_list_v.store_down", "timeout 60 xl list -v", "xenstored is dead", self.b)
        self.take("xl_info.store_down", "timeout 60 xl info", "xenstored is dead", self.b)
        self.take("xenstore_list.store_down", "timeout 60 xenstore-list /local/domain", "xenstored is dead", self.b)

    def gone(self, domid: int) -> None:
        until(lambda: domid not in _domids(self.a), timeout_s=GUEST_UP_S)

    def _destroy_all_but(self, name: str) -> None:
        for domid in sorted(_domids(self.a) - {0}):
            if self.a.run(("xl", "domname", str(domid))).stdout.strip() != name:
                self.a.run(("xl", "destroy", str(domid)))

    def suspension(self) -> None:
        """`xl suspend` and `xl resume`, which came with 4.20."""
        for verb in ("suspend", "resume"):
            self.take(f"xl_{verb}_999", f"xl {verb} 999", "no such domain")
            self.take(f"xl_help_{verb}", f"xl help {verb}", "its help")
        domid = self.up(self.create(guests.linux("sleeper")))
        self.take("xl_resume.running", f"xl resume {domid}", "a guest that runs")
        self.take("xl_suspend.ok", f"xl suspend {domid}", "a guest that is up")
        self.take("xl_list_v.suspended", "xl list -v", "after that")
        self.take("cat_xl_log.suspended", "cat /var/log/xen/xl-sleeper.log", "its monitor's log")
        self.take("xl_resume.ok", f"xl resume {domid}", "a guest that is suspended")
        self.take("xl_list_v.resumed", "xl list -v", "after that")
        deaf = self.create(guests.tiny("deaf"))
        self.take("xl_suspend.ignored", f"xl suspend {deaf}", "the guest does not answer: a minute")
        self.take("xl_list_v.after_suspend_ignored", "xl list -v", "after that")

    def kept_running(self) -> None:
        """A guest that is saved and goes on, and whether its monitor does."""
        domid = self.up(self.create(guests.linux("saved")))
        self.take("xl_save_c.ok", f"xl save -c {domid} /root/saved", "a guest that goes on")
        self.take("cat_xl_log.saved_c", "cat /var/log/xen/xl-saved.log", "its monitor's log")
        self.take("xl_save.ok", f"xl save {domid} /root/saved", "a guest that does not")
        self.take("xl_restore.ok", "xl restore /root/saved", "from that file")

    def hvm(self) -> None:
        """A guest with a device model and without drivers."""
        self.a.put("/srv/lab/hvm.cfg", guests.hvm("firm").encode())
        self.take("xl_create_n.hvm", "xl create -n /srv/lab/hvm.cfg", "what xl understands")
        self.take("xl_create.hvm", "xl create /srv/lab/hvm.cfg", "a guest with a device model")
        domid = max(_domids(self.a))
        store = f"/local/domain/{domid}"
        self.take("xl_list_v.hvm", "xl list -v", "after that")
        self.take("xl_list_l.hvm", f"xl list -l {domid}", "its configuration")
        self.take("xenstore_ls.hvm", f"xenstore-ls -f {store}", "all of it")
        self.take("xl_vcpu_list.hvm", f"xl vcpu-list {domid}", "its processor")
        self.take("ls_xl_logs.hvm", "ls /var/log/xen", "its device model's log beside its monitor's")
        self.take("cat_qemu_log.hvm", "cat /var/log/xen/qemu-dm-firm.log", "what the device model says")
        for verb in ("shutdown", "reboot"):
            self.take(f"xl_{verb}.hvm", f"xl {verb} {domid}", "a guest without drivers")
        for verb in ("shutdown", "reboot"):
            self.take(f"xl_{verb}_F.hvm", f"xl {verb} -F {domid}", "by ACPI: nothing happens")
        self.take("xl_pause.hvm", f"xl pause {domid}", "a guest with a device model")
        self.take("xl_list_v_one.paused_hvm", f"xl list -v {domid}", "after that")
        self.take("xl_unpause.hvm", f"xl unpause {domid}", "a guest with a device model")
        self.take("xl_save_c.hvm", f"xl save -c {domid} /root/hvm.save", "without drivers: Xen itself stops it")
        self.take("xl_list_v_one.saved_hvm", f"xl list -v {domid}", "after that")
        self.take("xl_save.hvm", f"xl save {domid} /root/hvm.save", "without drivers: Xen itself stops it")
        self.take("xl_restore.hvm", "xl restore /root/hvm.save", "with its device model")
        self.take("xl_list_v.restored_hvm", "xl list -v", "after that")
        again = max(_domids(self.a))
        self.take("xl_mem_set.hvm", f"xl mem-set {again} 24m", "it has no balloon")
        self.take("xl_list_v_one.mem_set_hvm", f"xl list -v {again}", "after that")
        target = f"xenstore-read /local/domain/{again}/memory/target"
        self.take("xenstore_read.memory_target.hvm", target, "after that: its video memory is no part of it")
        self.take("xl_save.target_not_reached", f"xl save {again} /root/held.save", "it holds more than its target")
        self.take("xl_restore.target_not_reached", "xl restore /root/held.save", "no more than that is granted")
        self.take("xl_create.hvm_again", "xl create /srv/lab/hvm.cfg", "a guest with a device model")
        again = max(_domids(self.a))
        self.take("xl_destroy.hvm", f"xl destroy {again}", "a guest with a device model")

    @property
    def parts(self) -> tuple[Callable[[], None], ...]:
        alone = (
            *(self.nothing_there, self.refused_starts, self.life, self.consoles, self.stopped, self.names),
            *(self.suspension, self.hvm, self.kept_running, self.deaf),
        )
        return (*alone, self.migration, self.failing_migrations, self.store_down) if self.has_two_hosts else alone


def _kept(name: str, *, type: guests.GuestType = "pv", errand: guests.Errand = "wait") -> str:
    """A guest that stays on the list however it ends."""
    ends = {f"on_{end}": "preserve" for end in ("poweroff", "reboot", "crash")}
    return guests.linux(name, type=type, errand=errand) + guests.config(**ends)


def _domids(host: LabHost) -> set[int]:
    """As xenstore has them; libxl takes a domain out of it first when it destroys it."""
    return {int(word) for word in host.run(("xenstore-list", "/local/domain")).stdout.split()}


def main(folder: Path, names: Sequence[str], wanted: Sequence[str]) -> None:
    with lab.running_lab(print, names) as running:
        release = OF_HOST[names[0]]
        recorder = Recorder(folder, HEADING.format(xen=release.xen, codename=release.codename))
        captures = Captures(running, recorder)
        for part in captures.parts:
            if wanted and part.__name__ not in wanted:
                continue
            for host in running.hosts:
                host.destroy_guests()
            part()


if __name__ == "__main__":
    folder, *words = sys.argv[1:]
    alone = words[:1] == list(lab.HOST_C)
    main(Path(folder), lab.HOST_C if alone else lab.PAIR, words[1:] if alone else words)
