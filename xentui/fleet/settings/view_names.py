"""What a view may be called."""

from xentui.fleet.settings.keys import OF_A_VIEW

LONGEST = 30


def view_name(text: str) -> str:
    """A name that is also a bare key of TOML. Raises ValueError with words."""
    name = text.strip()
    if name in OF_A_VIEW:
        raise ValueError(f"{name} is a key of every view and can't be a view's name")
    is_word = name.isascii() and name.replace("-", "").replace("_", "").isalnum() and name[0] not in "-_"
    if not is_word or len(name) > LONGEST:
        raise ValueError(f"a name has letters, digits, - and _, at most {LONGEST}, and begins with a letter or digit")
    return name
