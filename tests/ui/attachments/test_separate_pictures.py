"""What may take long is decoded in a process, which ends with its time, with the wish for it and with the program."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from tests.ui.attachments import pictures
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.ui.attachments import separate_pictures
from turbodesk.ui.attachments.decoding import QtPictures
from turbodesk.ui.attachments.decoding_process import WORD
from turbodesk.ui.attachments.separate_pictures import SeparatePictures

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1500" height="1500">{}</svg>'
ENDLESS = SVG.format('<circle r="1700" stroke="red" stroke-dasharray="0.001"/>' * 50_000).encode()
"""Takes minutes to draw, with few shapes."""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started."""
    processes: list[subprocess.Popen[bytes]] = []
    start = separate_pictures.start_process

    def kept() -> subprocess.Popen[bytes]:
        processes.append(start())
        return processes[-1]

    monkeypatch.setattr(separate_pictures, "start_process", kept)
    return processes


def test_a_drawing_comes_back_from_its_process(started: list[subprocess.Popen[bytes]]) -> None:
    data = SVG.format('<a href="https://x.example"><rect width="700" height="1500"/></a>').encode()
    made = SeparatePictures().prepared(data, "image/svg+xml", "it")
    assert (made.media_type, made.width, made.height) == ("image/png", 1_568, 1_568)
    assert made == QtPictures().prepared(data, "image/svg+xml", "it")
    with pytest.raises(AttachmentRefused, match="refers to other files") as caught:
        SeparatePictures().prepared(SVG.format("<image href='x.png'/>").encode(), "image/svg+xml", "the one")
    assert "the one" in caught.value.note.sentence
    assert [process.returncode for process in started] == [0, 0]


def test_a_drawing_without_end_is_given_up(started: list[subprocess.Popen[bytes]]) -> None:
    with pytest.raises(AttachmentRefused, match="takes too long"):
        SeparatePictures(limit_s=0.5).prepared(ENDLESS, "image/svg+xml", "it")
    assert started[0].returncode


def test_a_drawing_nobody_wants_any_more_is_given_up(started: list[subprocess.Popen[bytes]]) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(AttachmentRefused):
        SeparatePictures(limit_s=600).prepared(ENDLESS, "image/svg+xml", "it", stop)
    assert started[0].returncode


@pytest.mark.skipif(sys.platform == "win32", reason="there its clock alone ends it")
def test_the_process_ends_when_the_program_is_gone() -> None:
    job = json.dumps({"media_type": "image/svg+xml", "name": "it", "parent": 1, "seconds": 600}).encode()
    command = [sys.executable, "-P", "-m", "turbodesk", WORD]
    done = subprocess.run(command, input=job + b"\n" + ENDLESS, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, b"")


@pytest.mark.parametrize("make", [pictures.png, pictures.gif])
def test_usual_pictures_need_no_process(make: Callable[[], bytes], started: list[subprocess.Popen[bytes]]) -> None:
    data = make()
    media_type = "image/gif" if data.startswith(b"GIF") else "image/png"
    assert SeparatePictures().prepared(data, media_type, "it").width
    assert started == []


def test_a_picture_that_claims_to_be_endless_is_refused_by_its_process() -> None:
    with pytest.raises(AttachmentRefused, match="too many pixels"):
        SeparatePictures().prepared(pictures.png_of_claimed_size(60_000, 60_000), "image/png", "it")
