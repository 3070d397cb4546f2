"""No text makes a file that cannot be opened, and none makes the writer slow."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.exports.word.files import W, asked, reply, word_file, words
from turbodesk.app.exports.word.markup import escaped, stretches
from turbodesk.app.exports.word.tables import column_widths
from turbodesk.chat.attachments import Attachment

NASTY = "\x00\x01\x0b\x1f\x7f\x85\ud800\udfff\ufffe\uffff\u2028\u202e\u2066<&>\"']]>\r\n\t"


def test_no_sign_makes_a_file_invalid(tmp_path: Path) -> None:
    picture = Attachment("d" * 64, "image/png", NASTY, 4, 10, 10)
    code = f"```{NASTY.split(chr(13))[0]}\n{NASTY}\n```"
    reply_ = (
        f"# {NASTY}\n\n{NASTY} `{NASTY}` [{NASTY}](https://a.org/{NASTY})\n\n| {NASTY} |\n|---|\n\n{code}\n\n${NASTY}$"
    )
    made = word_file(
        tmp_path, asked(NASTY, picture.part), reply(reply_, speaker=NASTY), title=NASTY, content={"d" * 64: b"x"}
    )
    assert made.faults() == []
    assert "<&>" in words(made.body)


@given(st.text("ab`*_#|-$\\[]()<>&\n \t1.^:~{}=x\u05d0\u0627中\x00\ud800", max_size=200))
def test_any_text_makes_a_file_that_can_be_read(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = word_file(Path(folder), asked(text), reply(text), title=text)
        assert made.body is not None
        for name in ("word/footnotes.xml", "word/_rels/document.xml.rels", "docProps/core.xml", "word/footer.xml"):
            made.part(name)


@given(st.text("ab 12.,\u05d0\u05d1\u0627\u0628\u0661\u064b中", max_size=40), st.booleans())
def test_stretches_of_one_direction_make_up_the_text(text: str, is_rtl: bool) -> None:
    found = list(stretches(text, is_rtl=is_rtl))
    assert "".join(part for part, _ in found) == text
    assert all(one[1] != other[1] for one, other in pairwise(found))
    for part, back in found:
        assert not any(("\u05d0" <= char <= "\u0648") != back for char in part if char.isalpha() and char != "中")


@given(st.lists(st.lists(st.text("ab 中", max_size=60), max_size=8), max_size=5), st.integers(1, 8))
def test_columns_fit_the_page(texts: list[list[str]], count: int) -> None:
    widths = column_widths([row[:count] for row in texts], count, 9_000)
    assert len(widths) == count
    assert min(widths) > 0
    assert sum(widths) <= 9_000


def test_where_room_is_short_the_longest_words_are_broken() -> None:
    texts = [["x"] * 6, ["word", "more", "x" * 30, "y" * 40, "12", "end"]]
    widths = column_widths(texts, 6, 6_000)
    enough = column_widths(texts, 6, 60_000)
    assert [widths[at] for at in (0, 1, 4, 5)] == [enough[at] for at in (0, 1, 4, 5)]
    assert widths[2] == widths[3]
    assert 5_900 < sum(widths) <= 6_000


@pytest.mark.parametrize(
    "text",
    [
        "> " * 150 + "deep",
        "".join(f"{'  ' * at}- deep\n" for at in range(100)),
        "*" * 400 + "x" + "*" * 400,
        "[" * 300 + "x" + "](https://a.org)" * 300,
        "$" + "{" * 400 + "x" + "}" * 400 + "$",
        "$$" + r"\frac{1}{" * 200 + "x" + "}" * 200 + "$$",
    ],
    ids=["quotes", "lists", "stars", "links", "braces", "fractions"],
)
def test_what_is_nested_deep_is_written(tmp_path: Path, text: str) -> None:
    made = word_file(tmp_path, reply(text))
    assert made.faults() == []
    indents = [int(one.get(f"{W}left", "0")) for one in made.body.iter(f"{W}ind")]
    assert max(indents, default=0) < 6_000, "there is room for words"


def test_many_lists_notes_and_links_are_one_file(tmp_path: Path) -> None:
    text = "\n\n".join(f"1. a[^{at}] [x](https://a.org/{at})\n\nb\n\n[^{at}]: note {at}" for at in range(300))
    made = word_file(tmp_path, reply(text))
    assert len(made.part("word/numbering.xml").findall(f"{W}num")) == 301
    assert len(made.part("word/footnotes.xml").findall(f"{W}footnote")) == 302
    assert len(made.links) == 300
    assert made.faults() == []


def test_nothing_outside_goes_into_markup_unread() -> None:
    assert escaped("a\x00b\x01<c>&\"'\r\nd") == "a\ufffdb&lt;c&gt;&amp;&quot;&apos;\nd"
