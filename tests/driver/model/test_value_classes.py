"""A value class behaves as the standard library's dataclass of the same fields does, in all that is used of it."""

import copy
import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import pytest

from xentui_driver.model import value_classes
from xentui_driver.model.dataclass import dataclass, derived

Item = TypeVar("Item")
Decorate = Callable[..., Any]


def compiled_at_once(**options: bool) -> Callable[[type], type]:
    """As a class of many values is after the first of them."""

    def made(kind: type) -> type:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(value_classes, "_UNTIL_COMPILED", 0)
            return value_classes.dataclass(**options)(kind)

    return made


BOTH = pytest.mark.parametrize(
    ("dataclass", "field"),
    [
        (dataclasses.dataclass, dataclasses.field),
        (value_classes.dataclass, value_classes.field),
        (compiled_at_once, value_classes.field),
    ],
    ids=["standard library", "ours", "ours, compiled"],
)


def guest_class(dataclass: Decorate, field: Any) -> Any:
    @dataclass(frozen=True, slots=True)
    class Guest:
        """A guest."""

        name: str
        domid: int
        seen_s: float = field(default=0.0, compare=False)
        secret: str = field(default="", repr=False)
        tags: tuple[str, ...] = ()
        known: dict[str, int] = field(default_factory=dict)

        @property
        def label(self) -> str:
            return f"{self.name} ({self.domid})"

    return Guest


@dataclass(frozen=True, slots=True)
class Kept:
    """At the top of a module, where pickle finds it."""

    name: str
    domid: int = 0


@BOTH
def test_values_are_given_by_place_by_name_and_by_default(dataclass: Decorate, field: Any) -> None:
    guest = guest_class(dataclass, field)("web", domid=3, tags=("a",))
    assert (guest.name, guest.domid, guest.seen_s, guest.tags, guest.known) == ("web", 3, 0.0, ("a",), {})
    assert guest.label == "web (3)"


@BOTH
def test_a_default_that_is_made_is_made_for_each(dataclass: Decorate, field: Any) -> None:
    make = guest_class(dataclass, field)
    assert make("web", 1).known is not make("web", 1).known


