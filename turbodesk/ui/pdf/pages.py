"""Gives the pages of one PDF as pictures, and says where each letter of their text stands.

    with PdfPages(data) as pages:
        pages.sizes                       width and height of every page, in points
        drawn = pages.drawn(0, 1_200)     the first page, 1,200 pixels wide
        drawn.image, drawn.letters, drawn.place(at)

Everything here waits for a process of its own (`turbodesk.ui.pdf.process`), 0.1 s for the first page and less for each
that follows: call it on a worker thread, such as `asyncio.to_thread`, and close it from any thread, which also ends
what is being waited for. What cannot be drawn raises `AttachmentRefused`, with a sentence to show in the page's place.
A page that took too long has ended the process; the next one begins another.

Why not QtPdf: it is PDFium too, but comes in a package of 300 MB with a browser, and would draw in our own process.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from array import array
from contextlib import suppress
from dataclasses import field
from typing import IO, Any, Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from turbodesk import separate_process
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui.pdf.process import MOST_LETTERS, MOST_PAGES, MOST_PIXELS, WORD
from turbodesk.ui.quantities import number

LIMIT_S: Final = 15.0
"""For one page, or to open the document; the start of the process included."""
_MOST_LINE = 8 * MOST_LETTERS + 1_000_000
"""Bytes of what is told in front of a page: each letter may be escaped."""


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """One page."""

    image: QImage
    """Null where only the letters were asked for."""
    letters: str = ""
    """All of its text in the order of the file, with "\\r\\n" where a line ends; "" for a page that was scanned."""
    places: array[float] = field(default_factory=lambda: array("f"))
    """Of each letter left, top, right and bottom, as parts of the page from its left upper corner."""

    def place(self, at: int) -> QRectF:
        """Return where the letter at this index stands, as parts of the page; empty for the end of a line."""
        left, top, right, bottom = self.places[4 * at : 4 * at + 4]
        return QRectF(left, top, right - left, bottom - top)


class PdfPages:
    """The pages of one PDF; see above."""

    def __init__(self, data: bytes, *, limit_s: float = LIMIT_S) -> None:
        """`data`: the file; nothing is started before a page or their sizes are asked for."""
        self._data, self._limit_s = data, limit_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._is_closed = False

    def __enter__(self) -> PdfPages:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def sizes(self) -> tuple[tuple[float, float], ...]:
        """Width and height of every page in points, as it is shown; at most 2,000 pages.

        Raises:
            AttachmentRefused: the document cannot be opened.
        """
        with self._lock:
            if not self._sizes:
                self._begun()
            return self._sizes

    def drawn(self, page: int, width: int, *, letters: bool = True) -> DrawnPage:
        """Return a page, counted from 0, drawn `width` pixels wide; smaller where that were too many pixels.

        With a width of 0 it is not drawn: its letters alone are quicker to have.

        Raises:
            AttachmentRefused: there is no such page, or it cannot be drawn, or not in time.
        """
        with self._lock:
            process = self._begun()
            if not 0 <= page < len(self._sizes):
                sentence = _("There is no page {number} in this document.").format(number=number(page + 1))
                raise AttachmentRefused(f"page {page}", sentence=sentence)  # not for people: the detail
            job = {"page": page, "width": max(0, min(width, 8_000)), "letters": letters, "seconds": self._limit_s}
            told, content = self._asked(process, json.dumps(job).encode() + b"\n")
        return _page(told, content)

    def close(self) -> None:
        """End the process; whoever waits for a page is refused."""
        self._is_closed = True
        if (process := self._process) is not None:
            process.kill()
        with self._lock:
            self._end()

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._is_closed:
            raise _refused("closed")
        if self._process is not None:
            return self._process
        try:
            process = self._process = separate_process.start(WORD)
        except OSError as error:
            raise _refused(str(error)) from error
        job = {"bytes": len(self._data), "parent": os.getpid(), "seconds": self._limit_s}
        told, _ = self._asked(process, json.dumps(job).encode() + b"\n" + self._data)
        try:
            self._sizes = _sizes(told["sizes"])
        except (ValueError, LookupError, TypeError) as error:
            self._end()
            raise _refused(str(error)) from error
        return process

    def _asked(self, process: subprocess.Popen[bytes], given: bytes) -> tuple[dict[str, Any], bytes]:
        """Give something to the process and return its answer; it is over where none comes in time."""
        assert process.stdin is not None
        assert process.stdout is not None
        if self._is_closed:  # while it was started
            process.kill()
        done = threading.Event()
        # Told to be a daemon: asked, Python would keep a record of Qt's thread for good.
        threading.Thread(target=_kill_unless, args=(done, self._limit_s, process), daemon=True).start()
        try:
            process.stdin.write(given)
            process.stdin.flush()
            return _answer(process.stdout)
        except (OSError, ValueError, LookupError, TypeError) as error:
            self._end()
            # not for people: the detail
            raise _refused(f"{type(error).__name__}, exit code {process.returncode}") from error
        finally:
            done.set()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be written to it
                    pipe.close()
        process.wait()


def _kill_unless(done: threading.Event, limit_s: float, process: subprocess.Popen[bytes]) -> None:
    if not done.wait(limit_s):
        process.kill()


def _answer(source: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Read one answer, within bounds: what a harmed process says is no more to be trusted than the file."""
    line = source.readline(_MOST_LINE)
    if not line.endswith(b"\n"):
        raise ValueError("no answer")
    told: dict[str, Any] = json.loads(line)
    if not isinstance(told, dict):
        raise ValueError("no answer of ours")
    places, pixels = int(told.get("places", 0)), int(told.get("pixels", 0))
    if not 0 <= places <= 16 * MOST_LETTERS or not 0 <= pixels <= 8 * MOST_PIXELS:
        raise ValueError("too long an answer")
    length = places + pixels
    content = source.read(length)
    if len(content) != length:
        raise ValueError("half an answer")
    return told, content


def _sizes(told: Any) -> tuple[tuple[float, float], ...]:
    sizes = tuple((float(width), float(height)) for width, height in told)
    if not 1 <= len(sizes) <= MOST_PAGES or not all(0 < side < 1e6 for size in sizes for side in size):
        raise ValueError("no pages")
    return sizes


def _page(told: dict[str, Any], content: bytes) -> DrawnPage:
    try:
        places = array("f", content[: told["places"]])
        pixels = content[told["places"] :]
        letters = str(told["letters"])
        if len(places) != 4 * len(letters):
            raise ValueError("letters without places")
        image = QImage()
        if pixels:
            width, height, stride = int(told["width"]), int(told["height"]), int(told["stride"])
            if min(width, height) < 1 or stride < 4 * width or stride * height > len(pixels):
                raise ValueError("no such picture")
            image = QImage(pixels, width, height, stride, QImage.Format.Format_RGB32).copy()
    except (ValueError, LookupError, TypeError) as error:
        raise _refused(str(error)) from error
    return DrawnPage(image, letters, places)


def _refused(detail: str) -> AttachmentRefused:
    return AttachmentRefused(
        detail,
        sentence=_("This page cannot be shown here."),
        advice=_("Open the document in another program to see it."),
    )
