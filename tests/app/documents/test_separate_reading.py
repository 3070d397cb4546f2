"""A large document is read in a process, which ends with its time and with the wish for it; a small one at once."""

from __future__ import annotations

import subprocess
import threading

import pytest

from tests.app.documents import packages
from turbodesk import separate_process
from turbodesk.app.documents import reading, text_of
from turbodesk.chat.errors import AttachmentRefused

SMALL = packages.word(packages.paragraph("Grüße, 世界"))
ENDLESS = packages.word("<w:p/>" * 15_000_000)
"""Takes ten seconds, and says nothing."""


def refusal(data: bytes, stop: threading.Event | None = None, *, most_here: int = 10, limit_s: float = 60) -> str:
    """What is written down of why a document is not read."""
    with pytest.raises(AttachmentRefused) as caught:
        text_of(data, "it", stop, most_here=most_here, limit_s=limit_s)
    return caught.value.note.detail


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started."""
    processes: list[subprocess.Popen[bytes]] = []
    start = separate_process.start

    def kept(word: str) -> subprocess.Popen[bytes]:
        processes.append(start(word))
        return processes[-1]

    monkeypatch.setattr(separate_process, "start", kept)
    return processes


def test_a_small_document_is_read_at_once(started: list[subprocess.Popen[bytes]]) -> None:
    assert text_of(SMALL, "it.docx")[0] == "Grüße, 世界"
    assert not started


def test_a_large_one_comes_back_the_same_from_its_process(started: list[subprocess.Popen[bytes]]) -> None:
    assert text_of(SMALL, "it.docx", most_here=0) == reading.text_of(SMALL, "it.docx")
    with pytest.raises(AttachmentRefused) as caught:
        text_of(packages.word(""), "the one", most_here=0)
    assert caught.value.note.sentence == "“the one” holds no text that could be read."
    assert [process.returncode for process in started] == [0, 0]


def test_an_old_sheet_is_read_in_a_process_in_every_case(started: list[subprocess.Popen[bytes]]) -> None:
    assert "ValueError" in refusal(packages.compound("Workbook"))
    assert [process.returncode for process in started] == [0]


def test_one_without_end_or_that_nobody_wants_is_given_up(started: list[subprocess.Popen[bytes]]) -> None:
    assert "TimeoutError" in refusal(ENDLESS, limit_s=0.5)
    stop = threading.Event()
    stop.set()
    assert "ChildProcessError" in refusal(ENDLESS, stop, limit_s=600)
    assert all(process.returncode for process in started)


def test_where_no_process_can_be_started_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> subprocess.Popen[bytes]:
        raise OSError("no room")

    monkeypatch.setattr(separate_process, "start", fail)
    assert "no room" in refusal(SMALL, most_here=0)


def test_what_is_no_sound_archive_ends_at_once(started: list[subprocess.Popen[bytes]]) -> None:
    with pytest.raises(AttachmentRefused, match="is damaged"):
        text_of(b"PK\x03\x04 and no more", "it")
    assert not started
