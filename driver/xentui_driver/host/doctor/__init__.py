"""Finds out what is wrong with a host: each cause separately, with what to do (Ganeti: Verify)."""
