"""What other programs are given to show: copies that cannot be changed or run, and that go at the end."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from turbodesk.app.attachments.opened_copies import OpenedCopies
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
