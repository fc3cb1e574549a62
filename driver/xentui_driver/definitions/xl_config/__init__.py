"""Reads xl.cfg, the files that xl starts guests from, as xl itself reads them; writes and changes them."""
