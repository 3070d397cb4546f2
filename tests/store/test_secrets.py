"""The order of keys, refusals and time limits, with a key store that does as it is told; see also test_keyring.py."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError, PasswordDeleteError

from turbodesk.chat.errors import SecretFailure, SecretsFailed, SecretsLocked, SecretsRefused, SecretsUnavailable
from turbodesk.chat.keys import ApiKey, KeyPlace
from turbodesk.store import Secrets
from turbodesk.store.logbook import RedactingFormatter
from turbodesk.store.secrets import VARIABLE

TEXT = "sk-very-secret-4711"
KEY = ApiKey(TEXT)


class Scripted(KeyringBackend):
    """A key store in memory that can refuse, break and take its time."""

    priority = 0.5  # a plain number will do; below 1, so that no other test finds it
    name = "Scripted store"

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # of keyring, which is typed in part
        self.kept: dict[tuple[str, str], str] = {}
        self.asked: list[str] = []
        self.error: Exception | None = None
        self.error_of: dict[str, Exception] = {}
        self.dialog = threading.Event()
        self.dialog.set()

    def get_password(self, service: str, username: str) -> str | None:
        self._work("get")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._work("set")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._work("delete")
        del self.kept[service, username]

    def _work(self, what: str) -> None:
        self.asked.append(what)
        assert self.dialog.wait(60)
        error = self.error_of.get(what) or self.error
        if error is not None:
            raise error


@pytest.fixture
def store() -> Iterator[Scripted]:
    scripted = Scripted()
    yield scripted
    scripted.dialog.set()


@pytest.fixture
def secrets(store: Scripted) -> Secrets:
    return Secrets(environment={}, find_store=lambda: store)


def nobody() -> KeyringBackend:
    raise SecretsUnavailable("none")


async def test_a_saved_key_comes_back(secrets: Secrets, store: Scripted) -> None:
    assert await secrets.load("default") == (None, await secrets_state(secrets))
    state = await secrets.save("default", KEY)
    assert (state.place, state.store_name) == (KeyPlace.STORE, "Scripted store")
    assert await secrets.load("default") == (KEY, state)
    assert store.kept == {("TurboDesk", "default"): TEXT}
    assert (await secrets.load("other"))[0] is None


async def secrets_state(secrets: Secrets) -> object:
    return (await secrets.load("nobody"))[1]


async def test_the_environment_wins_and_is_never_stored(store: Scripted) -> None:
    secrets = Secrets(environment={VARIABLE: " sk-env \n"}, find_store=lambda: store)
    secrets.keep_for_this_run("default", KEY)
    key, state = await secrets.load("default", variable=True)
    assert (key, state.place) == (ApiKey("sk-env"), KeyPlace.ENVIRONMENT)
    assert store.asked == []


async def test_an_impossible_key_in_the_environment_is_told(store: Scripted) -> None:
    secrets = Secrets(environment={VARIABLE: "two words"}, find_store=lambda: store)
    key, state = await secrets.load("default", variable=True)
    assert (key, state.place) == (None, KeyPlace.NONE)
    assert state.failure is not None
    assert VARIABLE in state.failure.sentence
    assert "blanks" in state.failure.advice


async def test_a_key_for_this_run_touches_no_store(secrets: Secrets, store: Scripted) -> None:
    secrets.keep_for_this_run("default", KEY)
    key, state = await secrets.load("default")
    assert (key, state.place, store.asked) == (KEY, KeyPlace.THIS_RUN, [])
    await secrets.save("default", ApiKey("sk-other"))
    assert (await secrets.load("default"))[0] == ApiKey("sk-other")


async def test_the_environment_is_asked_only_where_its_key_is_for_the_gateway(store: Scripted) -> None:
    secrets = Secrets(environment={VARIABLE: "sk-env"}, find_store=lambda: store)
    assert secrets.has_variable
    assert (await secrets.load("default"))[0] is None


class TestAnOlderEntry:
    """A key filed under the gateway alone is filed under its gateway and address at the first reading."""

    async def test_is_moved(self, secrets: Secrets, store: Scripted) -> None:
        store.kept = {("TurboDesk", "default"): TEXT}
        assert (await secrets.load("default at https://a.example", older="default"))[0] == KEY
        assert store.kept == {("TurboDesk", "default at https://a.example"): TEXT}
        assert (await secrets.load("default at https://a.example", older="default"))[0] == KEY

    async def test_is_left_alone_unless_asked_for(self, secrets: Secrets, store: Scripted) -> None:
        store.kept = {("TurboDesk", "default"): TEXT}
        assert (await secrets.load("default at https://b.example"))[0] is None
        assert store.kept == {("TurboDesk", "default"): TEXT}

    async def test_gives_way_to_a_newer_one(self, secrets: Secrets, store: Scripted) -> None:
        store.kept = {("TurboDesk", "default"): "sk-old", ("TurboDesk", "new"): TEXT}
        assert (await secrets.load("new", older="default"))[0] == KEY

    @pytest.mark.parametrize("what", ["set", "delete"])
    async def test_is_used_and_kept_where_the_store_refuses_to_move_it(
        self, secrets: Secrets, store: Scripted, what: str
    ) -> None:
        store.kept = {("TurboDesk", "default"): TEXT}
        store.error_of = {what: KeyringError("no")}
        assert (await secrets.load("new", older="default"))[0] == KEY
        assert store.kept["TurboDesk", "default"] == TEXT


async def test_forgetting_removes_the_key_everywhere(secrets: Secrets, store: Scripted) -> None:
    await secrets.save("default", KEY)
    secrets.keep_for_this_run("default", KEY)
    await secrets.forget("default")
    assert (await secrets.load("default"))[0] is None
    assert store.kept == {}
    await secrets.forget("default")  # there is none any more


async def test_a_key_that_cannot_be_read_is_not_deleted(secrets: Secrets, store: Scripted) -> None:
    await secrets.save("default", KEY)
    store.error_of["get"] = KeyringError("no")
    with pytest.raises(SecretsFailed):
        await secrets.forget("default")
    assert store.kept
    assert "delete" not in store.asked


async def test_forgetting_without_a_store_is_done_at_once() -> None:
    secrets = Secrets(environment={}, find_store=nobody)
    secrets.keep_for_this_run("default", KEY)
    await secrets.forget("default")
    assert (await secrets.load("default"))[0] is None


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (KeyringLocked("Failed to unlock the collection!"), SecretsLocked),
        (InitError("Prompt dismissed"), SecretsRefused),
        (NoKeyringError("none"), SecretsUnavailable),
        (PasswordDeleteError("no"), SecretsFailed),
        (OSError("broken pipe"), SecretsFailed),
        (RuntimeError("odd"), SecretsFailed),
    ],
)
async def test_every_refusal_is_told_in_plain_words(
    secrets: Secrets, store: Scripted, error: Exception, kind: type[SecretFailure]
) -> None:
    store.error = error
    key, state = await secrets.load("default")
    assert key is None
    assert state.place is KeyPlace.NONE
    assert state.failure is not None
    assert state.failure.kind == kind.kind
    assert state.failure.sentence.endswith(".")
    with pytest.raises(kind):
        await secrets.save("default", KEY)


@pytest.mark.parametrize("error", [KeyringLocked(), InitError()])
async def test_a_refusal_is_remembered_for_the_run(secrets: Secrets, store: Scripted, error: Exception) -> None:
    store.error = error
    for _ in range(3):
        assert (await secrets.load("default"))[1].failure is not None
    with pytest.raises(SecretFailure) as caught:
        await secrets.save("default", KEY)
    assert caught.value.note.sentence.startswith("Scripted store")
    assert store.asked == ["get"]
    assert await secrets.store_name() == "Scripted store"
    secrets.keep_for_this_run("default", KEY)
    assert (await secrets.load("default"))[0] == KEY


async def test_an_open_dialog_is_waited_for_only_so_long_and_not_doubled(store: Scripted) -> None:
    secrets = Secrets(environment={}, find_store=lambda: store, time_limit_s=0.3)
    store.dialog.clear()
    for _ in range(2):
        state = (await secrets.load("default"))[1]
        assert state.failure is not None
        assert "in time" in state.failure.sentence
    with pytest.raises(SecretsFailed):
        await secrets.save("default", KEY)
    assert store.asked == ["get"]  # one dialog; what was given up before its turn is never asked
    store.dialog.set()
    await no_thread_is_left()
    assert store.asked == ["get"]
    assert store.kept == {}


async def test_a_dialog_refused_late_is_remembered_too(store: Scripted) -> None:
    secrets = Secrets(environment={}, find_store=lambda: store, time_limit_s=0.3)
    store.dialog.clear()
    store.error = KeyringLocked()
    await secrets.load("default")
    store.dialog.set()
    await no_thread_is_left()
    state = (await secrets.load("default"))[1]
    assert state.failure is not None
    assert state.failure.kind == "secrets-locked"
    assert store.asked == ["get"]


async def no_thread_is_left() -> None:
    for thread in [one for one in threading.enumerate() if one.name == "key store"]:
        await asyncio.to_thread(thread.join)


async def test_cancelling_gives_the_question_up(secrets: Secrets, store: Scripted) -> None:
    store.dialog.clear()
    loading = asyncio.create_task(secrets.load("default"))
    waiting = asyncio.create_task(secrets.load("default"))
    await asyncio.sleep(0)
    for task in (loading, waiting):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    store.dialog.set()
    await no_thread_is_left()
    assert len(store.asked) <= 1


async def test_no_store_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = Secrets(environment={}, find_store=nobody)
    assert await secrets.store_name() == ""
    key, state = await secrets.load("default")
    assert (key, state.store_name) == (None, "")
    assert state.failure is not None
    assert state.failure.kind == "secrets-unavailable"
    with pytest.raises(SecretsUnavailable):
        await secrets.save("default", KEY)


async def test_what_reads_back_differently_is_not_saved(secrets: Secrets, store: Scripted) -> None:
    store.set_password = lambda *_: None  # type: ignore[method-assign]
    with pytest.raises(SecretsFailed):
        await secrets.save("default", KEY)


@pytest.mark.parametrize("text", ["with blank", "clé", "line\nbreak"])
async def test_a_damaged_key_in_the_store_is_told_and_left(secrets: Secrets, store: Scripted, text: str) -> None:
    store.kept["TurboDesk", "default"] = text
    key, state = await secrets.load("default")
    assert key is None
    assert state.failure is not None
    assert "Scripted store" in state.failure.sentence
    assert text not in str(state)
    assert store.kept


async def test_the_key_shows_nowhere(
    secrets: Secrets, store: Scripted, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    await secrets.save("default", KEY)
    store.error = KeyringError(f"could not store {TEXT!r}")
    with pytest.raises(SecretsFailed) as caught:
        await secrets.save("default", KEY)
    secrets.keep_for_this_run("default", KEY)
    said = [
        "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()),
        repr(caught.value.note),
        repr(secrets),
        repr(await secrets.load("default")),
        caplog.text,
        *capfd.readouterr(),
    ]
    assert "(key)" in caught.value.note.detail
    assert not [text for text in said if TEXT in text]


async def test_a_defect_of_a_store_is_told_and_reaches_the_log(
    secrets: Secrets, store: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    store.error = ZeroDivisionError()
    state = (await secrets.load("default"))[1]
    assert state.failure is not None
    assert state.failure.kind == "secrets-failed"
    await no_thread_is_left()
    assert [one.exc_info[0] for one in caplog.records if one.exc_info] == [ZeroDivisionError]


async def test_a_store_that_fails_when_nobody_waits_any_more_leaves_nothing_to_its_thread(
    store: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = Secrets(environment={}, find_store=lambda: store, time_limit_s=0.05)
    store.dialog.clear()
    store.error = AttributeError(f"no way to keep {TEXT}")
    with pytest.raises(SecretsFailed):
        await secrets.save("default", KEY)
    store.dialog.set()
    await no_thread_is_left()  # what a thread leaves fails this test
    (record,) = [one for one in caplog.records if one.exc_info]
    assert TEXT not in RedactingFormatter().format(record)


async def test_a_key_of_an_older_version_is_hidden_while_it_is_moved(
    secrets: Secrets, store: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    odd = 'Zr7"odd\\key%of-no-form'
    store.kept["TurboDesk", "older"] = odd
    store.error_of["set"] = AttributeError(f"no way to keep {odd!r}")
    await secrets.load("default", older="older")
    await no_thread_is_left()
    (record,) = [one for one in caplog.records if one.exc_info]
    assert "odd" not in RedactingFormatter().format(record)


async def test_what_a_store_says_of_another_key_is_hidden_by_its_look(secrets: Secrets, store: Scripted) -> None:
    store.error = KeyringError("cannot decode sk-ant-api03-abcDEF123456")
    state = (await secrets.load("default"))[1]
    assert state.failure is not None
    assert "abcDEF" not in state.failure.detail


def test_the_key_store_is_not_loaded_before_it_is_asked() -> None:
    program = "import sys, turbodesk.store; sys.exit('keyring' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
