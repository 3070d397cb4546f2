"""Guards against the Qt binding that gives a reference to None away at every call."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_calls_that_return_nothing_keep_none_alive() -> None:
    # PySide6 6.12.0 on Python 3.11 loses one reference to None at each void call; when none is left, Python aborts
    # with "none_dealloc". From Python 3.12 on None is immortal, and its count stands still by itself.
    calls = 1_000
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(calls):
        thing.blockSignals(False)
        thing.setObjectName("")
    assert sys.getrefcount(None) > before - calls // 2
