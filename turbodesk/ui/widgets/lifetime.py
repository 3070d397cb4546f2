"""Ends things with the Qt object they belong to: callbacks, timers, subscriptions, and Qt objects nobody owns.

A callback that outlives its widget raises `RuntimeError: Internal C++ object already deleted`, in the middle of
something else. Qt itself ends a signal's connection to a *method of a QObject* with that object, and nothing more: not
the one to a lambda, a partial or another object's method, not a listener of `app.signal.Signal`, and not a callback
given to a coroutine. Wherever the other side lives longer than the owner, these are the ways:

* `subscribe(owner, signal, slot)` hears a signal, of Qt or of ours, until the owner is gone;
* `single_shot(owner, ms, callback)` calls once, unless the owner is gone by then;
* `owned(owner, callback)` is the callback, which does nothing once the owner is gone;
* `briefly(object)` ends a Qt object without a parent at the end of a block, on the thread it was made on. Left to
  Python it would end when its last reference goes, which may be in any thread's hands.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, SignalInstance
from shiboken6 import delete, isValid

from turbodesk.app.signal import Signal, Subscription

T = TypeVar("T")
Q = TypeVar("Q", bound=QObject)


def is_alive(owner: QObject) -> bool:
    """Whether Qt has not destroyed an object; a Python name for it may stay much longer."""
    return bool(isValid(owner))


def owned(owner: QObject, callback: Callable[..., object]) -> Callable[..., None]:
    """Return `callback` for as long as `owner` lives; from then on it does nothing.

    As Qt does it, arguments that `callback` does not take are left out.
    """
    most = cache(lambda: _most_arguments(callback))  # asked for only where something is given: it costs some 20 us

    def call(*given: Any) -> None:
        if is_alive(owner):
            callback(*given[: most()] if given else ())

    return call


def single_shot(owner: QObject, ms: int, callback: Callable[[], object]) -> None:
    """Call `callback` once after `ms` milliseconds, unless `owner` is gone by then."""
    QTimer.singleShot(ms, owner, owned(owner, callback))


def subscribe(owner: QObject, signal: Signal[T] | SignalInstance, slot: Callable[..., object]) -> Subscription:
    """Call `slot` with every value of a signal until `owner` is gone, or the subscription is closed before."""
    cut = _subscriptions(signal, owned(owner, slot))
    end = owner.destroyed.connect(cut)

    def close() -> None:
        cut()
        if is_alive(owner):
            QObject.disconnect(end)

    return Subscription(close)


@contextmanager
def briefly(made: Q) -> Iterator[Q]:
    """Give a Qt object that has no parent, and end it, with its children, when the block is left."""
    try:
        yield made
    finally:
        if is_alive(made):
            delete(made)


def _subscriptions(signal: Signal[T] | SignalInstance, call: Callable[..., None]) -> Callable[[], None]:
    """Connect a signal, of Qt or of ours, and return what cuts the connection."""
    if isinstance(signal, Signal):
        subscription = signal.connect(call)
        return lambda: subscription.close()  # a plain function: Qt's side keeps methods by weak references
    connection = signal.connect(call)

    def cut() -> None:
        QObject.disconnect(connection)

    return cut


def _most_arguments(callback: Callable[..., object]) -> int | None:
    """Return how many values a callable takes at most; None is any number."""
    try:
        parameters = inspect.signature(callback).parameters.values()
    except ValueError:  # one of Qt's own, which say nothing about themselves
        return None
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return None
    return sum(
        parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD) for parameter in parameters
    )
