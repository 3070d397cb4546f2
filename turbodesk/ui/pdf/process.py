"""Draws pages of one PDF in a process of its own, as long as pages are asked for.

PDFium reads what browsers read, and is attacked as they are: a page of a few bytes can ask for hours of painting. This
process has bounds of memory and of time a page (`turbodesk.separate_process`), knows neither the window nor the key,
and `turbodesk.ui.pdf.pages` starts and ends it.

What goes back and forth: a line of JSON each, with bytes behind it where the line says how many. First the PDF, to
which the sizes of its pages answer; then one page after the other, until nothing more comes.
"""

from __future__ import annotations

import ctypes
import json
from array import array
from collections.abc import Mapping
from typing import Any, BinaryIO

from turbodesk.separate_process import Deadline, limit_memory

WORD = "draw-pages"
"""What the program is started with to be this process."""
MOST_BYTES = 1_500_000_000
"""Of memory, where the system can limit it (Linux)."""
MOST_PAGES = 2_000
"""More than any gateway takes of one PDF; those after them are not known of."""
MOST_PIXELS = 12_000_000
"""Of one page; a page that would have more is drawn smaller."""
MOST_LETTERS = 60_000
"""Of one page; a page set in small type has about 10,000."""
_UNITS = 1_000_000
"""What a page's width and height are divided into while letters are placed on it."""


def run() -> int:
    """Answer what comes on standard input, and return the exit code when it ends."""
    # By number: a program with windows alone has no such streams on Windows, though it is given the pipes.
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as answers:
        job = json.loads(source.readline())
        deadline = Deadline(job["parent"])
        deadline.set(job["seconds"])
        limit_memory(MOST_BYTES)
        document = _opened(source.read(job["bytes"]))
        _answer(answers, {"sizes": _sizes(document)})
        deadline.set(None)
        while line := source.readline():
            job = json.loads(line)
            deadline.set(job["seconds"])
            _page(document, job, answers)
            deadline.set(None)
    return 0


def _opened(data: bytes) -> Any:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    document.init_forms()  # what is filled in is part of the page
    return document


def _sizes(document: Any) -> list[tuple[float, float]]:
    """The width and height of each page in points, turned as it is shown."""
    return [document.get_page_size(index) for index in range(min(len(document), MOST_PAGES))]


def _page(document: Any, job: Mapping[str, Any], answers: BinaryIO) -> None:
    page = document[job["page"]]
    letters, places = _letters(page) if job["letters"] else ("", array("f"))
    told: dict[str, object] = {"letters": letters, "places": len(places) * places.itemsize, "pixels": 0}
    pixels: Any = b""
    if job["width"]:
        bitmap = page.render(scale=_scale(page, job["width"]), rev_byteorder=False, maybe_alpha=False, prefer_bgrx=True)
        pixels = bitmap.buffer
        told |= {"width": bitmap.width, "height": bitmap.height, "stride": bitmap.stride, "pixels": len(bytes(pixels))}
    _answer(answers, told, places.tobytes(), bytes(pixels))
    page.close()


def _scale(page: Any, wide: int) -> float:
    width, height = (max(1.0, side) for side in page.get_size())
    return float(min(wide / width, (MOST_PIXELS / (width * height)) ** 0.5))


def _letters(page: Any) -> tuple[str, array[float]]:
    """The text of a page as one letter after the other, and of each left, top, right, bottom as parts of the page.

    What PDFium has put in by itself, such as the break at a line's end, has a place without extent.
    """
    from pypdfium2 import raw

    text = page.get_textpage()
    place = _placing(raw, page)
    letters: list[str] = []
    places = array("f")
    box = (ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double())
    for index in range(min(text.count_chars(), MOST_LETTERS)):
        code = raw.FPDFText_GetUnicode(text.raw, index)
        if 0xDC00 <= code < 0xE000 and letters and 0xD800 <= ord(letters[-1]) < 0xDC00:
            letters[-1] = (letters[-1] + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16")
            continue  # one letter in two halves, as Windows has it
        letters.append(chr(code) if 0 < code < 0x110000 else " ")
        # Of the line's height, not of the letter's ink: a mark under several letters is one even band.
        rect = raw.FS_RECTF()
        if raw.FPDFText_GetLooseCharBox(text.raw, index, rect):
            places.extend(place(rect.left, rect.top, rect.right, rect.bottom))
        elif raw.FPDFText_GetCharBox(text.raw, index, box[0], box[1], box[2], box[3]):
            places.extend(place(box[0].value, box[3].value, box[1].value, box[2].value))
        else:
            places.extend((0.0, 0.0, 0.0, 0.0))
    text.close()
    return "".join(letters).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), places


def _placing(raw: Any, page: Any) -> Any:
    """Return what makes of a rectangle in the page's own units one in parts of the page as it is shown, turned or not.

    Three points say how all lie.
    """

    def at(x: float, y: float) -> tuple[float, float]:
        right, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, _UNITS, _UNITS, 0, x, y, right, down)
        return right.value / _UNITS, down.value / _UNITS

    (x0, y0), (x1, y1), (x2, y2) = at(0, 0), at(100, 0), at(0, 100)
    xx, xy, yx, yy = (x1 - x0) / 100, (y1 - y0) / 100, (x2 - x0) / 100, (y2 - y0) / 100

    def place(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        across = sorted((x0 + left * xx + top * yx, x0 + right * xx + bottom * yx))
        down = sorted((y0 + left * xy + top * yy, y0 + right * xy + bottom * yy))
        return across[0], down[0], across[1], down[1]

    return place


def _answer(answers: BinaryIO, told: Mapping[str, object], *content: bytes) -> None:
    answers.write(json.dumps(told).encode() + b"\n")
    for one in content:
        answers.write(one)
    answers.flush()
