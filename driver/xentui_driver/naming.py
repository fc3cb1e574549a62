"""Names: which guest is meant by one, and which a new guest may have."""

from collections.abc import Sequence

from xentui_driver.model import Instance


def find_instance(instances: Sequence[Instance], words: str) -> Instance:
    """The instance of exactly that name or UUID.

    Raises AmbiguousName with the choices when several have it, and when it is all digits, which could be a domid;
    InvalidInput with the most similar names when there is none.
    """
    raise NotImplementedError


def check_new_name(name: str) -> tuple[str, ...]:
    """Warnings about a name that a guest is to get. Raises InvalidInput for one that would break xl."""
    raise NotImplementedError
