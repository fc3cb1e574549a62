"""Word that a host may have something new, for who would otherwise only look at it now and then."""

from collections.abc import Callable


class News:
    """It says that looking is worth it, not what there is; nobody tells where nobody follows the host."""

    def __init__(self) -> None:
        self._listeners: tuple[Callable[[], object], ...] = ()

    def subscribe(self, listener: Callable[[], object]) -> None:
        """`listener` is called in a thread that it must not hold up."""
        self._listeners = (*self._listeners, listener)

    def tell(self) -> None:
        for listener in self._listeners:
            listener()
