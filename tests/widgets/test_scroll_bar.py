"""The scroll bar."""

from hypothesis import given
from hypothesis import strategies as st

from xentui_widgets.scroll_bar import AsciiScrollBar, PlainScrollBar, thumb


def bar(position: float, symbols: type[PlainScrollBar] = PlainScrollBar) -> str:
    segments = symbols.render_bar(size=10, virtual_size=40, window_size=10, position=position)
    return "".join(segment.text for segment in segments.segments)


def test_the_thumb_is_at_an_end_only_at_the_very_end() -> None:
    assert bar(0) == "██││││││││"
    assert bar(1) == "│██│││││││"
    assert bar(29) == "│││││││██│"
    assert bar(30) == "││││││││██"


def test_there_is_one_in_ascii() -> None:
    assert bar(0, AsciiScrollBar) == "##||||||||"


@given(st.integers(1, 100), st.integers(0, 10_000), st.integers(1, 100), st.floats(0, 1))
def test_the_thumb_never_leaves_the_track(size: int, virtual: int, window: int, part: float) -> None:
    start, end = thumb(size, virtual, window, part * max(0, virtual - window))
    assert 0 <= start < end <= size
