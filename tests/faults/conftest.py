"""Fixtures of the fault tests."""

import pytest

from tests.faults.figures import figures

__all__ = ["figures"]

pytest.register_assert_rewrite("tests.faults.kills")  # its assertions tell what is wrong of which kill
