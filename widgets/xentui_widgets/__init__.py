"""Textual widgets that show the values of the driver."""
