"""Parses the text of the toolstack, one module for each command."""
