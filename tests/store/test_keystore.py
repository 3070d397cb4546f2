"""Looking for the key store loads what this system has, and starts no other program."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata

import pytest

from turbodesk.store import keystore

LOOK = """
import sys
started = []
events = {"subprocess.Popen", "os.posix_spawn", "os.exec", "os.system"}
sys.addaudithook(lambda event, given: started.append(str(given)) if event in events else None)
from turbodesk.chat.errors import SecretsUnavailable
from turbodesk.store import keystore
try:
    keystore.find()
except SecretsUnavailable:
    pass
print(*started, sep="\\n")
print(sys.modules.get("keyring.backends.macOS"))
"""


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="counts the programs that are started on Linux")
def test_looking_for_the_key_store_starts_no_program() -> None:
    environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere/bus"}
    done = subprocess.run(
        [sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["None"]
    assert done.stderr == ""


@pytest.mark.parametrize("system", ["linux", "freebsd14", "win32", "darwin"])
def test_every_backend_of_keyrings_own_is_some_systems(system: str) -> None:
    own = {entry.value for entry in metadata.entry_points(group="keyring.backends")} - {"keyring.backends.chainer"}
    others = keystore.of_other_systems(system)
    assert others < own
    wanted = {"win32": "Windows", "darwin": "macOS"}.get(system, "SecretService")
    assert f"keyring.backends.{wanted}" not in others
