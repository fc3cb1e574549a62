"""Pages of records that lead to each other: one takes the place of another, so that Esc goes back to the guests."""

from xentui_widgets.answered_once import AnsweredOnce


class TurnsTo(AnsweredOnce[None]):
    """A page that can be replaced by another one."""

    async def action_turn_to(self, page: str) -> None:
        """Show that page instead; it is named by the application's action for it."""
        self.dismiss()
        await self.app.run_action(page)
