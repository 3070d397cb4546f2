"""What is in the forms that are offered decides, and not which forms there are."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from tests.ui.attachments import pictures
from turbodesk.ui.attachments.clipboard_content import ClipboardContent, clipboard_content, offers_something, words


def offered(**forms: str | bytes) -> QMimeData:
    """These forms, `text_plain` for "text/plain" and so on."""
    mime = QMimeData()
    for form, content in forms.items():
        mime.setData(form.replace("_", "/"), content.encode() if isinstance(content, str) else content)
    return mime


PNG = pictures.png()


@pytest.mark.parametrize(
    "beside",
    [
        {},
        {"text_plain": ""},
        {"text_plain": " \n"},
        {"text_html": ""},
        {"text_html": "<img src='https://x.example/a.png'>"},
    ],
)
def test_a_picture_without_words_is_a_picture(beside: dict[str, str]) -> None:
    mime = offered(image_png=PNG, **beside)
    assert offers_something(mime)
    assert clipboard_content(mime) == ClipboardContent(picture=PNG)


def test_an_empty_form_of_a_picture_stands_for_none() -> None:
    assert clipboard_content(offered(image_png=b"", image_jpeg=b"\xff\xd8\xff")).picture == b"\xff\xd8\xff"


@pytest.mark.parametrize("beside", [{"text_plain": "12.5"}, {"text_html": "<table><tr><td>12.5</td></tr></table>"}])
def test_a_picture_of_words_is_words(beside: dict[str, str]) -> None:
    mime = offered(image_png=PNG, **beside)
    assert not offers_something(mime)
    assert words(mime).strip() == "12.5"


def test_words_are_taken_from_a_page_where_there_is_no_plainer_form() -> None:
    page = "<p>One &amp; <b>two</b></p><p>three<img src='x.png'></p>"
    assert words(offered(text_html=page)) == words(offered(text_html=page, text_plain="")) == "One & two\nthree"
    assert words(offered(text_html=page, text_plain="as it was")) == "as it was"
    assert words(offered(image_png=PNG)) == ""


def test_files_come_before_everything(tmp_path: Path) -> None:
    mime = offered(image_png=PNG, text_plain="words")
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    assert clipboard_content(mime) == ClipboardContent((tmp_path,))


def test_a_picture_that_is_no_file_is_taken_as_pixels() -> None:
    mime = QMimeData()
    mime.setImageData(QImage(PNG))
    mime.setText("")
    mime.setImageData(QImage.fromData(PNG))
    assert isinstance(clipboard_content(mime).picture, QImage)
