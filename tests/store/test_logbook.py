"""The log reaches the disk, stays small and private, and holds no key."""

from __future__ import annotations

import io
import logging
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.test_database import full_disk, posix_only
from turbodesk.store import logbook
from turbodesk.store.logbook import Logbook, redact_stderr, redacted

log = logging.getLogger("turbodesk.test")


@pytest.fixture
def kept_log(tmp_path: Path) -> Iterator[Logbook]:
    level = logging.getLogger("turbodesk").level
    with closing(Logbook(tmp_path / "logs")) as made:
        yield made
    logging.getLogger("turbodesk").setLevel(level)


def test_what_was_logged_before_the_file_was_open_is_in_it(kept_log: Logbook) -> None:
    log.warning("early")
    assert not kept_log.path.exists()
    kept_log.open()
    log.info("late")
    text = kept_log.path.read_bytes().decode()
    assert text.index("early") < text.index("late")
    assert kept_log.tail(10) == text[-10:]


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_nobody_else_can_read_it(kept_log: Logbook) -> None:
    kept_log.open()
    log.warning("private")
    assert stat.S_IMODE(kept_log.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept_log.path.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_nobody_else_can_read_the_files_that_follow_either(kept_log: Logbook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logbook, "MAX_BYTES", 500)
    kept_log.open()
    for number in range(40):
        log.warning("a line of some length, number %d", number)
    files = [one for one in kept_log.path.parent.iterdir() if one.is_file()]
    assert len(files) > 1
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}


def test_it_begins_anew_before_it_grows_large(kept_log: Logbook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logbook, "MAX_BYTES", 2_000)
    kept_log.open()
    for number in range(400):
        log.warning("a line of some length, number %d", number)
    files = sorted(one.name for one in kept_log.path.parent.iterdir())
    assert files == ["turbodesk.log", "turbodesk.log.1", "turbodesk.log.2", "turbodesk.log.3"]
    assert all(one.stat().st_size <= 2_000 for one in kept_log.path.parent.iterdir())


def test_a_disk_that_takes_no_log_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be", "utf-8")
    with closing(Logbook(tmp_path / "logs")) as kept_log:
        kept_log.open()
        log.warning("goes nowhere")
        assert kept_log.tail() == ""


def test_a_traceback_is_written_without_the_key(kept_log: Logbook) -> None:
    kept_log.open()
    try:
        raise ValueError("x-api-key: sk-ant-api03-abcDEF123456")
    except ValueError:
        log.exception("with authorization: Bearer abcdef123456")
    text = kept_log.path.read_text("utf-8")
    assert "ValueError" in text
    assert "abcDEF123456" not in text
    assert "abcdef123456" not in text


@given(st.text("abcDEF0123_-", min_size=12, max_size=40), st.sampled_from(["", "'", '"']))
def test_no_form_of_a_key_survives(secret: str, quote: str) -> None:
    for line in (
        f"sk-{secret}",
        f"key sk-ant-{secret} refused",
        f"{{'x-api-key': {quote}{secret}{quote}}}",
        f"Authorization: Bearer {secret}",
        f"https://person:{secret}@proxy.example:8080/",
    ):
        assert secret not in redacted(line), line


def test_the_terminal_gets_no_key_either(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(sys, "stderr", terminal)
    redact_stderr()
    redact_stderr()
    sys.stderr.write("refused: sk-ant-abcDEF123456\n")
    assert terminal.getvalue() == "refused: sk-ant-(hidden)\n"
    assert not sys.stderr.isatty(), "it is the terminal in all else"


def test_ordinary_words_stay() -> None:
    line = "https://gateway.example/v1/messages answered 401 to task-force sk-i, see RFC 9110 at a:b"
    assert redacted(line) == line


def test_half_a_character_costs_no_line(kept_log: Logbook) -> None:
    kept_log.open()
    log.warning("half \ud800 a character")
    assert "half \\ud800 a character" in kept_log.tail()


@posix_only
def test_a_full_disk_costs_lines_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    level = logging.getLogger("turbodesk").level
    with closing(Logbook(tmp_path / "logs")) as made:
        made.open()
        with full_disk(0):
            log.warning("nowhere to be written")
            made.close()
    logging.getLogger("turbodesk").setLevel(level)
    assert "Error" not in capsys.readouterr().err


def test_a_line_that_cannot_be_formed_is_told(kept_log: Logbook, capsys: pytest.CaptureFixture[str]) -> None:
    kept_log.open()
    record = log.makeRecord("turbodesk.test", logging.WARNING, "", 0, "%d", ("no number",), None)
    kept_log.emit(record)
    assert "Logging error" in capsys.readouterr().err
