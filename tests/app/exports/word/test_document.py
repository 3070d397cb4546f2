"""A chat becomes a Word document that is valid, says who said what and when, and keeps every word as it was meant."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.app.exports.word.files import R, W, WordFile, asked, reply, style_of, value, word_file, words
from turbodesk.app.exports.transcript import Transcript, Turn, moment_in_words
from turbodesk.app.exports.word import write
from turbodesk.app.exports.writer import ExportCancelled, ExportContext
from turbodesk.chat.attachments import PDF, Attachment
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.parts import Text, ToolResult, ToolUse
from turbodesk.rendering.diagrams import DrawnDiagram
from turbodesk.ui.theme import LIGHT

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f00050001ff56c7b8960000000049454e44ae426082"
)
PICTURE = Attachment("a" * 64, "image/png", "my <cat> & dog.png", len(PNG), 4000, 20)

EVERYTHING = r"""
# Heading

Some **bold**, *italic*, ~~gone~~, `code`, <u>under</u>, H<sub>2</sub>O, <mark>m</mark>, <kbd>K</kbd>, <small>s</small>,
a [link](https://example.com/a?b=1&c=2), a note[^1] and $\frac{a}{b}$.

1. one
   - [x] done
   - [ ] open

> quoted
>
> | a | b |
> |---|--:|
> | 1 | 2 |

```python
def f():
	return "x"
```

$$\sum_{i=1}^n i$$

---

中文 日本語 한국어 שלום مرحبا

[^1]: A note with [a link](mailto:a@example.com).
"""


def test_a_document_of_everything_is_valid(tmp_path: Path) -> None:
    turns = (asked("What?", PICTURE.part), reply(EVERYTHING), reply(EVERYTHING))
    made = word_file(tmp_path, *turns, content={PICTURE.sha256: PNG})
    assert made.faults() == []


def test_who_said_what_and_when_stands_in_headings(tmp_path: Path) -> None:
    first = reply("# Mine\n\nWords", speaker="Sonnet <4.6>")
    made = word_file(tmp_path, asked("Hello"), first, title="Rock & <roll>")
    when = moment_in_words(first.message.created_at)
    assert when.endswith(f"2026, {datetime.fromtimestamp(first.message.created_at / 1000).astimezone():%H:%M}")
    assert made.styled("Title") == ["Rock & <roll>"]
    assert made.styled("Subtitle") == ["1 May 2026"]
    assert made.styled("Heading1")[0].startswith("You")
    assert made.styled("Heading1")[1] == f"Sonnet <4.6>  {when}"
    assert made.styled("Heading2") == ["Mine"], "a reply's own headings stand beneath who wrote it"


def test_the_file_says_its_title_and_who_wrote_it(tmp_path: Path) -> None:
    made = word_file(tmp_path, asked("Hello"), reply("Hi"), title="Tea & cake")
    about = {one.tag.rpartition("}")[2]: one.text for one in made.part("docProps/core.xml")}
    assert about["title"] == "Tea & cake"
    assert about["creator"] == "You, Sonnet 4.6"
    assert about["created"] is not None
    assert datetime.fromisoformat(about["created"]).tzinfo is UTC
    footer = made.part("word/footer.xml")
    assert words(footer).startswith("Tea & cake\t")
    assert [value(one, "instr").strip() for one in footer.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]


def test_what_a_person_wrote_stands_there_as_they_wrote_it(tmp_path: Path) -> None:
    made = word_file(tmp_path, asked("line1\nline2\n# no heading\n<b>x</b> **y**\n    code?\n\n1. no list"))
    lines = ["line1", "line2", "# no heading", "<b>x</b> **y**", "    code?", "", "1. no list"]
    assert made.styled("Question") == lines


def test_one_reply_stands_by_itself(tmp_path: Path) -> None:
    made = word_file(tmp_path, reply("# Mine\n\nWords"), is_excerpt=True)
    assert [(style_of(one), words(one)) for one in made.paragraphs] == [("Heading1", "Mine"), ("", "Words")]
    assert made.faults() == []


def test_a_picture_stands_where_it_was_attached(tmp_path: Path) -> None:
    made = word_file(tmp_path, asked("See", PICTURE.part), asked("Again", PICTURE.part), content={"a" * 64: PNG})
    with ZipFile(made.path) as file:
        assert [name for name in file.namelist() if "media" in name] == ["word/media/picture1.png"], "written once"
        assert file.read("word/media/picture1.png") == PNG
    shown = [one for one in made.body.iter() if one.tag.endswith("}blip")]
    assert [one.get(f"{R}embed") for one in shown] == ["picture1", "picture1"]
    named = [one for one in made.body.iter() if one.tag.endswith("}docPr")]
    assert [one.get("descr") for one in named] == ["my <cat> & dog.png"] * 2
    assert len({one.get("id") for one in named}) == 2
    extent = next(one for one in made.body.iter() if one.tag.endswith("}extent"))
    assert int(extent.get("cx", "")) == 9638 * 635, "no wider than the page"
    assert made.styled("Aside") == []
    assert made.faults() == []


def test_what_is_no_picture_or_lost_is_named(tmp_path: Path) -> None:
    paper = Attachment("b" * 64, PDF, "paper.pdf", 10, pages=2)
    made = word_file(tmp_path, asked("See", PICTURE.part, paper.part))
    assert made.styled("Aside") == ["Attached: picture “my <cat> & dog.png”, PDF “paper.pdf”"]


def test_a_picture_of_a_kind_that_not_every_word_shows_is_made_one(tmp_path: Path) -> None:
    picture = Attachment("c" * 64, "image/webp", "a.webp", 4, 10, 10)
    path = tmp_path / "talk.docx"
    context = ExportContext(content=lambda sha: b"RIFF", as_png=lambda content: PNG if content == b"RIFF" else None)
    write(Transcript("T", "", (asked("See", picture.part),)), path, context)
    with ZipFile(path) as file:
        assert file.read("word/media/picture1.png") == PNG


def test_a_diagram_stands_as_a_picture_in_its_place(tmp_path: Path) -> None:
    source = "graph TD\n A --> <B>\n"
    text = f"Before\n\n- in a list\n\n  ```mermaid\n  graph TD\n   A --> <B>\n  ```\n\n```mermaid\n{source}```\n\nAfter"
    drawn = DrawnDiagram(PNG, "<svg/>", 300.0, 200.0)
    asked_for: list[str] = []

    def draw(wanted: str) -> DrawnDiagram:
        asked_for.append(wanted)
        return drawn

    path = tmp_path / "talk.docx"
    write(Transcript("T", "", (reply(text), reply("```mermaid\nbroken"))), path, ExportContext(drawn=draw))
    made = WordFile(path)
    assert asked_for == [source], "drawn once, and not while it is unfinished"
    assert len([one for one in made.body.iter() if one.tag.endswith("}blip")]) == 2
    named = [one.get("descr") for one in made.body.iter() if one.tag.endswith("}docPr")]
    assert named == ["Flow chart: graph TD A --> <B>"] * 2
    assert made.styled("Code") == ["broken"]
    assert made.faults() == []


def test_tools_failures_and_summaries_are_told(tmp_path: Path) -> None:
    asking = reply("Let me see.", ToolUse("t", "calculator", "{}"))
    given = Message("u", "r", Role.USER, (Block(0, ToolResult("t", "4")),))
    more = Turn("You", asked("And?").message, summary="## So far\n\nTea.")
    made = word_file(tmp_path, asking, Turn("You", given), more)
    asides = made.styled("Aside")
    assert asides[:2] == ["Asked for the tool “calculator”", "The tool gave: 4"]
    assert asides[2].startswith("From here on, the model is sent this summary")
    assert len(made.styled("Heading1")) == 2, "what a tool gave is nobody's turn"
    assert made.styled("Heading3") == ["So far"]
    assert made.faults() == []


def test_sources_become_footnotes(tmp_path: Path) -> None:
    cited = {
        "type": "page_location",
        "cited_text": "The sky is <blue>.",
        "document_index": 0,
        "document_title": "Sky & sea",
        "start_page_number": 3,
        "end_page_number": 4,
    }
    found = {
        "type": "web_search_result_location",
        "url": "https://sky.example/a",
        "title": "Sky",
    }
    made = word_file(
        tmp_path,
        reply(Text("It is blue", (cited,)), Text(", they say", (found,)), Text(", and blue again.", (cited,))),
    )
    notes = made.part("word/footnotes.xml").findall(f"{W}footnote")[2:]
    assert [words(one).strip() for one in notes] == ["Sky & sea, page 3“The sky is <blue>.”", "Sky"]
    assert len(list(made.body.iter(f"{W}footnoteReference"))) == 2
    assert [value(one, "instr") for one in made.body.iter(f"{W}fldSimple")] == [" NOTEREF _RefNote1 \\f \\h "]
    linked = made.part("word/_rels/footnotes.xml.rels")
    assert [one.get("Target") for one in linked] == ["https://sky.example/a"]
    assert made.faults() == []


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "talk.docx"
    path.write_bytes(b"mine")

    def step(done: int, of: int) -> None:
        if done == 2:
            raise ExportCancelled

    with pytest.raises(ExportCancelled):
        write(Transcript("T", "", (reply("a"),) * 5), path, ExportContext(step=step))
    assert path.read_bytes() == b"mine"
    assert os.listdir(tmp_path) == ["talk.docx"]


@pytest.mark.skipif(os.name == "nt", reason="a file there has the rights of its folder")
def test_a_file_keeps_its_rights_and_a_link_leads_where_it_led(tmp_path: Path) -> None:
    real, link = tmp_path / "real.docx", tmp_path / "link.docx"
    real.touch(0o640)
    link.symlink_to(real)
    write(Transcript("T", "", ()), link, ExportContext())
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert real.read_bytes().startswith(b"PK")


def test_each_message_is_told_as_it_is_done(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    context = ExportContext(step=lambda *done: told.append(done), is_letter=True)
    write(Transcript("T", "", (reply("a"), reply("b"))), tmp_path / "talk.docx", context)
    assert told == [(0, 2), (1, 2)]


def test_the_ink_of_code_is_that_of_the_page() -> None:
    from turbodesk.app.exports.word.markup import CODE_COLOURS

    tokens = {
        "kw": "keyword",
        "str": "string",
        "num": "number",
        "com": "comment",
        "fn": "function",
        "typ": "type",
        "op": "operator",
    }
    for kind, token in tokens.items():
        assert f"#{CODE_COLOURS[kind]}" == LIGHT.tokens[f"code-{token}"]
