"""How seldom Python looks for garbage: a search holds up every thread, those too that take keys and draw."""

import gc

OBJECTS_BETWEEN_SEARCHES = 50_000
"""A start makes as many, none of them garbage: with Python's 700 an eighth of its time goes into looking for some."""
OBJECTS_OF_A_GUEST = 20
"""A poll makes twice as many of each guest that has changed, and leaves no garbage: it takes half of them changing at
once to have its objects searched, which lasts 30 to 60 ms with thousands of guests. Pages leave some when they close.
"""


def search_seldom(guests: int = 0) -> None:
    """Look for garbage only when many objects are new, and more than a poll of so many guests makes."""
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES + OBJECTS_OF_A_GUEST * guests)


def begin_to_search() -> None:
    """Look for garbage where a start has put it off, and never among what that has made, which stays to the end.

    While modules are loaded each search takes 10 to 20 ms, and finds nothing.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
