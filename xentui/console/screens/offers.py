"""What a question offers for its field: Tab goes through what begins as the text that was typed."""

from collections.abc import Sequence


class Offers:
    """The offers in turn; what was offered is no text of the operator's."""

    def __init__(self, offers: Sequence[str], first: str = "") -> None:
        """`first` is what the question itself has put into the field."""
        self.all = tuple(offers)
        self._text = ""
        """What the operator has typed."""
        self._offered: str | None = first or None

    def offer(self, offers: Sequence[str]) -> None:
        """Offer these from now on."""
        self.all = tuple(offers)

    def typed(self, text: str) -> None:
        """Note what stands in the field."""
        if text != self._offered:
            self._text, self._offered = text, None

    def next(self, step: int) -> str | None:
        """The next offer, or with -1 the one before; None where nothing begins so.

        A text that is an offer itself is where the turn begins, and leads to all of them.
        """
        at = self._offered if self._offered is not None else self._text
        is_whole = self._text in self.all
        fitting = [offer for offer in self.all if is_whole or offer.startswith(self._text)]
        if not fitting:
            return None
        before = fitting.index(at) if at in fitting else min(-step, 0)
        self._offered = fitting[(before + step) % len(fitting)]
        return self._offered
