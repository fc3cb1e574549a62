"""What a terminal is told beside text, as xterm understands it: the modes that one program leaves to the next."""

import re
from dataclasses import dataclass, field

ON_AT_FIRST = frozenset({7, 8, 25})
"""The private modes that are on in a terminal that was just opened: autowrap, autorepeat, the cursor."""
_ALTERNATE = frozenset({47, 1047, 1049})
_SEQUENCE = re.compile(
    rb"\x1b\](?P<osc>[^\x07\x1b\x18]*)(?:\x07|\x1b\\)"
    rb"|\x1bP[^\x1b\x18]*\x1b\\"
    rb"|\x1b\[(?P<mark>[<>=?]?)(?P<numbers>[0-9;:]*)(?P<between>[ !\"$]*)(?P<final>[@-~])"
    rb"|\x1b(?P<charset>[()*+%])(?P<set>[@-~0-9])"
    rb"|\x1b(?P<single>[=>c78NODEHM])"
    rb"|(?P<shift>[\x0e\x0f])"
    rb"|(?P<cancel>(?:\x1b[\[\]P][^\x18\x1b]*|\x1b)?\x18)",
    re.DOTALL,
)


@dataclass
class TerminalModes:
    """The state after all that was fed; text and cursor positions are left out."""

    private: set[int] = field(default_factory=lambda: set(ON_AT_FIRST))
    ansi: set[int] = field(default_factory=set)
    charsets: dict[bytes, bytes] = field(default_factory=dict)
    """Those that aren't ASCII, by the byte that designates them."""
    shifted_out: bool = False
    keypad: bool = False
    rendition: bool = False
    """Colours or weights are set."""
    cursor: int = 0
    margins: bool = False
    titles: list[bytes] = field(default_factory=lambda: [b""])
    """The title, and above it those that were put aside."""
    colours: set[bytes] = field(default_factory=set)
    """What has another colour than the terminal's own."""
    link: bool = False
    keyboard: list[int] = field(default_factory=list)
    """kitty's protocol: what was pushed."""
    other_keys: int = 0

    def feed(self, sent: bytes) -> "TerminalModes":
        for found in _SEQUENCE.finditer(sent):
            self._take(found)
        return self

    @property
    def is_in_screen(self) -> bool:
        return bool(self.private & _ALTERNATE)

    def left(self) -> dict[str, object]:
        """What a program has left, where nothing of it is for what is drawn at the moment."""
        kept = ("charsets", "shifted_out", "rendition", "link")
        return {name: value for name, value in vars(self).items() if name not in kept}

    def _take(self, found: "re.Match[bytes]") -> None:
        if found["osc"] is not None:
            self._command(*found["osc"].partition(b";")[::2])
        elif found["final"] is not None:
            numbers = [int(word) if word.isdigit() else 0 for word in re.split(rb"[;:]", found["numbers"])]
            self._control(found["mark"] + found["between"] + found["final"], numbers)
        elif found["charset"] is not None:
            self._charset(found["charset"], found["set"])
        elif found["single"] is not None:
            self._single(found["single"])
        elif found["shift"] is not None:
            self.shifted_out = found["shift"] == b"\x0e"

    def _command(self, number: bytes, value: bytes) -> None:
        if number in (b"0", b"1", b"2"):
            self.titles[-1] = value
        elif number in (b"4", b"10", b"11", b"12"):
            self.colours.add(number)
        elif number in (b"104", b"110", b"111", b"112"):
            self.colours.discard(number[1:].lstrip(b"0"))
        elif number == b"8":
            self.link = value.partition(b";")[2] != b""

    def _charset(self, slot: bytes, name: bytes) -> None:
        usual = b"G" if slot == b"%" else b"B"
        if name == usual:
            self.charsets.pop(slot, None)
        else:
            self.charsets[slot] = name

    def _single(self, letter: bytes) -> None:
        if letter == b"c":
            titles = self.titles
            self.__init__()  # type: ignore[misc]
            self.titles = titles
        elif letter in b"=>":
            self.keypad = letter == b"="

    def _control(self, kind: bytes, numbers: list[int]) -> None:
        if kind in (b"?h", b"?l"):
            for number in numbers:
                self._private(number, on=kind == b"?h")
        elif kind in (b"h", b"l"):
            self.ansi = self.ansi | set(numbers) if kind == b"h" else self.ansi - set(numbers)
        elif kind == b"m":
            self.rendition = numbers != [0]
        elif kind == b" q":
            self.cursor = numbers[0]
        elif kind == b"r":
            self.margins = numbers != [0]
        elif kind == b"t" and numbers[0] == 22:
            self.titles.append(self.titles[-1])
        elif kind == b"t" and numbers[0] == 23 and len(self.titles) > 1:
            self.titles.pop()
        elif kind == b">u":
            self.keyboard.append(numbers[0])
        elif kind == b"<u":
            del self.keyboard[-max(1, numbers[0]) :]
        elif kind == b">m" and numbers[0] == 4:
            self.other_keys = numbers[1] if len(numbers) > 1 else 0

    def _private(self, number: int, *, on: bool) -> None:
        if number in _ALTERNATE:
            self.private -= _ALTERNATE
            if on:
                self.private.add(1049)
        elif on:
            self.private.add(number)
        else:
            self.private.discard(number)
