"""Fixtures of the fault tests, and their figures at the end."""

import pytest

from tests.faults.figures import figures, pytest_terminal_summary

__all__ = ["figures", "pytest_terminal_summary"]

pytest.register_assert_rewrite("tests.faults.kills")  # its assertions tell what is wrong of which kill
