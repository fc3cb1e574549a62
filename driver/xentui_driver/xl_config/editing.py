"""Changes settings in the text of an xl.cfg and leaves everything else as it is: comments, order, blanks."""

from collections.abc import Mapping

from xentui_driver.xl_config.config import Value


def edited(text: str, source: str, changes: Mapping[str, Value | None]) -> str:
    """The text with these settings changed, added at the end, or (None) taken away.

    What `changes` says is then what the file means, `+=` and repeated settings included: that is read back and
    compared. Raises ParseError when xl could not read the text, InvalidInput when a value can't be written.
    """
    raise NotImplementedError
