"""Where save files usually are."""

SAVE_FOLDER = "/var/lib/xen/save"
"""Where xendomains saves guests when the host shuts down: XENDOMAINS_SAVE as Debian and SUSE ship it.

Not every distribution's package makes the folder.
"""
SAVE_FILE_EXAMPLE = f"{SAVE_FOLDER}/web.save"
