"""What of a guest something is about."""

from enum import Enum


class Part(Enum):
    """What of a guest is asked for."""

    ANY = "any"
    DOMAIN = "domain"
    """The running guest: its definitions don't matter."""
    DEFINITION = "definition"
    """One definition of it, if it has any."""
