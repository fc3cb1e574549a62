"""The lock names each library once, by the hash of its wheel."""

from shipping import lock, wheels

REPORT = {
    "install": [
        {
            "metadata": {"name": name, "version": version},
            "download_info": {"archive_info": {"hashes": {"sha256": digit * 64}}},
        }
        for name, version, digit in (("textual", "8.2.8", "a"), ("Typing_Extensions", "4.16.0", "b"))
    ]
}


def test_what_pip_would_install_is_what_is_pinned() -> None:
    text = lock.lock_text(REPORT)
    assert wheels.pinned(text) == {"textual": "8.2.8", "typing-extensions": "4.16.0"}
    assert text.count(f"--hash=sha256:{'a' * 64}") == 1


def test_what_xentui_requires_is_in_the_lock_as_the_tests_pin_it() -> None:
    pinned = wheels.pinned(wheels.LOCK.read_text())
    wanted = wheels.pinned("\n".join(lock.needs()))
    assert {"textual", "rich"} <= wanted.keys()
    assert wanted.items() <= pinned.items()
