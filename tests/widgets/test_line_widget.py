"""A widget of a few lines repaints what looks different, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from xentui_widgets.line_widget import changed_part
from xentui_widgets.lines import Line, Span, strip

WIDTH = 24
LINES = st.lists(
    st.builds(Span, st.text("ab ▁本", max_size=4), st.sampled_from(("", "bold", "running"))), max_size=5
).map(tuple)


def looks(line: Line) -> list[tuple[str, object]]:
    """Each cell of the line as it is drawn."""
    return [(character, style) for text, style, _ in strip(line, WIDTH) for character in text]


def test_the_part_is_as_short_as_it_can_be() -> None:
    was = (Span("CPU ", "dim"), Span("10 %", "running"), Span("  1.0 of 8 busy"))
    now = (Span("CPU ", "dim"), Span("12 %", "running"), Span("  1.1 of 8 busy"))
    assert changed_part(3, was, now, WIDTH)[:3] == (5, 3, 8)


def test_a_line_with_a_wide_character_is_painted_as_a_whole() -> None:
    assert changed_part(0, (Span("本a"),), (Span("本b"),), WIDTH) == (0, 0, WIDTH, 1)


@given(LINES, LINES)
def test_nothing_outside_of_the_part_looks_different(was: Line, now: Line) -> None:
    part = changed_part(0, was, now, WIDTH)
    old, new = looks(was), looks(now)
    assert part.width == WIDTH or (old[: part.x], old[part.right :]) == (new[: part.x], new[part.right :])
