"""What a job changes is written down, and what goes away again is not."""

from pathlib import Path

from tests.driver.jobs.keeping_jobs import done, record, store
from tests.scripted import ScriptedTransport
from xentui_driver.jobs.journal import JournalingTransport
from xentui_driver.operations.departure_book import FILE_NAME

DRAFT = "/etc/xen/.web.cfg.1700000000000-0.xentui-draft"
NOTES = f"/etc/xen/{FILE_NAME}"


def test_a_draft_is_no_change_and_what_stays_is_one_though_it_is_hidden(tmp_path: Path) -> None:
    writer = store(tmp_path).create(record())
    host = JournalingTransport(ScriptedTransport({}), writer)
    for path in (DRAFT, NOTES):
        host.write_file(path, b"{}", replacing=None)
    host.write_file(NOTES, b"[]", replacing=b"{}")
    for path in (DRAFT, NOTES):
        host.remove_file(path)
    assert writer.changes == [f"made {NOTES}", f"changed {NOTES}", f"removed {NOTES}"]
    done(writer)
