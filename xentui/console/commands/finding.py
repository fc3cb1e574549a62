"""Finds commands by what an operator calls them: the label first, then a synonym, then the help."""

from collections.abc import Callable, Iterable

from textual.fuzzy import Matcher

from xentui.console.commands.command import Command
from xentui.console.commands.synonyms import SYNONYMS

_WHOLE_LABEL, _LABEL, _WORD_OF_LABEL, _SYNONYM, _IN_LABEL, _HELP = range(6)
_NOT_FOUND = _HELP + 1


def found(
    commands: Iterable[Command], typed: str, is_possible: Callable[[Command], bool] = lambda _command: True
) -> tuple[Command, ...]:
    """The commands that the words fit, the best first; all where nothing is typed.

    Of those that fit as well those that are possible come first: Enter runs the first one.

    Letters that are merely scattered over a label count where nothing fits better.
    """
    every = tuple(commands)
    words = typed.casefold().split()
    if not words:
        return every
    ranked = [(_rank(command, " ".join(words), words), command) for command in every]
    fitting = [each for each in ranked if each[0] < _NOT_FOUND]
    if fitting:
        return tuple(command for _, command in sorted(fitting, key=lambda each: (each[0], not is_possible(each[1]))))
    scattered = Matcher("".join(words))
    return tuple(command for command in every if scattered.match(command.label) > 0)


def _rank(command: Command, typed: str, words: list[str]) -> int:
    synonyms = SYNONYMS.get(command.id, ())
    if command.label.casefold() == typed:
        return _WHOLE_LABEL  # a hint says it so
    if command.label.casefold().startswith(typed) or typed in synonyms:
        return _LABEL
    if any(synonym.startswith(typed) for synonym in synonyms):
        return _SYNONYM
    return max(_rank_of_word(command, word) for word in words)


def _rank_of_word(command: Command, word: str) -> int:
    label = command.label.casefold()
    if any(each.startswith(word) for each in label.split()):
        return _WORD_OF_LABEL
    if any(each.startswith(word) for synonym in SYNONYMS.get(command.id, ()) for each in synonym.split()):
        return _SYNONYM
    if word in label:
        return _IN_LABEL
    # In the help only whole words count: "remove" must not bring up "move it to another host".
    return _HELP if word in command.help.casefold().split() else _NOT_FOUND