@BOTH
@pytest.mark.parametrize(
    ("arguments", "named", "complaint"),
    [
        (("web",), {}, "missing 1 required positional argument: 'domid'"),
        (("web", 1), {"colour": 1}, "unexpected keyword argument 'colour'"),
        (("web", 1), {"name": "db"}, "multiple values for argument 'name'"),
        ((1, 2, 3, 4, 5, 6, 7), {}, "takes from 3 to 7 positional arguments but 8 were given"),
    ],
)
def test_wrong_arguments_are_refused_in_the_same_words(
    dataclass: Decorate, field: Any, arguments: tuple[Any, ...], named: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(TypeError, match=complaint):
        guest_class(dataclass, field)(*arguments, **named)


@BOTH
def test_what_compares_decides_whether_two_are_equal(dataclass: Decorate, field: Any) -> None:
    make = guest_class(dataclass, field)
    assert make("web", 1, 5.0) == make("web", 1, 9.0)
    assert make("web", 1) != make("web", 2)
    assert make("web", 1) != guest_class(dataclass, field)("web", 1)
    assert make("web", 1) != ("web", 1)


def disk_class(dataclass: Decorate, asked: list[str]) -> Any:
    """`asked` notes whose free space was worked out."""

    @dataclass(frozen=True, slots=True)
    class Disk:
        name: str
        used: int
        size: int = 10

        @derived
        def free(self) -> int:
            asked.append(self.name)
            return self.size - self.used

        @derived
        def is_full(self) -> bool:
            return not self.free

    return Disk


@pytest.mark.parametrize("dataclass", [value_classes.dataclass, compiled_at_once], ids=["first", "compiled"])
def test_what_is_derived_is_worked_out_once_and_is_no_field(dataclass: Decorate) -> None:
    asked: list[str] = []
    Disk = disk_class(dataclass, asked)
    disk = Disk("xvda", 4)
    assert (disk.free, disk.free, disk.is_full, asked) == (6, 6, False, ["xvda"])
    assert disk == Disk("xvda", 4)
    assert repr(disk) == "disk_class.<locals>.Disk(name='xvda', used=4, size=10)"
    assert value_classes.field_names(Disk) == ("name", "used", "size")
    full = value_classes.replace(disk, used=10)
    assert (full.free, full.is_full) == (0, True)
    copied = copy.copy(full)
    assert (copied, copied.is_full) == (full, True)
    with pytest.raises(TypeError):
        Disk("xvda", 4, 10, 6)
    with pytest.raises(dataclasses.FrozenInstanceError):
        disk.free = 9


def test_nothing_is_derived_of_what_may_change() -> None:
    with pytest.raises(AssertionError, match="would not follow a change"):

        @value_classes.dataclass(slots=True)
        class Disk:
            used: int

            @derived
            def is_used(self) -> bool:
                return bool(self.used)


@BOTH
def test_equal_values_have_one_hash(dataclass: Decorate, field: Any) -> None:
    make = guest_class(dataclass, field)
    assert hash(make("web", 1, 5.0, known=None)) == hash(make("web", 1, 9.0, known=None))
    with pytest.raises(TypeError, match="unhashable type: 'dict'"):
        hash(make("web", 1))


@BOTH
def test_it_is_shown_without_what_is_hidden(dataclass: Decorate, field: Any) -> None:
    shown = repr(guest_class(dataclass, field)("web", 1, secret="x"))
    assert shown == "guest_class.<locals>.Guest(name='web', domid=1, seen_s=0.0, tags=(), known={})"


@BOTH
def test_a_frozen_value_does_not_change(dataclass: Decorate, field: Any) -> None:
    guest = guest_class(dataclass, field)("web", 1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'name'"):
        guest.name = "db"
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'name'"):
        del guest.name
    assert not hasattr(guest, "__dict__")


@BOTH
def test_one_that_is_not_frozen_changes_and_has_no_hash(dataclass: Decorate, field: Any) -> None:
    @dataclass(slots=True)
    class Notes:
        lines: list[str] = field(default_factory=list)

    notes = Notes()
    notes.lines = ["a"]
    assert notes == Notes(["a"])
    with pytest.raises(TypeError, match="unhashable"):
        hash(notes)


@BOTH
def test_without_comparison_each_is_itself(dataclass: Decorate, field: Any) -> None:
    @dataclass(frozen=True, eq=False, slots=True)
    class Action:
        id: str

    assert Action("start") != Action("start")
    assert len({Action("start"), Action("start")}) == 2


@BOTH
def test_what_follows_the_making_is_done(dataclass: Decorate, field: Any) -> None:
    @dataclass(frozen=True, slots=True)
    class Doubled:
        number: int

        def __post_init__(self) -> None:
            object.__setattr__(self, "number", 2 * self.number)

    assert Doubled(2).number == 4


@BOTH
def test_a_generic_class_and_one_without_fields(dataclass: Decorate, field: Any) -> None:
    @dataclass(frozen=True, slots=True)
    class Box(Generic[Item]):
        item: Item

    @dataclass(frozen=True, slots=True)
    class Nothing:
        pass

    assert Box(3) == Box(3)
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())


@BOTH
def test_the_standard_library_takes_both(dataclass: Decorate, field: Any) -> None:
    make: Any = guest_class(dataclass, field)
    guest = make("web", 1, tags=("a",))
    assert hasattr(make, "__dataclass_fields__")
    assert [each.name for each in dataclasses.fields(make)] == list(value_classes.field_names(make))
    assert dataclasses.asdict(guest)["tags"] == ("a",)
    assert dataclasses.replace(guest, domid=2) == value_classes.replace(guest, domid=2) == make("web", 2, tags=("a",))


def test_a_changed_copy_takes_no_field_that_there_is_not() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        value_classes.replace(Kept("web"), colour="red")


@BOTH
def test_a_field_may_be_called_value(dataclass: Decorate, field: Any) -> None:
    @dataclass(slots=True)
    class Holder:
        value: int

    assert value_classes.replace(Holder(1), value=2) == Holder(2)


def test_it_is_copied_and_pickled() -> None:
    kept = Kept("web", 3)
    assert copy.deepcopy(kept) == pickle.loads(pickle.dumps(kept)) == kept


def test_classes_of_values_are_told_from_others() -> None:
    assert value_classes.is_dataclass(Kept)
    assert not value_classes.is_dataclass(Kept("web"))
    assert not value_classes.is_dataclass(str)


def test_a_value_is_made_without_the_standard_library_s_dataclasses() -> None:
    program = (
        "import sys; from xentui_driver.model.departure import Departure; "
        "from xentui_driver.model.serialization import from_plain, to_plain; "
        "left = Departure('u', 'web', 1, 'a', 'b', 1.0); assert from_plain(Departure, to_plain(left)) == left; "
        "sys.exit('dataclasses' in sys.modules or 'inspect' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_a_class_of_many_values_goes_on_as_it_began() -> None:
    values = [Kept(f"guest {number}", domid=number) for number in range(100)]
    assert [(each.name, each.domid) for each in values] == [(f"guest {number}", number) for number in range(100)]
