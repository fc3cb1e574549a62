"""Modules to converse with, each a process with a fault of its own."""
