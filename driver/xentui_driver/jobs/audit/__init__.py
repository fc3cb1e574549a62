"""Keeps a line for every changing operation, refused ones too: who did what to which guest, and how it ended."""
