"""Starts the frozen program and has it check itself: what cannot open its window or find its parts is not shipped."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bundle.build import Build, BuildError, say

LIMIT_S = 180.0
"""Far more than a slow machine needs for one self-test, which takes about two seconds."""


def smoke_test(build: Build) -> None:
    """Run the program's self-test without a screen and, where there is one or Xvfb can make one, on it.

    Raises:
        BuildError: it failed, or the program said something it does not say when all is well.
    """
    check(build.program, QT_QPA_PLATFORM="offscreen")
    if build.system == "windows":
        check(build.program, QT_QPA_PLATFORM="windows")
    if build.system == "linux" and shutil.which("Xvfb"):
        with screen() as display:
            check(build.program, QT_QPA_PLATFORM="xcb", DISPLAY=display)


def check(program: Path, **environment: str) -> dict[str, object]:
    """Run one self-test in an empty home, and return what it found.

    Raises:
        BuildError: as `smoke_test` does.
    """
    with tempfile.TemporaryDirectory(prefix="smoke-") as home:
        done = subprocess.run(
            [str(program), "--self-test"], env=_bare_environment(home) | environment,
            capture_output=True, text=True, encoding="utf-8", timeout=LIMIT_S, check=False,
        )  # fmt: skip
    told = f"\n{done.stdout}{done.stderr}"
    if done.returncode:
        raise BuildError(f"The frozen program failed its self-test with {done.returncode}:{told}")
    if done.stderr.strip():
        raise BuildError(f"The frozen program complains:{told}")
    # A program of Windows without a console has nowhere to print; its exit code has to do there.
    found: dict[str, object] = json.loads(done.stdout) if done.stdout.strip() else {}
    say(f"Self-test passed: {found.get('window', 'exit code 0')}")
    return found


def _bare_environment(home: str) -> dict[str, str]:
    """Nothing of this machine's Python or Qt settings, and no session: the frozen program must bring what it needs."""
    kept = ("SYSTEMROOT", "WINDIR", "SYSTEMDRIVE", "TEMP", "TMP", "PATH") if os.name == "nt" else ()
    inherited = {name: os.environ[name] for name in kept if name in os.environ}
    return (
        {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        | inherited
        | {"HOME": home, "USERPROFILE": home, "APPDATA": home, "LOCALAPPDATA": home, "XDG_RUNTIME_DIR": home}
        # Or a bus would be started for it, and services on that which leave things, and mounts, in this home.
        | {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={home}/no-bus"}
    )


@contextmanager
def screen() -> Iterator[str]:
    """Give a virtual screen for a while; its name, for DISPLAY."""
    with ExitStack() as stack:
        reading, writing = os.pipe()
        server = stack.enter_context(
            subprocess.Popen(
                ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
                pass_fds=(writing,),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        stack.callback(server.terminate)
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as answer:
            number = answer.readline().strip()
        if not number:
            raise BuildError("Xvfb did not start.")
        yield f":{number}"
