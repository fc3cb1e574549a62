"""The runner performs an order with the driver alone."""

import os
import subprocess
import sys
from pathlib import Path

from tests.dom0 import Dom0
from xentui_driver.jobs.actions import START, Request
from xentui_driver.jobs.order_protocol import read_answer, write_order
from xentui_driver.jobs.orders import Workplace, order_of
from xentui_driver.jobs.store import JobStore
from xentui_driver.jobs.this_host import this_host
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.definition import Definition
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Verdict, Who

DRIVER = Path(__file__).parents[3] / "driver"
HOST = this_host("dom0a")
PERFORMED = """
import pathlib, sys
from xentui_driver.jobs import runner
status = runner.main()
pathlib.Path(sys.argv[1]).write_text("\\n".join(sys.modules))
sys.exit(status)
"""


def test_an_order_is_performed_without_a_module_of_the_application_or_of_textual(tmp_path: Path) -> None:
    with Dom0(tmp_path) as dom0:
        workplace = Workplace(
            HOST,
            str(tmp_path / "jobs"),
            str(tmp_path / "audit.jsonl"),
            definitions_folder=str(dom0.definitions),
            stash_folder=str(dom0.stash),
            audit_syslog=False,
        )
        definition = Definition(str(dom0.define("web")), "web", None, "pvh", memory_kib=512 << 10)
        requests = (Request(Instance(definition.path, definition=definition)),)
        order = order_of(START, requests, HOST, Who("root"), 1_790_000_000.0, "a set")
        ran = subprocess.run(
            [sys.executable, "-c", PERFORMED, str(tmp_path / "modules")],
            input=write_order(workplace, order),
            capture_output=True,
            check=True,
            env={**os.environ, "PATH": dom0.environ["PATH"], "PYTHONPATH": str(DRIVER)},
        )
    (id,) = read_answer(ran.stdout.decode())
    assert JobStore(workplace.jobs_folder, HOST, SystemClock()).job(str(id)).verdict is Verdict.SUCCEEDED
    loaded = {name.split(".")[0] for name in (tmp_path / "modules").read_text().split()}
    assert "xentui_driver" in loaded
    assert not loaded & {"textual", "rich", "xentui", "xentui_widgets"}
