"""An action is found by its id, in the module that it is in."""

import pytest

from xentui_driver.jobs.actions import OPERATIONS
from xentui_driver.jobs.actions.by_id import action_by_id


def test_every_operation_is_found() -> None:
    assert {id: action_by_id(id) for id in OPERATIONS} == OPERATIONS


def test_what_is_no_operation_is_not() -> None:
    with pytest.raises(KeyError):
        action_by_id("levitate")
