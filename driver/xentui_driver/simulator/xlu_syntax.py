"""What libxlu says of an xl.cfg that it can't read: all its complaints, in its words (libxlu_cfg_y.y, libxlu_cfg.c)."""

import re

from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.lazy_pattern import lazy_pattern

_PYTHON = """\
warning: Config file looks like it contains Python code.
warning:  Arbitrary Python is no longer supported.
warning:  See https://wiki.xen.org/wiki/PythonInXlConfig
"""
_TOKEN = lazy_pattern(
    r"""[ \t]* (?: (?P<IDENT>[a-z][._0-9a-z]*) | (?P<NUMBER>[0-9][0-9a-fx]*) | (?P<mark>\+=|[\[\],=;])
    | (?P<NEWLINE>\n|\#[^\n]*\n) | (?P<STRING>'(?:[^'\\\n]|\\[^\n])*'|"(?:[^"\\\n]|\\[^\n])*")
    | (?P<END>\Z) | (?P<stray>[^\n]) )""",
    re.VERBOSE,
)
_WORD = lazy_pattern(r"[ \t]|\n|[^ \t\n]*")
_ESCAPES = frozenset("\"'\\abfnrtv")
_OCTAL = lazy_pattern(r"[ \t\v\f\r]*[+-]?[0-9]+")
_PYTHON_MARKS = frozenset("+,-.():")
_RECOVERY = 3
"""So many tokens after a complaint the parser keeps silent (bison's yyerrstatus)."""
_EXPECTED = {
    "start": "$end or IDENT or NEWLINE or ';'",
    "name": "+= or '='",
    "operator": "STRING or NUMBER or '['",
    "value": "$end",
    "list": "']'",
}


@dataclass(slots=True)
class _Scanner:
    """Tokens one by one, and complaints about what is none."""

    text: str
    source: str
    said: str = ""
    at: int = 0
    line: int = 1
    token_line: int = 1
    yytext: str = ""
    silent_to: int = -1
    """The line of the last lexical error: up to there nothing else is said."""
    is_like_python: bool = False

    def take(self) -> str:
        """The kind of the next token; a mark is its own kind."""
        while True:
            match = _TOKEN.match(self.text, self.at)
            assert match is not None
            kind = match.lastgroup or ""
            self.yytext, self.at = match[kind], match.end()
            if kind == "stray":
                if self._take_stray():
                    return "NEWLINE"
                continue
            if kind == "END":
                self.yytext = "\0"
                return kind
            self.token_line = self.line
            if kind == "NEWLINE":
                self.line += 1
            elif kind == "STRING":
                self._check_escapes()
            return self.yytext if kind == "mark" else kind

    def complain(self, line: int, words: str) -> None:
        if line <= self.silent_to:
            return
        near, newline = self.yytext.partition("\0")[0] or self.yytext, ""
        if near.endswith("\n"):
            near, line = near[:-1], line - 1
            newline = "" if near else "<newline>"
        near = near.rstrip(" \t")
        quoted = f"`{near.rstrip(chr(0))}'" if near else ""
        self.said += f"{self.source}:{line}: config parsing error near {quoted}{newline}: {words}\n"

    def complain_of_text(self, words: str) -> None:
        self.complain(self.line, words)
        self.silent_to = self.line

    def _take_stray(self) -> bool:
        """A character that begins no token, and the word behind it; whether the line ends in it."""
        self.is_like_python = self.is_like_python or self.yytext in _PYTHON_MARKS
        word = _WORD.match(self.text, self.at)
        assert word is not None
        if self.at == len(self.text) and len(self.yytext.encode("utf-8", "surrogateescape")) == 1:
            return False  # the last byte of a file is swallowed
        self.yytext += word[0]
        self.at = word.end()
        if word[0] == "\n":
            self.line += 1
        self.complain_of_text("lexical error")
        self.token_line = self.line
        return word[0] == "\n"

    def _check_escapes(self) -> None:
        """After a first complaint strings aren't looked into any more."""
        content, at = self.yytext[1:-1], 0
        while not self.said and (slash := content.find("\\", at)) >= 0:
            letter, at = content[slash + 1], slash + 2
            digits = _OCTAL.match(content, at, at + 3) if letter in "01234567" else None
            if letter == "x":
                self._complain_of_digits("hex")
            elif letter in "01234567":
                if digits is None or digits.end() - at < 2:
                    self._complain_of_digits("octal")
                else:
                    at = digits.end()
            elif letter not in _ESCAPES:
                self.complain_of_text("invalid character after backlash in quoted string")

    def _complain_of_digits(self, base: str) -> None:
        self.complain_of_text(f"invalid digit after backslash {base}numerical character escape in quoted string")


def complaints(text: str, source: str) -> str:
    """What xl prints before `Failed to parse config`; empty for what it can read."""
    scanner = _Scanner(text, source)
    _Parser(scanner).run()
    if scanner.said and scanner.is_like_python:
        return scanner.said + _PYTHON
    return scanner.said


@dataclass(slots=True)
class _Parser:
    """The grammar as a machine of five states, with the way in which bison goes on after a mistake."""

    scanner: _Scanner
    state: str = "start"
    depth: int = 0
    needs_comma: bool = False
    silence: int = 0
    name: str = ""
    is_addition: bool = False
    is_list: dict[str, bool] = field(default_factory=dict)

    def run(self) -> None:
        kind = self.scanner.take()
        while True:
            following = self._following(kind)
            if following is None:
                kind = self._recovered(kind)
                following = "start"
            if kind == "END":
                return
            self._shift(kind, following)
            kind = self.scanner.take()

    def _following(self, kind: str) -> str | None:
        """The next state; None where the grammar has no way on."""
        match self.state, kind:
            case "start", "IDENT":
                return "name"
            case (("start" | "value"), ("NEWLINE" | ";" | "END")):
                return "start"
            case "name", ("=" | "+="):
                return "operator"
            case "operator", ("STRING" | "NUMBER"):
                return "value"
            case ("operator", "[") | ("list", "NEWLINE"):
                return "list"
            case "list", "]":
                return "list" if self.depth > 1 else "value"
            case "list", ("STRING" | "NUMBER" | "[") if not self.needs_comma:
                return "list"
            case "list", "," if self.needs_comma:
                return "list"
        return None

    def _recovered(self, kind: str) -> str:
        """Say what is wrong, unless something was just before, and skip the rest of the line."""
        if not self.silence:
            word = {"END": "$end"}.get(kind, kind if kind.isupper() or kind == "+=" else f"'{kind}'")
            words = f"syntax error, unexpected {word}, expecting {_EXPECTED[self.state]}"
            self.scanner.complain(self.scanner.token_line, words)
        while kind not in ("NEWLINE", "END"):
            kind = self.scanner.take()
        self.depth, self.silence = 0, _RECOVERY
        return kind

    def _shift(self, kind: str, following: str) -> None:
        self.silence = max(0, self.silence - 1)
        if kind == "IDENT":
            self.name = self.scanner.yytext
        elif following == "operator":
            self.is_addition = kind == "+="
        elif following == "value":
            self._assign(is_list=kind == "]")
        if kind != "NEWLINE":
            self.needs_comma = kind not in ("[", ",")
        self.depth += (kind == "[") - (kind == "]")
        self.state = following

    def _assign(self, *, is_list: bool) -> None:
        is_other = self.is_list.get(self.name, is_list) != is_list
        if self.is_addition and is_other and not self.scanner.said:
            self.scanner.complain_of_text('can\'t add [list] to "string" or vice versa')
        self.is_list[self.name] = is_list
