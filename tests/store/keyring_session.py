"""A D-Bus session with a real gnome-keyring of a test's own, and a program that asks it through `Secrets`.

Run as a program, it does what its arguments say and prints one JSON object: `save KEY`, `load`, `forget`, `name`.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from turbodesk.chat.errors import SecretFailure
from turbodesk.chat.keys import ApiKey
from turbodesk.store import Secrets

PASSWORD = "throw-away"  # not empty: under an empty one gnome-keyring keeps its secrets readable
PATIENCE_S = 60.0

LONELY_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""
"""A session bus that can start no services."""

NEEDED = ("dbus-daemon", "gnome-keyring-daemon", "gdbus")


def missing() -> str:
    """Say what a test needs and this machine has not; "" when nothing."""
    absent = [tool for tool in NEEDED if shutil.which(tool) is None]
    return f"needs {', '.join(absent)} (Debian: dbus gnome-keyring libglib2.0-bin)" if absent else ""


@dataclass(frozen=True, slots=True)
class Session:
    """The environment of a program that belongs to the session."""

    environment: dict[str, str]
    home: Path

    def ask(self, *arguments: str) -> dict[str, str]:
        """Run this module's program in the session, and return what it found."""
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "tests.store.keyring_session", *arguments],
            env=self.environment,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        answer: dict[str, str] = json.loads(done.stdout)
        return answer | {"stderr": done.stderr}

    def unlock(self) -> None:
        """Start gnome-keyring with its login collection made or opened."""
        unlock(self.environment)

    def lock(self) -> None:
        """Lock the login collection."""
        self._call(
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            "['/org/freedesktop/secrets/collection/login']",
        )

    def _call(self, path: str, method: str, argument: str) -> None:
        command = ["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path", path]
        subprocess.run(
            [*command, "--method", method, argument],
            env=self.environment,
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
        )


def unlock(environment: dict[str, str]) -> None:
    """Start gnome-keyring in a session's environment, in place of one that runs, and open its login collection."""
    subprocess.run(
        ["gnome-keyring-daemon", "--replace", "--unlock", "--components=secrets"],
        input=PASSWORD,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )


@contextmanager
def session(home: Path, *, with_services: bool = True) -> Iterator[Session]:
    """A private session bus; everything started on it ends with it."""
    runtime = home / "run"
    runtime.mkdir(parents=True, mode=0o700)
    environment = {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
    }
    config = ["--session"]
    if not with_services:
        (home / "bus.conf").write_text(LONELY_BUS, encoding="utf-8")
        config = [f"--config-file={home / 'bus.conf'}"]
    bus = subprocess.Popen(
        ["dbus-daemon", *config, "--nofork", "--print-address"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        yield Session(environment, home)
    finally:
        bus.terminate()  # and gnome-keyring with it, which ends when its bus does
        bus.wait(PATIENCE_S)
        if bus.stdout is not None:
            bus.stdout.close()


async def _main(do: str, text: str = "") -> dict[str, str]:
    secrets = Secrets(time_limit_s=float(os.environ.get("TIME_LIMIT_S", "30")))
    try:
        match do:
            case "save":
                state = await secrets.save("default", ApiKey(text))
            case "forget":
                await secrets.forget("default")
                return {"kind": ""}
            case "name":
                return {"name": await secrets.store_name()}
            case "load-twice":  # and unlocked in between by somebody else
                first = await _found(secrets)
                await asyncio.to_thread(unlock, dict(os.environ))
                return {"first": first["kind"]} | await _found(secrets)
            case _:
                return await _found(secrets)
        return {"place": state.place, "name": state.store_name}
    except SecretFailure as failure:
        return {"kind": failure.note.kind, "sentence": failure.note.sentence}


async def _found(secrets: Secrets) -> dict[str, str]:
    key, state = await secrets.load("default")
    failure = state.failure.kind if state.failure else ""
    found = "" if key is None else key.reveal()
    return {"key": found, "place": state.place, "name": state.store_name, "kind": failure}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_main(*sys.argv[1:]))))
