"""Compares the enumerations of Qt that are made quickly with those that Python makes."""

from __future__ import annotations

import contextlib
import enum
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

from turbodesk.ui import quick_enumerations
from turbodesk.ui.quick_enumerations import _create, _is_simple, _usual

Pairs = list[tuple[str, Any]]
needs_a_tried_python = pytest.mark.skipif(not quick_enumerations.is_tried(), reason="this Python makes them itself")


def enumerations() -> Iterator[Any]:
    """Yield all enumerations of Qt."""
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            one = getattr(module, name)
            if isinstance(one, type):
                yield from (part for part in [one, *vars(one).values()] if isinstance(part, enum.EnumType))


def given(made: Any) -> tuple[Any, Pairs]:
    """Return what PySide gave to have an enumeration made."""
    return made.__mro__[1], [(name, member.value) for name, member in made.__members__.items()]


def outcome(ask: Any) -> object:
    """Return what a question gives, its error where it gives one."""
    with contextlib.suppress(AttributeError):
        try:
            return re.sub(r" at 0x\w+", "", repr(ask()))
        except (TypeError, ValueError, KeyError) as error:
            return f"{type(error).__name__}: {error}"
    return "no such attribute"


def facts(made: Any) -> dict[str, object]:
    """Return all that can be seen of an enumeration and its members."""
    members = list(made.__members__.values())
    some = [*members[:6], *members[-2:]]
    inner = {name: outcome(lambda value=value: value) for name, value in vars(made).items() if name != "__new__"}
    inner.pop("__doc__", None)
    return {
        "inner": inner,
        "members": [
            (name, one.name, one.value, repr(one), str(one), hash(one)) for name, one in made.__members__.items()
        ],
        "attributes": [getattr(made, name) is one for name, one in made.__members__.items()],
        "states": [sorted(vars(one)) for one in members],
        "order": [one._sort_order_ for one in members],
        "listed": [one.name for one in made],
        "count": len(made),
        "formats": [f"{one}" for one in some],
        "by value": [outcome(lambda one=one: made(one.value)) for one in members],
        "by name": [outcome(lambda one=one: made[one.name]) for one in members],
        "unknown": [outcome(lambda value=value: made(value)) for value in (-1, 0, 3, 1 << 40, "x", None)],
        "kind": [isinstance(one, made) and isinstance(one, int) == issubclass(made, int) for one in members],
        "inverted": [outcome(lambda one=one: ~one) for one in some],
        "joined": [outcome(lambda one=one, two=two: (one | two, one & two, one ^ two)) for one in some for two in some],
        "in": [outcome(lambda one=one, two=two: one in two) for one in some for two in some],
        "iterated": [outcome(lambda one=one: list(one)) for one in some],
        "set anew": outcome(lambda: setattr(made, members[0].name, 1)) if members else "",
        "taken out": outcome(lambda: delattr(made, members[0].name)) if members else "",
    }


@needs_a_tried_python
def test_all_enumerations_of_qt_are_as_python_makes_them() -> None:
    seen = simple = 0
    for made in enumerations():
        kind, pairs = given(made)
        how = {"boundary": enum.KEEP}
        quick = _create(kind, made.__name__, pairs, module=__name__, **how)
        usual = _usual(kind, made.__name__, pairs, module=__name__, **how)
        assert facts(quick) == facts(usual), made
        seen, simple = seen + 1, simple + _is_simple(kind, pairs, how)
    assert seen > 600
    assert simple / seen > 0.95


@needs_a_tried_python
@pytest.mark.parametrize("kind", [enum.Enum, enum.Flag, enum.IntEnum, enum.IntFlag])
@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [("One", 1)],
        [("One", 1), ("Same", 1), ("Two", 2)],
        [("Two", 2), ("One", 1), ("Both", 3), ("None_", 0)],
        [("Less", -1), ("One", 1)],
        [("name", 1), ("value", 2)],
        [("real", 1), ("numerator", 2)],
        [("_hidden_", 1), ("__dunder", 2)],
        [("mro", 1)],
        [("Word", "w")],
    ],
    ids=str,
)
def test_whatever_is_asked_for_comes_out_as_python_makes_it(kind: Any, pairs: Pairs) -> None:
    def made(by: Any) -> object:
        try:
            return facts(by(kind, "Made", pairs, module=__name__, boundary=enum.KEEP))
        except (TypeError, ValueError, AttributeError) as error:
            return f"{type(error).__name__}: {error}"

    assert made(_create) == made(_usual)


def test_other_ways_to_ask_go_the_usual_way() -> None:
    assert [one.value for one in _create(enum.Enum, "Words", "a b")] == [1, 2]
    assert _create(enum.Enum, "Typed", [("a", "x")], type=str, module=__name__).a == "x"
    assert not _is_simple(enum.Flag, [("a", 1)], {"boundary": enum.STRICT})
    assert not _is_simple(enum.StrEnum, [("a", 1)], {"boundary": enum.KEEP})


@needs_a_tried_python
def test_they_are_in_force_before_the_first_class_of_qt() -> None:
    program = (
        "import enum, pickle, turbodesk.ui; from PySide6.QtCore import Qt, QEvent;"
        "from turbodesk.ui.quick_enumerations import _create; assert enum.EnumType._create_ is _create;"
        "flag = Qt.AlignmentFlag; both = flag.AlignLeft | flag.AlignTop;"
        "assert both & flag.AlignTop == flag.AlignTop and both.value == 33 and flag.AlignTop in both;"
        "assert flag.__module__ == 'PySide6.QtCore' and flag.__qualname__ == 'Qt.AlignmentFlag';"
        "assert pickle.loads(pickle.dumps(both)) == both and QEvent.Type(1000) is QEvent.Type.User;"
        "print(repr(both), repr(QEvent.Type(1001)))"
    )
    usual = program.replace("turbodesk.ui;", "turbodesk.ui.quick_enumerations as q; enum.EnumType._create_ = q._usual;")
    usual = usual.replace("assert enum.EnumType._create_ is _create;", "")
    shown = []
    for one in (program, usual):
        done = subprocess.run([sys.executable, "-c", one], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        shown.append(done.stdout)
    assert shown[0] == shown[1]


def test_a_python_that_nobody_tried_makes_them_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enum.EnumType, "_create_", _usual)
    monkeypatch.setattr(quick_enumerations, "TRIED", ())
    quick_enumerations.begin()
    assert enum.EnumType._create_ is _usual  # type: ignore[attr-defined]
    assert pickle.loads(pickle.dumps(QtCore.Qt.Key.Key_A)) is QtCore.Qt.Key.Key_A


@needs_a_tried_python
@pytest.mark.parametrize("of_member", [False, True])
def test_a_python_that_makes_them_otherwise_is_left_alone(of_member: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert quick_enumerations.agrees()

    def other(*given: Any, **how: Any) -> Any:
        made = _usual(*given, **how)
        if of_member:
            next(iter(made)).later = 1
        else:
            type.__setattr__(made, "_later_", 1)
        return made

    monkeypatch.setattr(quick_enumerations, "_usual", other)
    assert not quick_enumerations.agrees()
