"""The real xdg-desktop-portal on the bus of a test, with a back end of the test's own (`portal_backend.py`)."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ui.desktop.private_bus import PATIENCE_S
from tests.ui.desktop.test_shortcut_portal import Portal

_PLACES = ("/usr/libexec", "/usr/lib/xdg-desktop-portal", "/usr/lib")
FRONT_END = next((one for place in _PLACES if (one := Path(place, "xdg-desktop-portal")).is_file()), None)
_IMPL = "org.freedesktop.impl.portal"
# Without Access and AppChooser, which ask the person, it neither has screenshots nor opens addresses.
_INTERFACES = ("GlobalShortcuts", "Screenshot", "FileChooser", "Settings", "Access", "AppChooser")


@contextmanager
def real_portal(environment: dict[str, str], folder: Path) -> Iterator[Portal]:
    """Run both on a bus; what a test tells and hears is the back end."""
    folder.mkdir(exist_ok=True)
    interfaces = ";".join(f"{_IMPL}.{one}" for one in _INTERFACES)
    described = f"[portal]\nDBusName={_IMPL}.desktop.test\nInterfaces={interfaces};\nUseIn=test\n"
    (folder / "test.portal").write_text(described, encoding="ascii")
    (folder / "portals.conf").write_text("[preferred]\ndefault=test\n", encoding="ascii")  # wanted from 1.17 on
    surroundings = {
        **environment,
        "XDG_CURRENT_DESKTOP": "test",
        "XDG_DESKTOP_PORTAL_DIR": str(folder),
        "GSETTINGS_BACKEND": "memory",
    }
    program, pipe = Path(__file__).with_name("portal_backend.py"), subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, str(program)], env=environment, stdin=pipe, stdout=pipe, text=True
    ) as backend:
        made = Portal(backend)
        assert made.heard() == ["ready", []]
        with subprocess.Popen([str(FRONT_END)], env=surroundings, stderr=subprocess.DEVNULL) as front_end:
            try:
                _wait_for_it(environment)
                yield made
            finally:
                front_end.kill()
                backend.kill()


def _wait_for_it(environment: dict[str, str]) -> None:
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

    end = time.monotonic() + PATIENCE_S
    bus = open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"])
    while not bus.send_and_get_reply(message_bus.NameHasOwner("org.freedesktop.portal.Desktop")).body[0]:
        assert time.monotonic() < end, "xdg-desktop-portal does not start"
        time.sleep(0.005)
    bus.close()
