"""What other programs are given to show: copies that cannot be changed or run, and that go at the end."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from turbodesk.app.attachments.opened_copies import OpenedCopies, is_opened, name_of_copy
from turbodesk.app.attachments.service import ORIGINAL
from turbodesk.chat.attachments import PLAIN, Attachment

HASH = "ab" * 32


@pytest.fixture
def copies() -> Iterator[OpenedCopies]:
    made = OpenedCopies()
    yield made
    made.clear()


def test_a_copy_is_read_only_and_in_a_folder_of_the_persons_own(copies: OpenedCopies) -> None:
    path = copies.write(Attachment(HASH, "application/pdf", "Ünïcode paper.pdf", 3), b"%PD")
    assert (path.name, path.read_bytes()) == ("Ünïcode paper.pdf", b"%PD")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IRUSR
    assert os.name == "nt" or stat.S_IMODE(path.parent.parent.stat().st_mode) == stat.S_IRWXU
    assert copies.write(Attachment(HASH, "application/pdf", "Ünïcode paper.pdf", 3), b"%PD") == path
    copies.clear()
    assert not path.parent.parent.exists()


@example(name="/")
@example(name="..")
@given(name=st.one_of(st.text(max_size=40), st.sampled_from(["../../x", "run.desktop", "a.sh", ".", "con", "x" * 400])))
def test_whatever_it_is_called_it_stays_in_the_folder_and_is_nothing_to_run(name: str) -> None:
    copies = OpenedCopies()
    path = copies.write(Attachment(HASH, PLAIN, name, 1), b"x")
    try:
        assert path.suffix == ".txt"
        assert path.resolve().parent.name == HASH[:16]
        assert path.resolve().parent.parent.name.startswith("turbodesk-")
        assert list(Path(path.parent).iterdir()) == [path]
    finally:
        copies.clear()


@pytest.mark.parametrize(
    ("name", "copied", "is_shown"),
    [
        ("report.XLSX", "report.xlsx", True),
        ("run.desktop", "run.bin", False),
        ("setup.exe", "setup.bin", False),
        ("page.html", "page.bin", False),
        ("macro.xlsm", "macro.bin", False),
        ("x.pdf.sh", "x.pdf.bin", False),
        ("", "File.bin", False),
    ],
)
def test_of_what_tools_gave_only_what_no_desktop_runs_is_opened(name: str, copied: str, is_shown: bool) -> None:
    attachment = Attachment(HASH, ORIGINAL, name, 1, call="c")
    assert (name_of_copy(attachment), is_opened(attachment)) == (copied, is_shown)
    assert is_opened(Attachment(HASH, PLAIN, name, 1))
