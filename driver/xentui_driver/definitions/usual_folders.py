"""Where definitions are, and what is put aside, unless the operator says otherwise."""

DEFINITIONS_FOLDER = "/etc/xen"
STASH_FOLDER = "/var/lib/xentui/stash"
