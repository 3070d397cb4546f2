"""Pages are drawn and read in a process, which ends with its time, its document and the program."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import pytest

from tests.ui.pdf.pdf_files import pdf
from turbodesk import separate_process
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.ui.pdf.pages import PdfPages
from turbodesk.ui.pdf.process import MOST_PIXELS, WORD

ENDLESS = b" ".join([b"1 w [0.001] 0 d 0 0 m 600 800 l S"] * 40_000)
"""Takes minutes to draw, in little space once it is packed."""


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


def test_a_page_is_drawn_with_the_place_of_each_letter(started: list[subprocess.Popen[bytes]]) -> None:
    with PdfPages(pdf(["First line", "second"], ["Other page"])) as pages:
        assert started == []  # nothing before it is needed
        assert pages.sizes == ((600, 800), (600, 800))
        page, other = pages.drawn(0, 300), pages.drawn(1, 0)
    assert len(started) == 1
    assert started[0].returncode is not None
    assert (page.image.width(), page.image.height()) == (300, 400)
    assert page.image.pixelColor(5, 5).name() == "#ffffff"
    assert page.letters == "First line\r\nsecond"
    first, second = page.place(0), page.place(page.letters.index("second"))
    assert first.left() == pytest.approx(0.1, abs=0.01)
    assert first.top() < 100 / 800 < first.bottom() + 0.005  # its foot is on the line at 700 of 800 points
    assert second.top() - first.top() == pytest.approx(20 / 800, abs=0.001)
    assert page.place(page.letters.index("\r")).isEmpty()
    inked = page.image.copy(int(first.left() * 300), int(first.top() * 400), 6, 8)
    assert any(inked.pixelColor(x, y).lightness() < 128 for x in range(6) for y in range(8))
    assert (other.image.isNull(), other.letters) == (True, "Other page")


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_letters_stand_where_they_are_seen_on_a_turned_page(rotate: int) -> None:
    with PdfPages(pdf(["Turned"], rotate=rotate)) as pages:
        (width, _), page = pages.sizes[0], pages.drawn(0, 800)
    assert width == (600 if rotate == 180 else 800)
    place = page.place(0)
    high, wide = page.image.height(), page.image.width()
    found = page.image.copy(
        int(place.left() * wide), int(place.top() * high), int(place.width() * wide) + 1, int(place.height() * high) + 1
    )
    dark = [found.pixelColor(x, y).lightness() < 128 for x in range(found.width()) for y in range(found.height())]
    assert 0.05 < sum(dark) / len(dark) < 0.6
    assert (place.width() > place.height()) is (rotate != 180)


def test_a_page_of_any_size_is_drawn_within_bounds() -> None:
    for size in ((14_000, 14_000), (3, 14_000), (14_000, 3)):
        with PdfPages(pdf(["x"], size=size)) as pages:
            image = pages.drawn(0, 8_000).image
        assert 0 < image.width() * image.height() <= MOST_PIXELS * 1.01


def test_a_page_that_does_not_end_is_given_up_and_the_next_one_is_drawn(
    started: list[subprocess.Popen[bytes]],
) -> None:
    pages = PdfPages(pdf(["Before"], content=ENDLESS), limit_s=1.5)
    with pytest.raises(AttachmentRefused) as caught:
        pages.drawn(0, 8_000)
    assert caught.value.note.sentence == "This page cannot be shown here."
    pages._limit_s = 60  # noqa: SLF001 - the next process begins late on a busy machine
    assert pages.drawn(0, 0).letters == "Before"
    pages.close()
    assert [one.returncode is None for one in started] == [False, False]


def test_closing_ends_what_is_waited_for(started: list[subprocess.Popen[bytes]]) -> None:
    pages = PdfPages(pdf(["Before"], content=ENDLESS), limit_s=600)
    refused: list[AttachmentRefused] = []

    def draw() -> None:
        try:
            pages.drawn(0, 8_000)
        except AttachmentRefused as refusal:
            refused.append(refusal)

    waiting = threading.Thread(target=draw)
    assert pages.sizes
    waiting.start()
    pages.close()
    waiting.join(timeout=60)
    assert len(refused) == 1
    assert started[0].returncode is not None
    with pytest.raises(AttachmentRefused):  # and it stays closed
        pages.drawn(0, 10)
    assert len(started) == 1


@pytest.mark.parametrize("data", [b"", b"no PDF at all", b"%PDF-1.7\n" + b"\0" * 1000, pdf(["x"])[:200]])
def test_what_is_no_sound_pdf_is_refused_in_words(data: bytes) -> None:
    with PdfPages(data) as pages, pytest.raises(AttachmentRefused, match="cannot be shown here"):
        pages.drawn(0, 100)


def test_a_page_that_is_not_there_is_said_to_be_missing() -> None:
    with PdfPages(pdf(["x"])) as pages:
        for number in (-1, 1, 10**12):
            with pytest.raises(AttachmentRefused, match="There is no page"):
                pages.drawn(number, 100)
        assert pages.drawn(0, 0).letters == "x"


@pytest.mark.parametrize(
    "answer",
    [
        b"not json\n",
        b"[]\n",
        b'{"sizes": 1}\n',
        b'{"sizes": []}\n',
        b'{"sizes": [[1, 1e999]]}\n',
        b'{"letters": "a", "places": 4, "pixels": 0}\nabcd',
        b'{"letters": "", "places": 0, "pixels": 99999999999}\n',
        b'{"letters": "", "places": 0, "pixels": 4, "width": 9, "height": 9, "stride": 36}\nabcd',
        b'{"letters": "", "places": 0, "pixels": 4, "width": 1, "height": 1, "stride": "x"}\nabcd',
        b'{"letters": "", "places": -8, "pixels": 8}\nabcdefgh',
    ],
)
def test_a_harmed_process_is_not_believed(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may say anything once a file has taken it over."""
    said = answer if b"letters" not in answer else b'{"sizes": [[1, 1]]}\n' + answer
    program = f"import sys; sys.stdin.buffer.readline(); sys.stdout.buffer.write({said!r}); sys.stdout.flush()"
    monkeypatch.setattr(
        separate_process,
        "start",
        lambda _: subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE),
    )
    with PdfPages(b"x") as pages, pytest.raises(AttachmentRefused):
        pages.drawn(0, 10)


def test_where_no_process_can_be_started_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> subprocess.Popen[bytes]:
        raise OSError("no")

    monkeypatch.setattr(separate_process, "start", fail)
    with PdfPages(pdf(["x"])) as pages, pytest.raises(AttachmentRefused):
        pages.drawn(0, 10)


@pytest.mark.skipif(sys.platform == "win32", reason="there its clock alone ends it")
def test_the_process_ends_when_the_program_is_gone() -> None:
    data = pdf(["x"], content=ENDLESS)
    given = json.dumps({"bytes": len(data), "parent": 1, "seconds": 600}).encode() + b"\n" + data
    given += b'{"page": 0, "width": 8000, "letters": false, "seconds": 600}\n'
    command = [sys.executable, "-P", "-m", "turbodesk", WORD]
    done = subprocess.run(command, input=given, capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
