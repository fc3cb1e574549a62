"""What is written down holds no password of a guest's screen, and can still be read as what it was."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.redaction import HIDDEN, names_a_password, without_passwords_in

SECRET = "s3cret"
PASSWORDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="\"',"), min_size=1)
KEYS = st.sampled_from(["vncpasswd", "spicepasswd", "passwd", "PassWord"])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f'vncpasswd = "{SECRET}" # mine', f'vncpasswd = "{HIDDEN}" # mine'),
        (f"spicepasswd='{SECRET}'; memory = 5", f"spicepasswd='{HIDDEN}'; memory = 5"),
        (f"vfb = ['vnc=1,vncpasswd={SECRET}]}}x,keymap=de']", f"vfb = ['vnc=1,vncpasswd={HIDDEN},keymap=de']"),
        ("vncpasswd=12345\nmemory=5", f"vncpasswd={HIDDEN}\nmemory=5"),
        (f'{{"vnc": {{"passwd": "{SECRET}\\" x"}}, "a": 1}}', f'{{"vnc": {{"passwd": "{HIDDEN}"}}, "a": 1}}'),
        (f'{{\\"passwd\\": \\"{SECRET}\\", \\"a\\": 1}}', f'{{\\"passwd\\": \\"{HIDDEN}\\", \\"a\\": 1}}'),
        (f'        vncpasswd = "{SECRET}"   (n0)', f'        vncpasswd = "{HIDDEN}"   (n0)'),
        (f'vncpasswd = "{SECRET} and no end', f'vncpasswd = "{HIDDEN}"'),
        (f'vncpasswd="{SECRET}\\" # "a" \\', f'vncpasswd="{HIDDEN}"a" \\'),
    ],
)
def test_a_password_is_hidden_and_what_is_around_it_stays(text: str, kept: str) -> None:
    assert without_passwords_in(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        '"passwd": null, "passwd": 5, "disable_ticketing": "False"',
        "/etc/passwd: No such file or directory",
        "VNC listens on 0.0.0.0 without a password: anyone who can reach it can use the guest's screen.",
        "vnc = 1\nname = 'passwd'\n",
        "passw=1",
    ],
)
def test_what_is_no_password_stays(text: str) -> None:
    assert without_passwords_in(text) == text


def test_a_word_of_a_command_line_is_hidden_to_its_end() -> None:
    assert without_passwords_in(["new", f"vncpasswd={SECRET},x'y\nz"]) == ["new", f"vncpasswd={HIDDEN}"]


def test_a_value_is_hidden_by_the_name_of_its_key() -> None:
    values = {"vncpasswd": SECRET, "more": [{"spicepasswd": [SECRET, ["a"]], "a": 1}], "passwd": None}
    assert without_passwords_in(values) == {
        "vncpasswd": HIDDEN,
        "more": [{"spicepasswd": [HIDDEN, [HIDDEN]], "a": 1}],
        "passwd": None,
    }


def test_a_path_of_the_store_can_name_a_password() -> None:
    assert names_a_password("/local/domain/0/backend/vfb/3/0/vncpasswd")
    assert not names_a_password("/local/domain/3/console/vnc-port")


@given(PASSWORDS, KEYS, st.sampled_from(["{key} = '{it}'", '{key}="{it}"', "vfb = ['vnc=1, {key}={it}, vnc=2']"]))
def test_no_definition_keeps_a_password_and_each_stays_a_definition(password: str, key: str, form: str) -> None:
    text = f"name = 'web'\n{form.format(key=key.lower(), it=password)}\nmemory = 512\n"
    kept = without_passwords_in(text)
    assert kept == f"name = 'web'\n{form.format(key=key.lower(), it=HIDDEN)}\nmemory = 512\n"
    assert parse(kept, "web.cfg").get_string("memory") == "512"


@given(st.text(), KEYS, st.integers(0, 4))
def test_no_json_keeps_a_password_and_each_stays_json(password: str, key: str, indent: int) -> None:
    text = json.dumps({"vnc": {key: password, "a": [1, None]}}, indent=indent)
    assert json.loads(without_passwords_in(text)) == {"vnc": {key: HIDDEN, "a": [1, None]}}
    within = json.dumps({"text": json.dumps({key: "x" + password.replace("\\", "").replace('"', ""), "a": 1})})
    assert json.loads(json.loads(without_passwords_in(within))["text"]) == {key: HIDDEN, "a": 1}


@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda more: st.lists(more) | st.dictionaries(st.text(), more))
)
def test_what_was_hidden_once_stays_as_it_is(value: object) -> None:
    once = without_passwords_in(value)
    assert without_passwords_in(once) == once
