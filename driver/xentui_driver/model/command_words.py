"""A command as an operator could type it."""

from collections.abc import Sequence


def typed(argv: Sequence[str]) -> str:
    """Its words, quoted for a shell where that is needed."""
    import shlex  # most starts show no command

    return shlex.join(argv)


def quoted(word: str) -> str:
    """One word of a command, in the same way."""
    return typed((word,))
