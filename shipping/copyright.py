"""`debian/copyright`, made from what each library says of itself: its version, its licence, and whose it is."""

import re
from collections.abc import Iterable, Mapping
from email.message import Message
from email.parser import BytesParser
from pathlib import PurePosixPath

from shipping import own
from xentui.command_line.versions import licence

Files = Mapping[PurePosixPath, bytes]
_HEAD = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: xentui
"""
_NOTICE = re.compile(r"^[ \t]*Copyright\b.*", re.MULTILINE | re.IGNORECASE)
_LICENCE_FILE = re.compile(r"(LICEN[CS]E|COPYING)\b.*")


def copyright_text(libraries: Iterable[Files]) -> str:
    """In the machine-readable form (DEP 5); a paragraph for xentui and one for each library, in that order."""
    ours = _paragraph("*", f"xentui {own.VERSION}", "MIT", [(own.ROOT / "LICENSE").read_text("utf-8")])
    return "\n".join((_HEAD, ours, *map(_of_library, libraries)))


def _of_library(files: Files) -> str:
    metadata = _metadata(files)
    places = sorted({path.parts[0] if len(path.parts) == 1 else f"{path.parts[0]}/*" for path in files})
    patterns = "\n ".join(f"usr/share/xentui/{place}" for place in places)
    texts = [content.decode() for path, content in sorted(files.items()) if _LICENCE_FILE.fullmatch(path.name)]
    return _paragraph(patterns, f"{metadata['Name']} {metadata['Version']}", licence(metadata), texts)


def _metadata(files: Files) -> "Message[str, str]":
    found = next(content for path, content in files.items() if path.match("*.dist-info/METADATA"))
    return BytesParser().parsebytes(found, headersonly=True)


def _paragraph(patterns: str, name: str, short_licence: str, texts: Iterable[str]) -> str:
    different = list(dict.fromkeys(texts))
    notices = dict.fromkeys(notice.strip() for text in different for notice in _NOTICE.findall(text))
    whose = "\n ".join(notices)
    words = "\n".join(f" {line.rstrip()}" if line.strip() else " ." for line in _lines(different))
    return f"Files: {patterns}\nCopyright: {whose}\nLicense: {short_licence}\n{words}\nComment: {name}\n"


def _lines(texts: Iterable[str]) -> list[str]:
    return "\n\n".join(text.strip() for text in texts).splitlines()
