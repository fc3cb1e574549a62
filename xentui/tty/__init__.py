"""The operator's terminal as a device: its modes, which programs leave changed, and the keys that leave a wait."""
