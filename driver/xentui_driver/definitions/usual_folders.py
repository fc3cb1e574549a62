"""The default folders of definitions and of removed definitions."""

DEFINITIONS_FOLDER = "/etc/xen"
STASH_FOLDER = "/var/lib/xentui/stash"
