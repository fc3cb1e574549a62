"""Text of the toolstack to values, one module a command."""
