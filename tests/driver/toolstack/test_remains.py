"""What a failed start leaves is found, whatever its name, and reported with what to do."""

import pytest

from tests.scripted import ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import XenError
from xentui_driver.simulator import SimulatedClock

PATH = "/etc/xen/web.cfg"
WITH_UUID = Definition(PATH, "web", uuid=uuid_of(7))
WITHOUT_UUID = Definition(PATH, "web")
REFUSED = (3, "", "libxl: error: libxl_create.c:1640:domcreate_rebuild_done: Domain 9:cannot (re-)build domain: -3\n")


def told(definition: Definition, *after: str, refused: tuple[int, str, str] = REFUSED) -> XenError:
    """The error of a start after which these rows are there, listing by listing; the last one stays."""
    stores = [domids(5), *(domids(*_named(rows)) for rows in after)]
    transport = ScriptedTransport(
        {
            "xl list -v": [listing(row("other", 5)), *(listing(*rows.splitlines(keepends=True)) for rows in after)],
            "xenstore-list /local/domain": list(stores),
            f"xl create {PATH}": refused,
        }
    )
    with pytest.raises(XenError) as failed:
        Hypervisor(transport, SimulatedClock()).start(definition)
    return failed.value


def _named(rows: str) -> list[int]:
    return [int(line.split()[1]) for line in rows.splitlines() if not line.startswith("(null)")]


def test_nothing_is_left_where_nothing_is_there() -> None:
    assert told(WITH_UUID, row("other", 5)).state_now == "It has no domain."


@pytest.mark.parametrize("name", ["(null)", "web--incoming", "renamed"])
def test_what_is_left_is_found_by_its_uuid_whatever_it_is_called(name: str) -> None:
    error = told(WITH_UUID, row("other", 5) + row(name, 9, "--p---", uuid=uuid_of(7)))
    assert "(id 9)" in error.state_now
    assert "No domain of it" not in error.state_now
    assert error.next_step.startswith("Force ")


def test_a_nameless_rest_is_given_by_its_id() -> None:
    error = told(WITH_UUID, row("other", 5) + row("(null)", 9, "--p---", mem=700, uuid=uuid_of(7)))
    assert error.state_now == "(no name) (id 9) is left over, paused, 0.7 GiB."
    assert "Force it off by its id, 9 (do: destroy_nameless)." in error.next_step


def test_without_a_uuid_xl_itself_says_which_domain_it_was() -> None:
    error = told(WITHOUT_UUID, row("other", 5) + row("(null)", 9, "--p---"))
    assert "(id 9) is left over" in error.state_now


def test_without_a_uuid_or_a_word_of_xl_a_nameless_one_may_be_it() -> None:
    silent = (3, "", "xl: it went wrong\n")
    error = told(WITHOUT_UUID, row("other", 5) + row("(null)", 9, "--p---"), refused=silent)
    assert "(id 9) has appeared meanwhile" in error.state_now
    assert "may be left over" in error.state_now


def test_another_guest_that_has_started_meanwhile_is_none_of_it() -> None:
    error = told(WITH_UUID, row("other", 5) + row("third", 8) + row("(null)", 10))
    assert error.state_now == "It has no domain."
    assert told(WITHOUT_UUID, row("other", 5) + row("third", 8)).state_now == "It has no domain."


def test_another_guest_with_the_id_of_one_that_was_there_is_new() -> None:
    error = told(WITH_UUID, row("(null)", 5, "--p---", uuid=uuid_of(7)))
    assert "(id 5) is left over" in error.state_now


def test_what_is_being_torn_down_is_waited_for() -> None:
    error = told(WITH_UUID, row("other", 5) + row("(null)", 9, "--p---", uuid=uuid_of(7)), row("other", 5))
    assert error.state_now == "It has no domain."


def test_what_is_dead_is_told_so_and_nothing_is_offered_for_it() -> None:
    error = told(WITH_UUID, row("other", 5) + row("(null)", 9, "--ps-d", uuid=uuid_of(7)))
    assert "dying" in error.state_now
    assert "Domain 9 is dead" in error.next_step


def test_what_xl_complains_of_is_a_warning_where_it_did_what_it_should() -> None:
    complaint = "libxl: error: libxl_device.c:1:f: Domain 9:unable to set the shares\n"
    transport = ScriptedTransport(
        {
            "xl list -v": [listing(), listing(row("web", 9, uuid=uuid_of(7)))],
            "xenstore-list /local/domain": [domids(), domids(9)],
            f"xl create {PATH}": (0, "", f"Parsing config from {PATH}\n{complaint}"),
        }
    )
    outcome = Hypervisor(transport, SimulatedClock()).start(WITH_UUID)
    assert outcome.warnings == ("xl warned: unable to set the shares.",)
