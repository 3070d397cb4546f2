"""Has Qt follow the desktop through its portal from the first moment: dark or light, file dialogs, font and contrast.

Left to itself, Qt 6.11 asks GNOME and KDE for their colours only once the window is there, which begins light and turns
dark, or takes those of GTK's theme, which may be others. Its dialogs for files are the desktop's own only with a plugin
that needs GTK's libraries, which a program that brings its own ones cannot use. The portal's theme does both before the
first window, on every desktop that has a portal, from the source and installed alike; without one it would complain.
So the bus is asked first whether one is running, and the answer is awaited only as long as nobody notices.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import closing, contextmanager

from turbodesk.quick_dataclasses import dataclass

VARIABLE = "QT_QPA_PLATFORMTHEME"
_NAME = "org.freedesktop.portal.Desktop"
_LIMIT_S = 0.5
_FONT = ("org.gnome.desktop.interface", "font-name")
_CONTRAST = ("org.freedesktop.appearance", "contrast")
_STYLES = re.compile(
    r"(\s+(thin|((ultra|extra|semi|demi)-?)?(light|bold)|regular|book|medium|heavy|black|italic|oblique|condensed))+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Portal:
    """What the desktop's portal told."""

    font: str = ""
    """The font of what programs say, as GNOME writes it: "Cantarell 11"; "" where the desktop keeps it elsewhere."""
    wants_contrast: bool = False
    """Whether the person asked the desktop for high contrast."""


def ask() -> Portal | None:
    """Return what the portal of this session tells, None where none is running."""
    from jeepney import DBusAddress, MessageType, new_method_call  # type: ignore[import-untyped]
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

    settings = DBusAddress("/org/freedesktop/portal/desktop", _NAME, "org.freedesktop.portal.Settings")
    questions = [new_method_call(settings, "Read", "ss", key) for key in (_FONT, _CONTRAST)]  # not for people: of D-Bus
    try:
        with closing(open_dbus_connection(bus="SESSION")) as bus:
            if not bus.send_and_get_reply(message_bus.NameHasOwner(_NAME), timeout=_LIMIT_S).body[0]:
                return None
            answers = [bus.send_and_get_reply(question, timeout=_LIMIT_S) for question in questions]
    except (OSError, LookupError, ValueError):  # no bus, none for us, or one that takes its time
        return None
    known = [answer.body[0] if answer.header.message_type is MessageType.method_return else "" for answer in answers]
    font, contrast = map(_unwrapped, known)
    return Portal(font if isinstance(font, str) else "", wants_contrast=contrast == 1)


def _unwrapped(value: object) -> object:
    while isinstance(value, tuple):  # a variant, with its type; `Read` wraps it twice
        value = value[-1]
    return value


@contextmanager
def followed(portal: Portal | None, environment: MutableMapping[str, str] = os.environ) -> Iterator[None]:
    """While Qt starts, have it take the portal's theme, unless the person has chosen another."""
    if portal is None or environment.get(VARIABLE):
        yield
        return
    before = environment.get(VARIABLE)
    environment[VARIABLE] = "xdgdesktopportal"
    try:
        yield
    finally:
        del environment[VARIABLE]
        if before is not None:
            environment[VARIABLE] = before


def may_have_one(environment: MutableMapping[str, str] = os.environ) -> bool:
    """Whether there is a desktop to ask: not on other systems, and not for a window that nobody sees."""
    platform = environment.get("QT_QPA_PLATFORM", "").split(":")[0]
    is_seen = platform in ("", "xcb", "wayland")
    return is_seen and sys.platform.startswith("linux") and bool(environment.get("DBUS_SESSION_BUS_ADDRESS"))


def family_and_size(font: str) -> tuple[str, float] | None:
    """Return family and points of a font as GNOME writes it, None where that is something else."""
    family, _, points = font.strip().rpartition(" ")
    family = _STYLES.sub("", family.rstrip(" ,"))
    try:
        size = float(points)
    except ValueError:
        return None
    return (family, size) if family and 4 <= size <= 100 else None
