"""Reads xl.cfg files as xl itself reads them; writes and changes them."""
