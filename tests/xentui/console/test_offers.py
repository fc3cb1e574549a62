"""What Tab puts into the field of a question."""

from hypothesis import given
from hypothesis import strategies as st

from xentui.console.screens.offers import Offers

HOSTS = ("dom0b", "dom0c", "lab")


def turn(offers: Offers, count: int, step: int = 1) -> list[str | None]:
    """What stands in the field after each Tab."""
    found = []
    for _ in range(count):
        found.append(offers.next(step))
        offers.typed(found[-1] or "")
    return found


def test_tab_goes_round_all_from_an_empty_field_and_shift_tab_the_other_way() -> None:
    assert turn(Offers(HOSTS), 4) == ["dom0b", "dom0c", "lab", "dom0b"]
    assert turn(Offers(HOSTS), 4, -1) == ["lab", "dom0c", "dom0b", "lab"]


def test_tab_completes_what_was_typed_and_what_was_offered_is_no_text_of_the_operators() -> None:
    offers = Offers(HOSTS)
    offers.typed("d")
    assert turn(offers, 3) == ["dom0b", "dom0c", "dom0b"]
    offers.typed("la")
    assert turn(offers, 2) == ["lab", "lab"]
    offers.typed("x")
    assert turn(offers, 1) == [None]


def test_from_a_whole_offer_the_turn_goes_on_to_all() -> None:
    offers = Offers(HOSTS)
    offers.typed("dom0c")
    assert turn(offers, 2) == ["lab", "dom0b"]


@given(st.lists(st.text(max_size=3), unique=True, max_size=5), st.text(max_size=2), st.lists(st.sampled_from((1, -1))))
def test_tab_only_ever_puts_an_offer_there(all_offers: list[str], typed: str, steps: list[int]) -> None:
    offers = Offers(all_offers)
    offers.typed(typed)
    for step in steps:
        offer = offers.next(step)
        assert offer is None or offer in all_offers
        if offer is not None:
            offers.typed(offer)
