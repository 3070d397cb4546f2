"""What is handed to the desktop: web and mail addresses by one door, the program's own files by another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from tests.app.attachments import files
from tests.ui.presenters.test_attachments import drafted, dropped, urls
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, shown_text
from turbodesk.app.commands import SETTINGS
from turbodesk.app.exports.formats import MARKDOWN
from turbodesk.settings import Section
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.widgets.external import open_address, show_file

__all__ = ["play"]  # a fixture

SCHEMES = ("http", "https", "mailto", "file", "javascript", "data", "ftp", "smb", "vscode", "tel", "x-scheme")


class Desktop(QObject):
    """Takes what would have been opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url)

    def last(self) -> str:
        return self.opened[-1].toString(QUrl.ComponentFormattingOption.FullyEncoded)


@pytest.fixture
def desktop(qapp: QApplication) -> Iterator[Desktop]:
    taker = Desktop()
    for scheme in SCHEMES:
        QDesktopServices.setUrlHandler(scheme, taker, "take")  # type: ignore[arg-type]  # it takes no bytes, as its stub would have it
    yield taker
    for scheme in SCHEMES:
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        (" HTTP://example.org ", "http://example.org"),
        ("mailto:me@example.org", "mailto:me@example.org"),
        ("mailto:me@example.org?subject=a%26b&body=hi", "mailto:me@example.org?subject=a%26b&body=hi"),
    ],
)
def test_web_and_mail_addresses_are_opened(desktop: Desktop, address: str, opened: str) -> None:
    assert open_address(address)
    assert desktop.last() == opened


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "FILE:/etc/passwd", "/etc/passwd", "//host/share", "javascript:alert(1)",
        "data:text/html,x", "smb://host/share", "ftp://host/x", "vscode://x/y", "tel:123", "", "x", "https://", "http:",
        "http:/etc/passwd",
        "http://[", "mailto:", "mailto://host/x", "\x00https://x", "x-scheme:https://example.org",
    ],
)  # fmt: skip
def test_nothing_else_is(desktop: Desktop, address: str) -> None:
    assert not open_address(address)
    assert not desktop.opened


def test_a_mail_address_encloses_no_file(desktop: Desktop) -> None:
    assert open_address("mailto:a@example.org?attach=/etc/passwd&Subject=x&ATTACHMENT=/etc/passwd&%61ttach=y&cc=b@c.d")
    assert desktop.last() == "mailto:a@example.org?Subject=x&cc=b@c.d"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=40), st.tuples(st.sampled_from(SCHEMES), st.text(max_size=30)).map(":".join)))
def test_whatever_is_asked_for_only_web_and_mail_leave(desktop: Desktop, address: str) -> None:
    desktop.opened.clear()
    open_address(address)
    assert {url.scheme() for url in desktop.opened} <= {"http", "https", "mailto"}
    assert all(url.host() or url.scheme() == "mailto" for url in desktop.opened)


def test_a_folder_and_the_programs_own_files_are_shown(desktop: Desktop, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "a #1 100%.pdf", tmp_path / "talk.MD"):
        assert show_file(path)
        assert desktop.opened[-1].toLocalFile() == str(path)


@pytest.mark.parametrize("name", ["talk.sh", "talk.desktop", "talk", "talk.html", "talk.exe"])
def test_of_a_file_that_might_be_run_the_folder_is_shown(desktop: Desktop, tmp_path: Path, name: str) -> None:
    assert show_file(tmp_path / name)
    assert [url.toLocalFile() for url in desktop.opened] == [str(tmp_path)]


def test_an_attachment_of_a_chat_is_shown_by_another_program_as_a_copy(
    desktop: Desktop, play: Callable[..., None], tmp_path: Path
) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(files.pdf(2))
    copies: list[Path] = []

    async def scene(seat: Seat) -> None:
        dropped(seat.window, urls(paper))
        await seat.until(lambda: drafted(seat))
        (attachment,) = drafted(seat)
        seat.presenter._views.attachment_actions.open_requested.emit(attachment)  # noqa: SLF001
        await seat.until(lambda: desktop.opened)
        copies.append(Path(desktop.opened[-1].toLocalFile()))
        assert (copies[0].name, copies[0].read_bytes()) == ("paper.pdf", paper.read_bytes())

    play(scene)
    assert not copies[0].exists(), "it went with the window"


def test_what_was_saved_and_the_folder_are_shown_by_the_window(
    desktop: Desktop, play: Callable[..., None], tmp_path: Path
) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("hello")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        seat.presenter._lazy.export.write(chat, tmp_path / "talk.md", MARKDOWN)  # noqa: SLF001
        await seat.until(lambda: "Saved “talk.md”" in shown_text(seat.window))
        button(seat.window, "Open: Saved “talk.md”").click()
        assert desktop.opened[-1].toLocalFile() == str(tmp_path / "talk.md")
        seat.give(SETTINGS)
        (settings,) = seat.window.findChildren(SettingsSheet)
        settings.show_section(Section.STORAGE)
        button(settings, "Open folder").click()
        assert desktop.opened[-1].toLocalFile() == str(seat.services.folder)

    play(scene)
