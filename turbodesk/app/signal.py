"""Lets one object tell others that something happened, with types: a plain call on the same thread.

Why not Qt's signals: nothing below the interface knows Qt. Why not a message bus with names: a misspelt name would be
silence; a misspelt attribute is an error the type checker finds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Subscription:
    """One listener's tie to one signal; closing it twice is harmless."""

    __slots__ = ("_cut",)

    def __init__(self, cut: Callable[[], None]) -> None:
        self._cut: Callable[[], None] | None = cut

    def close(self) -> None:
        """Hear no more, from this moment on."""
        if self._cut is not None:
            cut, self._cut = self._cut, None
            cut()


class Signal(Generic[T]):
    """Something that happens, each time with one value."""

    __slots__ = ("_listeners",)

    def __init__(self) -> None:
        self._listeners: dict[object, Callable[[T], object]] = {}

    def connect(self, listener: Callable[[T], object]) -> Subscription:
        """Call `listener` with every value from now on, after those connected earlier. Listeners are held strongly."""
        token = object()
        self._listeners[token] = listener

        def cut() -> None:
            self._listeners.pop(token, None)

        return Subscription(cut)

    def emit(self, value: T) -> None:
        """Tell everybody. A listener's exception is a defect and goes to whoever emitted."""
        for token, listener in tuple(self._listeners.items()):
            if token in self._listeners:  # an earlier listener may have cut this one
                listener(value)

    def __len__(self) -> int:
        return len(self._listeners)
