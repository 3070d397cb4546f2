"""Locks the key store of a desktop and unlocks it again, as a person does with a window of the system."""

from __future__ import annotations

import sys

from tests.e2e.desktop import KEYRING_PASSWORD, Desktop

_LOCK = """
import contextlib, secretstorage
with contextlib.closing(secretstorage.dbus_init()) as bus:
    secretstorage.get_default_collection(bus).lock()
"""
# GNOME Keyring's own way to be given a password without its window, which is no part of this desktop.
_UNLOCK = """
import contextlib, secretstorage, sys
from secretstorage import util
with contextlib.closing(secretstorage.dbus_init()) as bus:
    secret = util.format_secret(util.open_session(bus), sys.argv[1].encode(), "text/plain")
    inner = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
    keyring = util.DBusAddressWrapper("/org/freedesktop/secrets", inner, bus)
    login = "/org/freedesktop/secrets/collection/login"
    keyring.call("UnlockWithMasterPassword", "o(oayays)", login, secret)
"""


def lock(desktop: Desktop) -> None:
    """Lock it: whoever wants to read it is refused from now on."""
    desktop.tool(sys.executable, "-c", _LOCK)


def unlock(desktop: Desktop) -> None:
    """Unlock it."""
    desktop.tool(sys.executable, "-c", _UNLOCK, KEYRING_PASSWORD)
