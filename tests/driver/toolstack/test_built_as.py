"""The name that a domain was built with, from what libxl has noted of it: untrusted, and often not there."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted import ScriptedTransport, uuid_of
from xentui_driver.toolstack.built_as import built_as

PATH = f"/var/lib/xen/userdata-d.7.{uuid_of(7)}.libxl-json"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("c_info", "name")), inner, max_size=2),
)


def read(content: bytes | None) -> str:
    files = {} if content is None else {PATH: content}
    return built_as(ScriptedTransport({}, files), (uuid_of(7), 7))


@pytest.mark.parametrize("name", ["web", "web--incoming", "ein Name", 'a"b\\c', "zwei\nZeilen"])
def test_the_name_is_the_noted_one(name: str) -> None:
    assert read(json.dumps({"c_info": {"type": "pvh", "name": name}, "b_info": {}}).encode() + b"\0") == name


def test_nothing_is_known_of_a_domain_that_another_toolstack_has_built() -> None:
    assert read(None) == ""


@given(st.binary(max_size=40) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_whatever_is_there_instead_is_no_error(content: bytes) -> None:
    assert isinstance(read(content), str)
