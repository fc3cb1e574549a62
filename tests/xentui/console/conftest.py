"""Fixtures of the tests that drive the console."""

from tests.pilots import patient_pilot

__all__ = ["patient_pilot"]
