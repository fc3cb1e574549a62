"""How often hosts are polled, in seconds."""

INTERVALS_S = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0)
"""The intervals that the keys choose from."""
DEFAULT_INTERVAL_S = 2.0
