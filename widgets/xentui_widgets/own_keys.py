"""A widget that handles its own keys in the order in which they come."""

from textual import events, on
from textual.widget import Widget


class OwnKeys(Widget):
    """Textual hands a key of a widget's bindings back to the application, behind whatever was typed after it.

    There it works on the field that has the focus by then. Here the widget that got it handles it in its turn.

    It is the last base of a widget: Textual looks for styles along the first one.
    """

    @on(events.Key)
    async def take_own_key(self, event: events.Key) -> None:
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return  # one that has nothing to do here, as to scroll a line, is for those around it
