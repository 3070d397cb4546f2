"""The key in a real gnome-keyring: saved, found again, locked, refused, absent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.keyring_session import Session, missing, session

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

KEY = "sk-a-key-for-the-keyring-0815"


@pytest.fixture
def unlocked(tmp_path: Path) -> Iterator[Session]:
    with session(tmp_path / "home") as private:
        private.unlock()
        yield private


def test_a_key_lives_in_the_keyring_and_in_no_file(unlocked: Session) -> None:
    assert unlocked.ask("load") == {"key": "", "place": "none", "name": "GNOME Keyring", "kind": "", "stderr": ""}
    assert unlocked.ask("save", KEY)["place"] == "store"
    found = unlocked.ask("load")
    assert (found["key"], found["place"], found["name"]) == (KEY, "store", "GNOME Keyring")
    files = [one for one in unlocked.home.rglob("*") if one.is_file()]
    assert files
    assert not [one for one in files if KEY.encode() in one.read_bytes()]
    assert unlocked.ask("forget")["kind"] == ""
    assert unlocked.ask("load")["key"] == ""
    assert unlocked.ask("forget")["kind"] == ""


def test_a_new_key_takes_the_place_of_the_old(unlocked: Session) -> None:
    unlocked.ask("save", "sk-old")
    unlocked.ask("save", KEY)
    assert unlocked.ask("load")["key"] == KEY
    unlocked.ask("forget")
    assert unlocked.ask("load")["key"] == ""


def test_a_locked_keyring_is_told_and_named_and_keeps_its_key(unlocked: Session) -> None:
    unlocked.ask("save", KEY)
    unlocked.lock()
    assert unlocked.ask("name")["name"] == "GNOME Keyring"
    found = unlocked.ask("load")
    assert (found["key"], found["kind"], found["name"]) == ("", "secrets-locked", "GNOME Keyring")
    saved = unlocked.ask("save", "sk-other")
    assert (saved["kind"], saved["sentence"]) == ("secrets-locked", "GNOME Keyring is locked.")
    assert unlocked.ask("forget")["kind"] == "secrets-locked"
    unlocked.unlock()
    assert unlocked.ask("load")["key"] == KEY


def test_a_refusal_is_over_when_the_keyring_was_unlocked_elsewhere(unlocked: Session) -> None:
    unlocked.ask("save", KEY)
    unlocked.lock()
    found = unlocked.ask("load-twice")
    assert (found["first"], found["kind"], found["key"]) == ("secrets-locked", "", KEY)


def test_a_keyring_that_was_never_made_is_not_made_to_look_into_it(tmp_path: Path) -> None:
    with session(tmp_path / "home") as private:
        found = private.ask("load")
        assert (found["key"], found["kind"], found["place"]) == ("", "", "none")
        assert private.ask("forget")["kind"] == ""
        assert not list((private.home / ".local").rglob("*.keyring"))
        assert private.ask("save", KEY)["kind"] == "secrets-refused"  # saving makes one, and nobody can be asked here


@pytest.mark.parametrize("bus", ["none", "gone", "without services"])
def test_without_a_key_store_the_answer_is_immediate_and_plain(tmp_path: Path, bus: str) -> None:
    with session(tmp_path / "home", with_services=False) as private:
        address = {"none": None, "gone": "unix:path=/nowhere/bus", "without services": ""}[bus]
        environment = dict(private.environment)
        if address is None:
            del environment["DBUS_SESSION_BUS_ADDRESS"]
        elif address:
            environment["DBUS_SESSION_BUS_ADDRESS"] = address
        lonely = Session(environment, private.home)
        assert lonely.ask("name")["name"] == ""
        assert lonely.ask("load")["kind"] == "secrets-unavailable"
        assert lonely.ask("save", KEY)["kind"] == "secrets-unavailable"


@pytest.mark.parametrize("backend", ["keyring.backends.null.Keyring", "tests.store.test_secrets.Scripted"])
def test_a_store_that_keeps_no_secrets_is_not_used(tmp_path: Path, backend: str) -> None:
    with session(tmp_path / "home", with_services=False) as private:
        private.environment["PYTHON_KEYRING_BACKEND"] = backend
        assert private.ask("save", KEY)["kind"] == "secrets-unavailable"


SILENT_SERVICE = """
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection

connection = open_dbus_connection("SESSION")
Proxy(message_bus, connection).RequestName("org.freedesktop.secrets")
print("here", flush=True)
while True:
    connection.receive()
"""


def test_a_program_whose_question_is_never_answered_goes_on_and_ends(tmp_path: Path) -> None:
    """A service that takes every question and says nothing: what an open dialog looks like to a program."""
    with session(tmp_path / "home", with_services=False) as private:
        command = [sys.executable, "-c", SILENT_SERVICE]
        with subprocess.Popen(command, env=private.environment, stdout=subprocess.PIPE) as silent:
            assert silent.stdout is not None
            assert silent.stdout.readline() == b"here\n"
            private.environment["TIME_LIMIT_S"] = "0.5"
            assert private.ask("load")["kind"] == "secrets-failed"
            silent.kill()
