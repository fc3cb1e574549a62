"""What is shown of a definition shows no password."""

import pytest

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.passwords import without_passwords


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("vncpasswd", 'ge"hei,m', "***"),
        ("spicepasswd", "geheim", "***"),
        ("vfb", ("vnc=1,vncpasswd=geheim,vnclisten=0.0.0.0",), ("vnc=1,vncpasswd=***,vnclisten=0.0.0.0",)),
        ("vfb", ("vncpasswd = geheim",), ("vncpasswd =***",)),
        ("device_model_args", ("-vnc", "password=geheim"), ("-vnc", "password=***")),
        ("memory", "512", "512"),
        ("disk", (("a",), "b"), (("a",), "b")),
    ],
)
def test_a_password_is_hidden_and_all_else_is_shown(key: str, value: Value, shown: Value) -> None:
    assert without_passwords(key, value) == shown
