"""The 128 state strings of `xl list`."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.model.domain import DomainState
from xentui_driver.toolstack.state_flags import decode_state


def printable_states() -> list[str]:
    letters = [("-", "-")] + [("s", letter) for letter in "-rscwS?"]
    return [f"{r}{b}{p}{s}{reason}{d}" for r, b, p, d, (s, reason) in product("r-", "b-", "p-", "d-", letters)]


def test_there_are_128_and_each_has_a_state() -> None:
    states = printable_states()
    assert len(set(states)) == 128
    assert all(decode_state(text).state is not DomainState.UNKNOWN for text in states)


@pytest.mark.parametrize(
    ("characters", "state", "reason"),
    [
        ("r-----", DomainState.RUNNING, ""),
        ("rb----", DomainState.RUNNING, ""),
        ("------", DomainState.RUNNING, ""),
        ("-b----", DomainState.RUNNING, ""),
        ("--p---", DomainState.PAUSED, ""),
        ("-bp---", DomainState.PAUSED, ""),
        ("---s--", DomainState.SHUTDOWN, "poweroff"),
        ("---sr-", DomainState.REBOOTING, "reboot"),
        ("---ss-", DomainState.SUSPENDED, "suspend"),
        ("---sc-", DomainState.CRASHED, "crash"),
        ("---sw-", DomainState.CRASHED, "watchdog"),
        ("---sS-", DomainState.REBOOTING, "soft reset"),
        ("---s?-", DomainState.SHUTDOWN, "unknown reason"),
        ("--psc-", DomainState.CRASHED, "crash"),
        ("---srd", DomainState.DYING, "reboot"),
        ("--p--d", DomainState.DYING, ""),
        ("-----d", DomainState.DYING, ""),
    ],
)
def test_what_the_letters_mean_together(characters: str, state: DomainState, reason: str) -> None:
    decoded = decode_state(characters)
    assert (decoded.state, decoded.reason) == (state, reason)


@given(st.text())
def test_whatever_xl_cannot_have_printed_is_unknown(text: str) -> None:
    if text not in printable_states():
        assert decode_state(text).state is DomainState.UNKNOWN


@pytest.mark.parametrize("text", ["----c-", "------\n", "r----", "R-----", "-----D", "---s-", ""])
def test_near_misses_are_unknown_too(text: str) -> None:
    assert decode_state(text).state is DomainState.UNKNOWN
