"""Who has a name: running guests, and definitions whether they are used or not."""

from tests.instances import DB, TEST, WEB
from xentui.fleet.name_holders import holder_of, taken_names
from xentui_driver.model.dataclass import replace
from xentui_driver.model.definition import Definition

RENAMED = replace(WEB, definition=Definition("/etc/xen/old.cfg", "old-name"))
RIVAL = Definition("/etc/xen/copy.cfg", "web-copy")
ALL = (RENAMED, DB, replace(TEST, rivals=(RIVAL,)))


def test_a_guest_has_its_own_name_and_that_of_each_of_its_definitions() -> None:
    assert taken_names(ALL) == {"web-01", "old-name", "db-01", "web-test", "web-copy"}


def test_its_own_names_are_free_for_a_guest_and_all_others_are_held() -> None:
    assert holder_of("web-01", ALL, RENAMED) == ""
    assert holder_of("old-name", ALL, RENAMED) == ""
    assert holder_of("db-01", ALL, RENAMED) == "the guest with id 2"
    assert holder_of("web-test", ALL, RENAMED) == "the definition /etc/xen/web-test.cfg"
    assert holder_of("web-copy", ALL, RENAMED) == "the definition /etc/xen/copy.cfg"
    assert holder_of("fresh", ALL, RENAMED) == ""
