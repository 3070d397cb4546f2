"""Holds the quick data classes to what the standard library's do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError, field
from typing import Any, Generic, TypeVar

import pytest

from turbodesk.quick_dataclasses import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Quick:
    """A frozen one, with all that a field can be."""

    name: str
    size: int = 3
    words: list[str] = field(default_factory=list)
    note: str = field(default="n", compare=False)
    secret: str = field(default="s", repr=False)
    listed: Any = field(default_factory=list, hash=False)
    last: bool = field(default=False, kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Usual:
    """The same by the standard library."""

    name: str
    size: int = 3
    words: list[str] = field(default_factory=list)
    note: str = field(default="n", compare=False)
    secret: str = field(default="s", repr=False)
    listed: Any = field(default_factory=list, hash=False)
    last: bool = field(default=False, kw_only=True)


@dataclass(slots=True)
class Open:
    """One that may change."""

    value: int
    other: object = None


@dataclass(frozen=True, slots=True)
class Wider(Quick):
    """One more field."""

    width: int = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class Checked:
    """One that looks at what it is given."""

    value: int

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError(self.value)


@dataclass(frozen=True, slots=True)
class Own(Generic[T]):
    """One with methods of its own in place of ours."""

    value: T

    def __repr__(self) -> str:
        return "own"

    def __hash__(self) -> int:
        return 7


@dataclass(frozen=True, slots=True)
class Empty:
    """One without fields."""


@dataclass(frozen=True, slots=True)
class Undescribed:
    value: float


ARGUMENTS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a",), {}),
    (("a", 4, ["w"]), {}),
    (("a",), {"words": ["x"], "last": True}),
    (("a", 1, [], "other", "hidden", ("t",)), {}),
]


@pytest.mark.parametrize(("given", "named"), ARGUMENTS)
def test_an_object_is_what_the_standard_library_makes(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    quick, usual = Quick(*given, **named), Usual(*given, **named)
    assert dataclasses.asdict(quick) == dataclasses.asdict(usual)
    assert repr(quick) == repr(usual).replace("Usual", "Quick")
    assert [one.name for one in dataclasses.fields(quick)] == [one.name for one in dataclasses.fields(usual)]
    assert dataclasses.asdict(dataclasses.replace(quick, size=9)) == dataclasses.asdict(
        dataclasses.replace(usual, size=9)
    )
    assert quick.__eq__(usual) is NotImplemented


@pytest.mark.parametrize(("given", "named"), ARGUMENTS)
def test_copies_are_equal_and_their_own(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    one = Quick(*given, **named)
    for made in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one)), dataclasses.replace(one)):
        assert made == one
        assert made is not one
        assert dataclasses.asdict(made) == dataclasses.asdict(one)


def test_each_object_gets_a_default_of_its_own() -> None:
    one, other = Quick("a"), Quick("a")
    one.words.append("w")
    assert other.words == []


def test_fields_that_do_not_count_do_not_count() -> None:
    assert Quick("a", note="x") == Quick("a", note="y")
    assert Quick("a", secret="x") != Quick("a", secret="y")
    hashable: tuple[Any, ...] = ("w",)
    one, other = Quick("a", 3, hashable, listed=["x"]), Quick("a", 3, hashable, listed=["y"])  # type: ignore[arg-type]
    assert hash(one) == hash(other)
    assert hash(one) == hash(Usual("a", 3, hashable))  # type: ignore[arg-type]


def test_nothing_is_written_to_a_frozen_one() -> None:
    one = Quick("a")
    with pytest.raises(FrozenInstanceError, match="size"):
        one.size = 4  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="size"):
        del one.size
    with pytest.raises(FrozenInstanceError):
        one.unknown = 4  # type: ignore[attr-defined]
    assert not hasattr(one, "__dict__")


def test_an_open_one_changes_and_is_no_key() -> None:
    one = Open(1)
    one.value = 2
    assert one == Open(2)
    assert copy.copy(one) == one
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)
    with pytest.raises(AttributeError):
        one.unknown = 1  # type: ignore[attr-defined]


def test_one_that_holds_itself_can_be_shown() -> None:
    one = Open(1)
    one.other = one
    assert repr(one) == "Open(value=1, other=...)"


def test_a_class_takes_over_the_fields_of_another() -> None:
    one = Wider("a", width=4)
    assert (one.name, one.size, one.width) == ("a", 3, 4)
    assert one != Quick("a")
    assert Quick("a") == Quick("a")
    assert repr(one).endswith("last=False, width=4)")


def test_what_a_class_brings_itself_stays() -> None:
    assert repr(Own(1)) == "own"
    assert hash(Own(1)) == 7
    assert Own[int](1) == Own(1)
    assert Own(1) != Own(2)


def test_an_object_may_look_at_what_it_is_given() -> None:
    assert Checked(1).value == 1
    with pytest.raises(ValueError, match="-1"):
        Checked(-1)


def test_one_without_fields_and_one_without_words() -> None:
    assert Empty() == Empty()
    assert hash(Empty()) == hash(())
    assert repr(Empty()) == "Empty()"
    assert Undescribed.__doc__ == "Undescribed"
    not_a_number = float("nan")
    assert Undescribed(not_a_number) == Undescribed(not_a_number)  # as tuples compare


def test_an_object_is_taken_apart_by_match() -> None:
    match Quick("a", 5):
        case Quick(name, size):
            assert (name, size) == ("a", 5)
        case _:
            raise AssertionError


@pytest.mark.parametrize("wrong", [(), ("a", 1, [], "n", "s", [], True)])
def test_what_is_missing_or_too_much_is_refused_by_name(wrong: tuple[Any, ...]) -> None:
    for _ in range(2):  # the first makes the method
        with pytest.raises(TypeError, match=r"Quick.__init__\(\)"):
            Quick(*wrong)


def test_what_is_not_served_is_refused() -> None:
    with pytest.raises(TypeError, match="slots"):
        dataclass(slots=False)
    with pytest.raises(TypeError, match="constructor"):

        @dataclass(slots=True)
        class Unserved:
            value: int = field(init=False)


def test_nothing_is_compiled_before_there_is_an_object() -> None:
    program = (
        "import sys, dataclasses; from turbodesk.quick_dataclasses import dataclass; compiled = [];"
        "sys.addaudithook(lambda event, given: event == 'compile' and compiled.append(given));"
        "exec(CLASS); print(len(compiled)); Thing(1); Thing(2); print(len(compiled))"
    ).replace("CLASS", repr("@dataclass(frozen=True, slots=True)\nclass Thing:\n  value: int\n  more: int = 3"))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    before, after = map(int, done.stdout.split())
    assert before <= 2  # the class itself; from Python 3.13 on the standard library's own compiles once for nothing
    assert after == before + 1  # its `__init__`
