"""The name that a domain was built with: its logs keep it, whatever the domain is called later."""

from xentui_driver.model.counters import Identity
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.model.strict_json import parsed
from xentui_driver.transport.protocol import FileReader

FOLDER = "/var/lib/xen"
"""Of what libxl notes of each domain (libxl__userdata_path, libxl_dom.c)."""


def built_as(files: FileReader, identity: Identity) -> str:
    """As libxl noted it when it built the domain; `xl rename` leaves that. Empty where it isn't known.

    One that has arrived by a migration was built under the name of an incoming domain. Raises TransportClosed.
    """
    uuid, domid = identity
    try:
        noted = files.read_file(f"{FOLDER}/userdata-d.{domid}.{uuid}.libxl-json")
        name = parsed(noted.removesuffix(b"\0"))["c_info"]["name"]  # libxl writes the end of its string, too
    except (FileUnreadable, ValueError, LookupError, TypeError):  # another toolstack's, gone, or not for us to read
        return ""
    return name if isinstance(name, str) else ""
