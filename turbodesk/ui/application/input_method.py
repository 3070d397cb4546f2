"""Leads Qt to an input method that it can reach: the wheels of PySide6 hold a plugin for ibus and for no other.

Desktops with fcitx say so in `QT_IM_MODULE`, or in `QT_IM_MODULES`, a list in order of wish that newer ones set.
Without the plugin Qt would fall back to dead keys alone, and nobody could write Chinese, Japanese or Korean. But fcitx
also answers where ibus would, for exactly such programs. Where nobody answers there, Qt goes on as it did.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager

_LIST, _ONE = "QT_IM_MODULES", "QT_IM_MODULE"
_WITHOUT = frozenset({"ibus", "compose", "simple", "none"})
"""Wishes that Qt fulfils, among them not to be helped."""


@contextmanager
def reachable(environment: MutableMapping[str, str]) -> Iterator[None]:
    """While Qt starts, have ibus tried behind what `environment` wishes for; then it is again what it was."""
    before = environment.get(_LIST)
    wishes = wished(before or "", environment.get(_ONE, ""))
    if wishes:
        environment[_LIST] = ";".join(wishes)
    try:
        yield
    finally:
        if wishes:
            del environment[_LIST]
            if before is not None:
                environment[_LIST] = before


def wished(several: str, one: str) -> list[str]:
    """Return what to try instead of these values of the two variables, best first; [] to leave it to Qt.

    "wayland" is the compositor's own way, which with a list Qt takes only if the list has it.
    """
    wishes = [wish for wish in several.split(";") if wish]
    if not wishes and one:
        wishes = [one, "wayland"]
    return [*wishes, "ibus"] if wishes and not _WITHOUT.intersection(wishes) else []
