"""How many guests there are, in which states, and what stands beside them."""

from collections import Counter
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from tests.widgets import samples
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import DomainRole
from xentui_driver.model.instance import Instance, Kind, is_guest
from xentui_widgets.counting import counted, total_words
from xentui_widgets.lines import cells
from xentui_widgets.symbols import UNICODE
from xentui_widgets.title_line import Fitting, TitleLine

DOM0 = Instance(key="0", domain=samples.domain("Domain-0", 0, role=DomainRole.DOM0))
MODEL = Instance(key="1", domain=samples.domain("a-dm", 1, role=DomainRole.DEVICE_MODEL))
WEB = samples.running("web", 3)
COPY = replace(samples.stopped("copy"), copy_of=WEB.ref)


def kinds(instances: Iterable[Instance]) -> Counter[Kind]:
    return Counter(each.kind for each in instances)


def total(*instances: Instance) -> str:
    """Where all of them are shown."""
    return total_words(kinds(instances), kinds(instances))


def words(*instances: Instance) -> list[str]:
    return [line[0].text for _, line in counted(kinds(instances))]


def test_the_control_domain_device_models_and_copies_are_no_guests() -> None:
    assert words(DOM0, MODEL, COPY) == []
    assert not any(map(is_guest, (DOM0, MODEL, COPY)))


def test_a_guest_in_migration_is_changing() -> None:
    arriving = Instance(key="a", domain=samples.domain("a", 1, role=DomainRole.INCOMING))
    assert words(arriving) == ["1 changing"]


def test_every_kind_is_counted_once() -> None:
    total = sum(int(text.split()[0]) for text in words(*samples.every_kind()))
    assert total == len(samples.every_kind()) - 2  # Domain-0 and the device model


def test_what_is_no_guest_is_told_beside_them() -> None:
    assert total(DOM0, WEB) == "Guests 1 + Domain-0"
    assert total_words(kinds([WEB]), kinds([DOM0, WEB])) == "Guests 1 of 1"
    beside = total_words(kinds([DOM0, MODEL, MODEL, COPY]), kinds([DOM0, WEB]))
    assert beside == "Guests 0 of 1 + Domain-0 + 1 copy + 2 device models"


ANY = st.lists(st.sampled_from((DOM0, MODEL, COPY, *samples.every_kind())), max_size=40)


@given(ANY)
def test_the_states_add_up_to_the_guests(instances: list[Instance]) -> None:
    counts = sum(int(text.split()[0]) for text in words(*instances))
    assert total(*instances).split(" + ")[0] == f"Guests {counts}"


@given(ANY, st.integers(20, 120))
def test_what_matters_more_never_steps_aside_for_what_matters_less(instances: list[Instance], width: int) -> None:
    title = TitleLine(symbols=UNICODE)
    title.show("Guests", Fitting(counted(kinds(instances))), right="C: 5 more columns")
    (line,) = title.picture(width, 1)
    assert cells(line) == width
    shown = "".join(span.text for span in line)
    parts = [(rank, f" {part[0].text}" in shown) for rank, part in counted(kinds(instances))]
    assert all(is_seen or not (seen_too and its_rank < rank) for rank, is_seen in parts for its_rank, seen_too in parts)


def test_who_is_in_trouble_comes_before_who_runs_and_that_before_the_rest() -> None:
    ranks = {part[0].text.split(maxsplit=1)[1]: rank for rank, part in counted(kinds(samples.every_kind()))}
    assert ranks["crashed"] > ranks["broken"] > ranks["running"] > ranks["paused"] > ranks["stopped"]
