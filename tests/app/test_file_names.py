"""Names of files that every system takes."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.file_names import LONGEST, fitting_name


@given(st.text(), st.sampled_from(["", ".md", ".jpeg"]))
def test_a_name_is_short_enough_in_bytes_and_no_path(name: str, ending: str) -> None:
    made = fitting_name(name, ending, otherwise="Chat")
    assert len(made.encode()) <= LONGEST
    assert Path(made).name == made
    assert made.endswith(ending)
    assert not any(unicodedata.category(char) == "Cc" or char in '<>:"/\\|?*\u202e' for char in made)


@pytest.mark.parametrize("letters", ["👍", "名", "é", "👩\u200d🚀", "e\u0301"])
def test_long_names_are_cut_between_letters(tmp_path: Path, letters: str) -> None:
    made = fitting_name(letters * 200, ".md", otherwise="Chat")
    assert set(made.removesuffix(".md").split(letters)) == {""}
    assert len(made.encode()) > LONGEST - len(letters.encode()) - 2
    (tmp_path / made).write_text("it can be made")


@pytest.mark.parametrize("name", ["con", "NUL", "com1.tar", "Lpt9 ", "AUX . x"])
def test_names_windows_keeps_for_itself_become_others(name: str) -> None:
    assert fitting_name(name, ".md", otherwise="Chat").startswith("_")


@pytest.mark.parametrize("name", ["contract", "null", "com10", "auxiliary"])
def test_names_that_only_begin_so_stay(name: str) -> None:
    assert fitting_name(name, ".md", otherwise="Chat") == f"{name}.md"
