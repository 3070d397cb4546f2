"""A conversation as one page has everything in it, loads nothing, runs nothing, and is what a browser takes it for."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.exports.test_markdown import asked, reply
from turbodesk.app.exports import html
from turbodesk.app.exports.html_elements import page_elements
from turbodesk.app.exports.transcript import Transcript, Turn
from turbodesk.app.exports.writer import ExportContext
from turbodesk.chat.attachments import PDF, Attachment
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.parts import ToolResult, ToolUse
from turbodesk.rendering.commonmark.serialize import serialize
from turbodesk.rendering.diagrams import DrawnDiagram

TEXT_TAGS = "h1 h2 h3 h4 h5 h6 p div span a blockquote hr ul ol li input pre code table thead tbody tr th td em strong"
MORE_TAGS = "del br sub sup kbd mark u ins small figure figcaption img html head meta title style body header main"
FORMULA_TAGS = (
    "math semantics annotation mrow mi mn mo mtext ms mspace msup msub msubsup mfrac msqrt mroot mover munder"
    " munderover mtable mtr mtd mstyle mpadded mphantom menclose mmultiscripts mprescripts none mlabeledtr"
)
ALLOWED = frozenset(f"{TEXT_TAGS} {MORE_TAGS} {FORMULA_TAGS} article section details summary".split())
EMPTY = frozenset(("meta", "input", "br", "hr", "img"))


class Reader(HTMLParser):
    """Reads a page as a browser does, and holds on to what it could load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def written(path: Path, *turns: Turn, title: str = "Title", context: ExportContext | None = None) -> str:
    html.write(Transcript(title, "1 May 2026", turns), path / "page.html", context or ExportContext())
    return (path / "page.html").read_text(encoding="utf-8")


def no_harm(reader: Reader) -> None:
    for tag, attributes in reader.tags:
        assert tag in ALLOWED
        assert not any(name.startswith("on") or name in ("style", "srcdoc", "action") for name in attributes)
        for name in ("src", "href"):
            value = attributes.get(name) or "#"
            assert value.startswith(("#", "http://", "https://", "mailto:", "data:image/", "data:application/octet-"))


HOSTILE = "<script>alert(1)</script> <img src=x onerror=y> [a](javascript:b) ![p](https://x/y.png) \"'>&\x00\ud800"


