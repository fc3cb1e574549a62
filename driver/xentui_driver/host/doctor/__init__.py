"""Finds out what is wrong with a host, each cause for itself, each with what to do (Ganeti: Verify)."""
