"""The operator's terminal: drawing on it, lending it, and leaving it as it was."""
