"""All sets of glyphs."""

from dataclasses import fields

from rich.cells import cell_len

from xentui_widgets.graphs import EMPTY, FULL, LEVELS, NO_FIGURE
from xentui_widgets.symbols import ASCII, LINUX_CONSOLE, UNICODE, Symbols


def glyphs(symbols: Symbols) -> list[str]:
    names = [
        field.name for field in fields(symbols) if field.name not in {"ascii_only", "border", "has_braille", "instead"}
    ]
    return [getattr(symbols, name) for name in names]


def test_every_glyph_is_at_most_one_cell_wide(symbols: Symbols) -> None:
    assert all(cell_len(glyph) <= 1 for glyph in glyphs(symbols))


def test_the_ascii_set_is_ascii() -> None:
    assert all(glyph.isascii() for glyph in glyphs(ASCII))


def test_no_glyph_is_missing_in_the_fonts_of_the_linux_console() -> None:
    there = set("▶▲▼─│█▄▒═·")
    assert all(glyph.isascii() or glyph in there for glyph in glyphs(LINUX_CONSOLE))
    assert LINUX_CONSOLE.show(f"{LEVELS}{FULL}{EMPTY}") == ".:-=+*#%█·"


def test_graphs_are_drawn_with_what_there_is() -> None:
    assert UNICODE.show(LEVELS) == LEVELS
    assert ASCII.show(f"{LEVELS}{FULL}{EMPTY}{NO_FIGURE}") == ".:-=+*#%#.."


def test_the_parts_of_the_gauge_differ_without_colours(symbols: Symbols) -> None:
    parts = {symbols.gauge_dom0, symbols.gauge_used, symbols.gauge_xen, symbols.gauge_free}
    assert len(parts) == 4


def test_ascii_shows_control_pictures_in_caret_notation() -> None:
    assert ASCII.show("a\x1b[31m\n\x7f") == "a^[[31m^J^?"


def test_ascii_shows_other_characters_as_a_question_mark() -> None:
    assert ASCII.show("büro-日本") == "b?ro-??"


def test_unicode_shows_text_that_is_harmless_as_it_is() -> None:
    assert UNICODE.show("büro-日本") == "büro-日本"


def test_nothing_that_a_terminal_obeys_gets_through(symbols: Symbols) -> None:
    assert symbols.show("\x1b\x9b\r\n\u202e\x07").isprintable()
