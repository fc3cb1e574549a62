"""What a guest used at one moment, in one line."""

from collections.abc import Callable, Mapping

from xentui_widgets.units import cpu_words, memory_words, rate_words

_FORMS: tuple[tuple[str, str, Callable[[float | None], str]], ...] = (
    ("cpu_percent", "CPU {} %", cpu_words),
    ("memory_kib", "memory {}", lambda kib: memory_words(None if kib is None else int(kib))),
    ("received_bytes_per_s", "received {}/s", rate_words),
    ("sent_bytes_per_s", "sent {}/s", rate_words),
    ("read_bytes_per_s", "read {}/s", rate_words),
    ("written_bytes_per_s", "written {}/s", rate_words),
)


def figure_words(figures: Mapping[str, float | None]) -> str:
    """Those that are known, by their names in the history; empty where none is."""
    known = ((form, words, figures.get(name)) for name, form, words in _FORMS)
    return ", ".join(form.format(words(value)) for form, words, value in known if value is not None)
