"""Asks xl and reads what it prints."""
