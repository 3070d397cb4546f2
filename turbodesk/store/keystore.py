"""Finds the operating system's key store, names it for people, and reads its refusals. Everything here may block.

A store that keeps secrets in a readable file is none: keyring rates such backends below 1 and so they are not used,
not even when keyring's own configuration asks for one.
"""

from __future__ import annotations

import contextlib
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from turbodesk.chat.errors import SecretFailure, SecretsFailed, SecretsLocked, SecretsRefused, SecretsUnavailable
from turbodesk.translation import _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE_BUS_NAME = "org.freedesktop.secrets"


def find() -> KeyringBackend:
    """Return the key store of this session. The first call imports keyring: about 0.2 s.

    Raises:
        SecretsUnavailable: there is none, or none that keeps a secret.
    """
    import keyring.backend
    import keyring.core

    # Without this it loads the backends of all systems, and macOS's looks for its libraries here: nine processes, among
    # them gcc and ld. Were the function called otherwise one day, that would be all that comes back.
    keyring.backend._load_plugins = _load_backends  # noqa: SLF001
    keyring.core.init_backend(limit=keyring.core.recommended)
    store = keyring.core.get_keyring()
    if not keyring.core.recommended(store):
        raise SecretsUnavailable(f"{type(store).__module__}.{type(store).__qualname__}")
    return store


def _load_backends() -> None:
    from importlib import metadata

    for entry in metadata.entry_points(group="keyring.backends"):
        if entry.value not in of_other_systems():
            with contextlib.suppress(ImportError):
                loaded = entry.load()
                if callable(loaded):  # as keyring does with those of others
                    loaded()


def of_other_systems(system: str = sys.platform) -> frozenset[str]:
    """Return keyring's own backends that can be of no use on this system; what somebody else added may be."""
    # not for people
    ours = {"win32": {"Windows"}, "darwin": {"macOS"}}.get(system, {"SecretService", "kwallet", "libsecret"})
    every = {"Windows", "macOS", "SecretService", "kwallet", "libsecret"}  # not for people
    return frozenset(f"keyring.backends.{name}" for name in every - ours)


def name_of(store: KeyringBackend) -> str:
    """Return the store's name as a person knows it. Never unlocks it and never asks the person anything."""
    store = _first(store)
    module = type(store).__module__
    if module in _SECRET_SERVICES:
        return _PROGRAMS.get(_secret_service_program(), SYSTEMS_OWN)
    return _NAMES.get(module) or str(getattr(store, "name", "")) or type(store).__name__


SYSTEMS_OWN = _("the system's key store")
"""The name of one whose own is not known, within a sentence."""
_NAMES = {
    "keyring.backends.Windows": "Windows Credential Manager",  # not for people
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.kwallet": "KDE Wallet",
}
_PROGRAMS = {  # as the kernel names the process: cut off after 15 characters
    "gnome-keyring-d": "GNOME Keyring",
    "ksecretd": "KDE Wallet",
    "kwalletd5": "KDE Wallet",
    "kwalletd6": "KDE Wallet",
    "keepassxc": "KeePassXC",
    "oo7-daemon": "oo7",
}


def _secret_service_program() -> str:
    """Return the process name of the program that serves secrets on the session bus, "" when it is not running yet."""
    import secretstorage
    from jeepney import DBusErrorResponse  # type: ignore[import-untyped]  # jeepney carries no types
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
    from jeepney.io.blocking import Proxy  # type: ignore[import-untyped]

    with contextlib.suppress(secretstorage.SecretStorageException, DBusErrorResponse, OSError):
        with closing(secretstorage.dbus_init()) as connection:
            (process_id,) = Proxy(message_bus, connection).GetConnectionUnixProcessID(_SERVICE_BUS_NAME)
        return Path(f"/proc/{process_id}/comm").read_text(encoding="utf-8").strip()
    return ""


def is_open(store: KeyringBackend) -> bool:
    """Whether the store is known to be unlocked now. Never unlocks it and never asks the person anything."""
    if type(_first(store)).__module__ not in _SECRET_SERVICES:
        return False  # the others cannot be asked this silently
    import secretstorage
    from jeepney import DBusErrorResponse

    try:
        with closing(secretstorage.dbus_init()) as connection:
            return not secretstorage.Collection(connection, _DEFAULT_COLLECTION).is_locked()
    except (secretstorage.SecretStorageException, DBusErrorResponse, OSError):
        return False


def is_made(store: KeyringBackend) -> bool:
    """Whether there is anything to look in. Never unlocks it, never makes it and never asks the person anything.

    A Secret Service on a new desktop has no collection yet, and keyring would make one to look for a key in it: the
    person would be asked for the password of a new key store before having anything to put into it.
    """
    if type(_first(store)).__module__ not in _SECRET_SERVICES:
        return True
    import secretstorage

    with closing(secretstorage.dbus_init()) as connection:
        try:
            secretstorage.Collection(connection, _DEFAULT_COLLECTION)
        except secretstorage.ItemNotFoundException:
            return False
    return True


def _first(store: KeyringBackend) -> KeyringBackend:
    """The store itself, or the best of several that keyring asks in turn."""
    if type(store).__module__ != "keyring.backends.chainer":
        return store
    backends: list[KeyringBackend] = list(getattr(store, "backends", ()))
    return backends[0] if backends else store


_SECRET_SERVICES = ("keyring.backends.SecretService", "keyring.backends.libsecret")
_DEFAULT_COLLECTION = "/org/freedesktop/secrets/aliases/default"  # the Secret Service specification's own name


def faults() -> tuple[type[BaseException], ...]:
    """Return every exception a key store is known to raise: keyring's own, the system's, and its backends'."""
    from keyring.errors import KeyringError

    foreign = [getattr(sys.modules[module], name) for module, name in _FOREIGN if module in sys.modules]
    return (SecretFailure, KeyringError, OSError, ValueError, RuntimeError, *foreign)


_FOREIGN = (  # these backends let errors of the libraries beneath them through
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney.wrappers", "DBusErrorResponse"),
    ("win32ctypes.pywin32.pywintypes", "error"),
    ("keyring.backends.macOS.api", "Error"),  # not for people
)


def failure_from(error: BaseException, *, name: str, hide: str = "") -> SecretFailure:
    """Say a key store's exception in plain words; `hide` is cut out of its text wherever it stands."""
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    from turbodesk.store.logbook import redacted

    if isinstance(error, SecretFailure):
        return error
    detail = f"{type(error).__name__}: {error}"
    if hide:
        detail = detail.replace(hide, "(key)")
    detail = redacted(detail)
    if isinstance(error, NoKeyringError):
        return SecretsUnavailable(detail)
    if isinstance(error, InitError) or (isinstance(error, KeyringLocked) and sys.platform == "darwin"):
        # A new store whose making was dismissed; on macOS every "no" of the person is a KeyringLocked.
        return SecretsRefused(detail, sentence=_refused(name) if name else "")
    if isinstance(error, KeyringLocked):
        return SecretsLocked(detail, sentence=_locked(name) if name else "")
    return SecretsFailed(detail, sentence=_failed(name) if name else "")


def _refused(name: str) -> str:
    if name == SYSTEMS_OWN:
        return _("The system's key store refused.")
    return _("{store} refused.").format(store=name)


def _locked(name: str) -> str:
    if name == SYSTEMS_OWN:
        return _("The system's key store is locked.")
    return _("{store} is locked.").format(store=name)


def _failed(name: str) -> str:
    if name == SYSTEMS_OWN:
        return _("The system's key store did not answer as it should.")
    return _("{store} did not answer as it should.").format(store=name)
