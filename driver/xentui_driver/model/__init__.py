"""Frozen values, errors and time; text made harmless; values as JSON."""
