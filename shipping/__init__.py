"""Makes what is shipped: the one file `xentui.pyz`, and the Debian package."""
