"""Settings that xl drops without refusing the file."""

import pytest

from xentui_driver.definitions.xl_config.reader import parse

DROPPED = {
    "memory='512M'\n": 'line 1: "512M" isn\'t a number: xl ignores memory',
    "\nvcpus=0800\n": 'line 2: "0800" isn\'t a number: xl ignores vcpus',
    "memory=1\nmemory+=2\n": "line 2: += can't add to a number: xl ignores memory",
    "vnc=[1]\n": "line 1: a list isn't a number: xl ignores vnc",
    "disk='phy:/dev/vg/web,xvda,w'\n": "line 1: disk isn't a list: xl ignores it",
    "kernel=['/boot/vmlinuz']\n": "line 1: kernel is a list: xl ignores it",
    "vif=['a',['b'],'c']\n": "line 1: a list inside vif: xl stops there, after 1 of 3 items",
    "max_grant_frames='-1'\n": "line 1: -1 is out of range: xl exits without a message at such a max_grant_frames",
    "max_grant_frames='x'\n": 'line 1: "x" isn\'t a number: xl exits without a message at such a max_grant_frames',
}
KEPT = [
    "memory=512\nvnc='1'\nmax_grant_frames=64\n",
    "memory='x'\nmemory=512\n",
    "disk=[]\nvif=['a','b']\nkernel='/boot/vmlinuz'\n",
    "cpus='0-3'\n",
    "cpus=['0','1']\n",
    "bootargs=['a key that xl does not know']\n",
]


@pytest.mark.parametrize(("text", "warning"), DROPPED.items())
def test_a_dropped_setting_is_a_warning(text: str, warning: str) -> None:
    assert parse(text, "f").warnings == (warning,)


@pytest.mark.parametrize("text", KEPT)
def test_a_setting_that_counts_is_none(text: str) -> None:
    assert parse(text, "f").warnings == ()
