"""The parts of a guest that a caller may need."""

from enum import Enum


class Part(Enum):
    """The part of a guest that the caller needs."""

    ANY = "any"
    DOMAIN = "domain"
    """The running guest: its definitions don't matter."""
    DEFINITION = "definition"
    """One of its definitions, if it has any."""
