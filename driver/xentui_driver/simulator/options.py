"""The options of a subcommand, as getopt_long(3) takes them: anywhere among the arguments, abbreviated at will."""

from collections.abc import Mapping, Sequence

from xentui_driver.model.dataclass import dataclass


class NotAnOption(Exception):
    """An option that the command doesn't know; `letter` is what getopt leaves in optopt."""

    def __init__(self, letter: str) -> None:
        super().__init__(letter)
        self.letter = letter


@dataclass(frozen=True, slots=True)
class Parsed:
    """Options in their order, each with its argument or an empty string, and the other words."""

    options: tuple[tuple[str, str], ...]
    words: tuple[str, ...]

    def has(self, letter: str) -> bool:
        return any(option == letter for option, _ in self.options)

    def count(self, letter: str) -> int:
        return sum(option == letter for option, _ in self.options)

    def value(self, letter: str) -> str | None:
        """The argument of the last such option."""
        return next((value for option, value in reversed(self.options) if option == letter), None)


def parse(arguments: Sequence[str], letters: str, long_options: Mapping[str, str]) -> Parsed:
    """`letters` as for getopt(3); `long_options` gives the letter of each. Raises NotAnOption."""
    options: list[tuple[str, str]] = []
    words: list[str] = []
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            words += rest
            break
        if word.startswith("--"):
            options.append((_long(word[2:], long_options), ""))
        elif word.startswith("-") and len(word) > 1:
            options += _short(word[1:], rest, letters)
        else:
            words.append(word)
    return Parsed(tuple(options), tuple(words))


def _long(name: str, long_options: Mapping[str, str]) -> str:
    if name in long_options:
        return long_options[name]
    found = {letter for option, letter in long_options.items() if option.startswith(name)}
    if len(found) != 1:
        raise NotAnOption("\0")
    return found.pop()


def _short(cluster: str, rest: list[str], letters: str) -> list[tuple[str, str]]:
    options: list[tuple[str, str]] = []
    for at, letter in enumerate(cluster):
        place = letters.find(letter)
        if place < 0 or letter == ":":
            raise NotAnOption(letter)
        if letters[place + 1 : place + 2] != ":":
            options.append((letter, ""))
            continue
        attached = cluster[at + 1 :]
        if not attached and not rest:
            raise NotAnOption(letter)
        options.append((letter, attached or rest.pop(0)))
        break
    return options