@given(st.text(max_size=200) | st.text("`$\\[]()<>#*_|-\n1x^{}&\"'", max_size=200), st.text(max_size=30))
def test_whatever_is_said_the_page_is_sound_and_loads_nothing(
    tmp_path_factory: pytest.TempPathFactory, text: str, title: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    page = written(folder, asked(text), reply(text + HOSTILE), title=title + HOSTILE)
    reader = read(page)
    no_harm(reader)
    assert [tag for tag, _ in reader.tags].count("article") == 2


def test_the_page_says_to_the_browser_that_it_loads_nothing(tmp_path: Path) -> None:
    policies = [one["content"] for tag, one in read(written(tmp_path)).tags if "http-equiv" in one]
    (policy,) = policies
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert "script" not in policy


def test_formulas_are_mathml_with_their_source_and_what_cannot_be_read_stays(tmp_path: Path) -> None:
    page = written(tmp_path, reply("$\\frac{a}{b}$ and $$x^2$$ and $\\nothing{$"))
    reader = read(page)
    assert [one.get("display") for tag, one in reader.tags if tag == "math"] == [None, "block"]
    assert "\\frac{a}{b}" in reader.texts
    assert ("code", {}) in reader.tags
    assert "\\nothing{" in reader.texts


def test_code_is_coloured_however_long_it_is(tmp_path: Path) -> None:
    page = written(tmp_path, reply("```python\n" + "def f(): pass\n" * 500 + "```"))
    assert page.count('<span class="fn">f</span>') == 500


def test_notes_of_two_replies_do_not_meet(tmp_path: Path) -> None:
    reader = read(written(tmp_path, *[reply("A[^1] b[^1].\n\n[^1]: note")] * 2))
    ids = [one["id"] for _, one in reader.tags if "id" in one]
    aims = [(one["href"] or "")[1:] for tag, one in reader.tags if tag == "a"]
    assert len(ids) == len(set(ids)) == 6
    assert set(aims) <= set(ids)


def test_headings_of_a_reply_stand_below_those_of_the_page(tmp_path: Path) -> None:
    reader = read(written(tmp_path, reply("# A\n\n###### B")))
    assert [tag for tag, _ in reader.tags if tag[0] == "h" and tag[1:].isdecimal()] == ["h1", "h2", "h3", "h6"]


def test_pictures_are_in_it_and_files_can_be_saved_out_of_it(tmp_path: Path) -> None:
    files = (
        Attachment("a" * 64, "image/png", 'x".png', 3),
        Attachment("b" * 64, PDF, "<b>.pdf", 3),
        Attachment("c" * 64, PDF, "lost.pdf", 3),
    )
    person = asked("See")
    person = replace(
        person, message=replace(person.message, blocks=tuple(Block(n, one.part) for n, one in enumerate(files)))
    )
    found = {"a" * 64: b"abc", "b" * 64: b"def"}
    page = written(tmp_path, person, context=ExportContext(content=found.get))
    reader = read(page)
    no_harm(reader)
    assert [one["src"] for tag, one in reader.tags if tag == "img"] == ["data:image/png;base64,YWJj"]
    (link,) = [one for tag, one in reader.tags if tag == "a"]
    assert link == {"download": "<b>.pdf", "href": "data:application/octet-stream;base64,ZGVm"}
    assert any("lost.pdf" in text for text in reader.texts)


def test_files_that_would_make_it_too_large_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_BYTES", 4)
    files = [Attachment(letter * 64, PDF, f"{letter}.pdf", 3) for letter in "ab"]
    person = asked("See")
    person = replace(
        person, message=replace(person.message, blocks=tuple(Block(n, one.part) for n, one in enumerate(files)))
    )
    reader = read(written(tmp_path, person, context=ExportContext(content=lambda sha256: b"abc")))
    assert [one.get("download") for tag, one in reader.tags if tag == "a"] == ["a.pdf"]
    assert any("b.pdf" in text for text in reader.texts)


def test_tools_and_summaries_are_told(tmp_path: Path) -> None:
    called = Message("t", None, Role.ASSISTANT, (Block(0, ToolUse("1", "clock", "{}")),), model="m")
    result = Message("u", None, Role.USER, (Block(0, ToolResult("1", "<noon>")),))
    turns = (Turn("Sonnet", called, "What *was* said"), Turn("You", result))
    reader = read(written(tmp_path, *turns))
    texts = " ".join(reader.texts)
    assert "Asked for the tool “clock”" in texts
    assert "The tool gave: <noon>" in texts
    assert [one for tag, one in reader.tags if tag == "section"] == [{"class": "summary"}]
    assert [text for text in reader.texts if text in ("You", "Sonnet")] == ["Sonnet"], "a result is nobody's turn"


def test_each_step_is_told_and_one_that_ends_it_leaves_nothing(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    def step(done: int, of: int) -> None:
        told.append((done, of))
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        written(tmp_path, asked("A"), reply("B"), context=ExportContext(step))
    assert told == [(0, 2), (1, 2)]
    assert list(tmp_path.iterdir()) == []


@given(st.text("$x^2_{}\\frac \n*`", max_size=60))
def test_what_is_made_of_a_reply_is_well_formed(text: str) -> None:
    ElementTree.fromstring(serialize(page_elements(text, "m1-")))


def test_a_diagram_is_a_picture_with_its_source_beneath() -> None:
    drawn = DrawnDiagram(b"\x89PNG", "<svg/>", 120.4, 60.0)
    text = "Before\n\n```mermaid\ngraph TD\n A --> <B>\n```\n\n```mermaid\nbroken\n```\n\nAfter"
    sources: list[str] = []

    def draw(source: str) -> DrawnDiagram | None:
        sources.append(source)
        return drawn if "graph" in source else None

    reader = read(serialize(page_elements(text, "m1-", draw)))
    assert sources == ["graph TD\n A --> <B>\n", "broken\n"]
    (image,) = (attributes for tag, attributes in reader.tags if tag == "img")
    assert image["src"] == "data:image/png;base64,iVBORw=="
    assert (image["alt"], image["width"], image["height"]) == ("Flow chart", "120", "60")
    assert [tag for tag, _ in reader.tags if tag == "pre"] == ["pre", "pre"]
    assert " A --> <B>" in "".join(reader.texts)
    assert "broken" in "".join(reader.texts)
    assert {tag for tag, _ in reader.tags} <= ALLOWED


def test_a_result_in_a_box_has_it_in_every_browser() -> None:
    root = page_elements("$$\\boxed{x}$$", "")
    assert [part.get("class") for part in root.iter("mrow") if part.get("class")] == ["boxed"]
    assert not list(root.iter("menclose"))
