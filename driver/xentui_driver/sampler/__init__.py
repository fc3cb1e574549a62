"""Counts what passes through each domain, in a process of its own, so that a crash in a C library ends nothing else.

It needs the standard library alone and nothing else of ours: it starts at once, and can be sent to another host.
"""
