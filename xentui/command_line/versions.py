"""`xentui --version --verbose`: the versions of xentui, of Python and of each library, with their licences."""

import platform
import re
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any, Protocol

from xentui import __version__

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*(?:\[([^]]*)\])?")
_EXTRA = re.compile(r"""\bextra\s*==\s*["']([^"']*)["']""")
_CLASSIFIER = "License :: OSI Approved :: "
_UNKNOWN = "licence not stated"
_Need = tuple[str, frozenset[str]]
"""A library's name, and its extras that are wanted."""


class Metadata(Protocol):
    """The core metadata of a library, as importlib and email read it."""

    def get_all(self, name: str) -> list[Any] | None: ...


def versions_text() -> str:
    """A line each: name, version, licence."""
    rows = [("Python", platform.python_version(), "")]
    rows += [
        (part.name, part.version, licence(part.metadata)) for part in sorted(libraries(), key=lambda part: part.name)
    ]
    width = max(len(name) for name, _, _ in rows)
    lines = (f"  {name:<{width}}  {version}  {words}".rstrip() for name, version, words in rows)
    return "\n".join((f"xentui {__version__}", *lines)) + "\n"


def libraries() -> list[Distribution]:
    """Those that xentui needs and those that they need, as far as they are installed or shipped along."""
    found: dict[str, Distribution] = {}
    seen: set[_Need] = set()
    wanted = list(_needs("xentui", frozenset()))
    while wanted:
        if (need := wanted.pop()) not in seen:
            seen.add(need)
            with suppress(PackageNotFoundError):  # one that other versions of Python need
                found[need[0]] = distribution(need[0])
            wanted += _needs(*need)
    return list(found.values())


def _needs(name: str, extras: frozenset[str]) -> Iterator[_Need]:
    try:
        requirements = distribution(name).requires or []
    except PackageNotFoundError:
        return
    for requirement in requirements:
        words, _, marker = requirement.partition(";")
        only_with = _EXTRA.findall(marker)
        if (match := _REQUIREMENT.match(words)) and (not only_with or not set(only_with).isdisjoint(extras)):
            yield _plain(match[1]), frozenset(re.findall(r"[^\s,]+", match[2] or ""))


def _plain(name: str) -> str:
    """As PEP 503 compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(metadata: Metadata) -> str:
    """As a library names its own, in one of the three places that there have been for it."""
    stated = (metadata.get_all("License-Expression") or []) + (metadata.get_all("License") or [])
    if stated and "\n" not in stated[0]:
        return str(stated[0])
    classified = [each for each in metadata.get_all("Classifier") or [] if each.startswith(_CLASSIFIER)]
    return ", ".join(each.removeprefix(_CLASSIFIER).removesuffix(" License") for each in classified) or _UNKNOWN
