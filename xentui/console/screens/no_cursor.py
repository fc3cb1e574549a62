"""What a screen says that has no cursor, when something is to be opened there."""

NOTHING_TO_OPEN = "Nothing is chosen here that could be opened. Esc goes back to the guests: Enter opens one there."
