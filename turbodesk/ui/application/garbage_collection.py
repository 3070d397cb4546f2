"""Looks for Python's cyclic garbage from the window's thread, and from nowhere else.

Python's own collector runs on whichever thread happens to allocate: the database's, one that reads pictures, one that
colours code. Qt objects in a reference cycle would be destroyed there, and a QObject may be destroyed only on the
thread it lives on: its timers go on to call what is freed. So the automatic collector stays off while there is a
window, and a timer does its work; calibre, pyqtgraph and others do the same. Why not merely keep Qt objects out of
cycles: that is done too (`lifetime`), but an exception's traceback or a lambda that names its own widget is a cycle as
well, and one that was overlooked ends the program.

What it costs, measured on two busy cores with a chat of twelve long messages: a look at young objects 0.3 ms after a
reply, 7 ms after 50,000 objects, as the first reply or a PDF leaves; a look at everything made since the start 13 to
29 ms for 40,000 objects, which Python's own collector would take as well, in the same places or worse ones. Garbage
stays up to a second longer: 5 MB after the first reply, less than 1 MB after others.

The timer runs only once enough was made, which is seen when something else wakes the event loop: a window at rest is
woken by nobody. While it does not run, a turn of the loop costs one question of 0.3 us.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt, QTimer

INTERVAL_MS = 1_000
"""From when there is enough to look at until it is looked at, and so at least between two looks."""
YOUNG = 2_000
"""Objects made and not freed since the last look; fewer are not worth a look."""
ROUNDS = 10
"""Looks at young objects, and then at those that survived them, before the next older ones: Python's own number."""
_GROWTH = 4
"""Everything is looked through when the old objects have grown by this part of them: a quarter, as Python does it."""


class GarbageCollection(QObject):
    """Collects garbage for as long as it lives; make it on the window's thread, and `begin` when the start is over."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looked_through = 0
        """How many old objects survived the last look at everything."""
        self._timer = QTimer(self, interval=INTERVAL_MS, singleShot=True, timerType=Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self._due)

    @property
    def is_at_rest(self) -> bool:
        """Whether no timer runs, for so little was made that no look is worth it."""
        return not self._timer.isActive()

    def begin(self) -> None:
        """Turn the automatic collector off; what was made so far need not be looked through again and again."""
        gc.disable()
        gc.freeze()
        self._rest()

    def look(self) -> None:
        """Collect what is worth it now."""
        young, rounds, long_rounds = gc.get_count()
        if young <= YOUNG:
            return
        if rounds < ROUNDS:
            gc.collect(0)
        elif long_rounds < ROUNDS or not self._has_grown():
            gc.collect(1)
        else:
            gc.collect()
            self._looked_through = len(gc.get_objects(2))

    def _due(self) -> None:
        self.look()
        self._rest()

    def _rest(self) -> None:
        """Wait for a turn of the event loop that finds enough to look at."""
        QAbstractEventDispatcher.instance().awake.connect(self._awoke)

    def _awoke(self) -> None:
        if gc.get_count()[0] > YOUNG:
            QAbstractEventDispatcher.instance().awake.disconnect(self._awoke)
            self._timer.start()

    def _has_grown(self) -> bool:
        return len(gc.get_objects(2)) > self._looked_through * (_GROWTH + 1) // _GROWTH
