"""Makes the enumerations of Qt in a third of the time that Python's `enum` takes for them.

WORKAROUND PySide6 6.11, Python 3.11 to 3.13: at the first use of a class of Qt PySide makes Python enumerations of all
enumerations in it, by the slowest way `enum` has: an object stands in for each member, is taken out of the class again,
and is replaced. Before the first window that is 340 enumerations with 3,500 members, a sixth of all the time it takes.
Here an empty enumeration is copied from one that `enum` has made, and its members, numbers with plain names all of
them, are put into it the way `enum` leaves them. Whatever is not as simple as that goes the usual way, as does all of
it under a Python that nobody has tried. A test compares all enumerations of Qt, member by member, with what `enum`
makes of them.
"""

from __future__ import annotations

import enum
import sys
from functools import cache
from typing import Any

TRIED = ((3, 11, 7), (3, 12, 1), (3, 13, 0))
"""The first version of each series that it was tried with; 3.11.2 still counts the bits of flags in another way."""
_KINDS = (enum.Enum, enum.Flag, enum.IntEnum, enum.IntFlag)
_TAKEN = {kind: frozenset(["", "mro", *(name for base in kind.__mro__ for name in vars(base))]) for kind in _KINDS}
"""Names that mean something else in an enumeration, or cannot be in one."""

_SAMPLE = (("ONE", 1), ("TWO", 2), ("BOTH", 3), ("FIRST", 1), ("NONE", 0))
_usual: Any = vars(enum.EnumType).get("_create_")


def begin() -> None:
    """Make enumerations quickly from now on, those that PySide makes, under a Python that was tried.

    A later one of the same series may do it otherwise, so a few samples are compared first; 1 ms of the 100 it saves.
    """
    if is_tried() and agrees():
        enum.EnumType._create_ = _create  # type: ignore[attr-defined]


def is_tried() -> bool:
    """Whether this Python makes enumerations the way that is known here."""
    here = sys.version_info[:3]
    return any(here[:2] == first[:2] and here >= first for first in TRIED)


def agrees() -> bool:
    """Whether samples come out as this Python makes them."""
    try:
        return all(_seen(_create, kind) == _seen(_usual, kind) for kind in _KINDS)
    except (AttributeError, TypeError, ValueError, KeyError):
        return False


def _seen(make: Any, kind: Any) -> object:
    """Return what can be seen of a sample that is made this way."""
    made = make(kind, "Sample", list(_SAMPLE), module=__name__, boundary=enum.KEEP)
    members = [(name, one.value, one.name, sorted(vars(one))) for name, one in made.__members__.items()]
    masks = [vars(made).get(name) for name in ("_flag_mask_", "_singles_mask_", "_all_bits_")]
    return sorted(vars(made)), members, [one.name for one in made], masks, repr(made(2)), repr(made["BOTH"])


def _create(cls: Any, class_name: str, names: Any, **how: Any) -> Any:
    """Make an enumeration of pairs of name and value, as `EnumType._create_` does."""
    if not _is_simple(cls, names, how):
        return _usual(cls, class_name, names, **how)
    made = _empty(cls, class_name, how.get("module") or __name__)
    is_flag = issubclass(made, enum.Flag)
    by_name, by_value, order = made._member_map_, made._value2member_map_, made._member_names_
    listed = getattr(made, "_hashable_values_", None)  # Python 3.13, and later ones of 3.12
    new, is_number, put = made._new_member_, made._use_args_, type.__setattr__
    bits = singles = 0
    for name, value in names:
        member = by_value.get(value)
        if member is None:
            member = new(made, value) if is_number else new(made)
            member._value_, member._name_, member.__objclass__ = value, name, made
            member._sort_order_ = len(order)
            by_value[value] = member
            if listed is not None:
                listed.append(value)
            is_single = value.bit_count() == 1
            bits, singles = bits | value, singles | value if is_single else singles
            if is_single or not is_flag:
                order.append(name)
        by_name[name] = member
        put(made, name, member)  # not the enumeration's own, which looks whether it is a member
    if is_flag:
        made._flag_mask_, made._singles_mask_, made._all_bits_ = bits, singles, (1 << bits.bit_length()) - 1
        values = [by_name[name]._value_ for name in order]
        if values != sorted(values):
            made._iter_member_ = made._iter_member_by_def_
    return made


def _empty(kind: Any, name: str, module: str) -> Any:
    """Make an enumeration without members as `_usual` does, by copying what it left in one."""
    parts = {part: type(value)() if type(value) in (list, dict) else value for part, value in _model(kind).items()}
    make: Any = enum.EnumType.__new__
    return make(enum.EnumType, name, (kind,), {**parts, "__module__": module}, _simple=True)


@cache
def _model(kind: Any) -> dict[str, Any]:
    made = _usual(kind, "Model", (), module=__name__, boundary=enum.KEEP)
    return {part: value for part, value in vars(made).items() if part not in ("__dict__", "__weakref__")}


def _is_simple(cls: Any, names: Any, how: dict[str, Any]) -> bool:
    taken = _TAKEN.get(cls)
    if taken is None or type(names) is not list or how.get("boundary") is not enum.KEEP:
        return False
    if how.get("type") is not None or how.get("qualname") is not None:
        return False
    least = 0 if issubclass(cls, enum.Flag) else -sys.maxsize
    return all(
        type(name) is str and type(value) is int and value >= least and name[:1] != "_" and name not in taken
        for name, value in names
    )
