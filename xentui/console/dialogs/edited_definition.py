"""One definition being edited, and what can be decided about it."""

from xentui.console.drafts import Draft
from xentui.console.screens.review import Review
from xentui_driver.definitions.store import DefinitionText
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance

AGAIN, SAVE, KEEP, DISCARD = "again", "save", "keep", "discard"


@dataclass(frozen=True, slots=True)
class Edit:
    """What was read, the draft made of it, and the page on which it is decided."""

    instance: Instance
    read: DefinitionText
    draft: Draft
    screen: Review
    others_change: bool = False
    """Another person or program has changed the file since the draft was begun."""

    @property
    def kept_words(self) -> str:
        return f"Your draft is kept: {self.draft.path}"

    def with_draft(self, error: XenError) -> XenError:
        """The same error, saying too that the draft is kept."""
        return XenError(
            error.summary,
            detail=error.detail,
            state_now=f"{error.state_now or 'The definition is unchanged.'} {self.kept_words}",
            next_step=f"{error.next_step} Then edit it again (do: edit): the draft will be offered.".strip(),
        )


def decoded(content: bytes) -> str:
    """The draft's text, decoded as definitions are: UTF-8, undecodable bytes as surrogates."""
    return content.decode("utf-8", "surrogateescape")
