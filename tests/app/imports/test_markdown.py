"""Chats in Markdown: TurboDesk's own, and those of other programs and add-ons."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import translations
from tests.app.imports.reading import read, read_all, refusal, shown
from turbodesk.app.exports.markdown import to_markdown
from turbodesk.app.exports.transcript import Transcript, Turn
from turbodesk.app.imports.chats import SourceChat
from turbodesk.app.imports.readers.markdown import PERSON, chat_of
from turbodesk.chat.message import Block, Message, Role
from turbodesk.chat.parts import Text

MODELS = ("claude sonnet 4.6",)


def turns(written: str) -> list[tuple[str, str]]:
    """Return who says what."""
    chat = chat_of(written, MODELS)
    if chat is None:
        return []
    return [(node.model or "You", "".join(map(str, shown(node)))) for node in chat.nodes]


def chat(written: str) -> SourceChat:
    found = chat_of(written, MODELS)
    assert found is not None
    return found


OWN = (
    "# Knots\n\n*3 May 2026*\n\n## You\n\nHow?\n\n## Claude Sonnet 4.6\n\nSo.\n\n"
    "## Then\n\nThrough it.\n\n## You\n\nThanks\n"
)


def test_our_own_is_read_and_other_headings_stay_words() -> None:
    assert chat(OWN).title == "Knots"
    assert turns(OWN) == [("You", "How?"), ("Claude Sonnet 4.6", "So.\n\n## Then\n\nThrough it."), ("You", "Thanks")]


def test_our_own_is_read_in_whatever_language_it_was_written() -> None:
    found = [translations.catalogue(one).get("You") for one in translations.OTHERS]
    called = {"You"} | {str(one.string) for one in found if one is not None}
    assert len(found) == len([one for one in found if one is not None])
    assert called <= PERSON, "an export that cannot come back"
    for person in called:
        written = turns(OWN.replace("## You", f"## {person}"))
        assert [who for who, _ in written] == ["You", "Claude Sonnet 4.6", "You"]


def test_in_our_own_a_model_nobody_knows_answers_too() -> None:
    assert turns(OWN.replace("Claude Sonnet 4.6", "my-model"))[1][0] == "my-model"
    assert turns("## You\n\nHow?\n\n## my-model\n\nSo.") == [("You", "How?\n\n## my-model\n\nSo.")]


LINES = st.lists(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])), min_size=1, max_size=4)


@given(LINES, st.sampled_from(["# A\n\n## You\n\n```\n## You\n```", "Yes.", "```\nopen"]))
def test_what_we_write_we_read(lines: list[str], answer: str) -> None:
    typed = "\n".join(line.strip() for line in lines)
    said = [
        ("You", Role.USER, typed),
        ("m", Role.ASSISTANT, answer),
        ("You", Role.USER, "## You"),
        ("m", Role.ASSISTANT, "!"),
    ]
    messages = [Turn(who, Message("i", None, role, (Block(0, Text(text)),))) for who, role, text in said]
    found = turns(to_markdown(Transcript("Title", "3 May 2026", tuple(messages))))
    if "## You\n\n```" not in answer:
        assert [who for who, _ in found] == ["You", "m", "You", "m"]
        assert found[2][1] == "## You"
    assert "".join(found[0][1].split()) == "".join(typed.split())


@pytest.mark.parametrize(
    ("you", "it"), [("You", "ChatGPT"), ("User", "Assistant"), ("**You**", "Claude"), ("Human", "AI")]
)
@pytest.mark.parametrize("ending", ["", ":"])
@pytest.mark.parametrize("level", [1, 2, 4])
def test_others_name_who_speaks_in_a_heading(you: str, it: str, ending: str, level: int) -> None:
    head = "#" * level
    front = '---\ntitle: "Knots"\n---\n\nMade by hand.\n\n'
    written = f"{front}{head} {you}{ending}\nHow?\n\n{head} {it}{ending}\n##### Thinking\n\nSo.\n"
    assert chat(written).title == "Knots"
    assert turns(written) == [("You", "How?"), (it.replace("*", ""), "##### Thinking\n\nSo.")]


@pytest.mark.parametrize("fence", ["```", "~~~~", "> ```"])
def test_a_heading_inside_of_code_heads_nothing(fence: str) -> None:
    code = f"{fence}md\n## You\n~~\n``\n{fence} x\n## You\n{fence}"
    assert len(turns(f"## You\n\n{code}\n\n## ChatGPT\n\nSo.")) == 2


@pytest.mark.parametrize("blanks", [" " * 1_000_000, " #" * 500_000, "\t# " * 300_000])
def test_text_that_is_made_to_be_slow_is_not(blanks: str) -> None:
    written = f"---\ntitle: a{blanks}b\n---\n# a{blanks}b\n\n## You\n\nHow?{blanks}\n\n## ChatGPT{blanks}x\n"
    assert len(turns(written)) == 1


@pytest.mark.parametrize(("line", "speaker"), [("## C#", "C#"), ("## C# #\t", "C#"), ("##  C# ##", "C#")])
def test_marks_that_close_a_heading_are_none_of_its_words(line: str, speaker: str) -> None:
    found = chat_of(f"## You ##\n\nHow?\n\n{line}\n\nSo.\n\n## #\n", ("c#",))
    assert found is not None
    assert [(node.model, shown(node)) for node in found.nodes] == [(None, ["How?"]), (speaker, ["So.\n\n## #"])]


def test_the_title_is_the_first_heading_that_names_nobody() -> None:
    assert chat("# \n# On \\*knots\\*\n# More\n\n## You\n\nHow?").title == "On *knots*"
    assert chat("---\nsource: x\n---\n## You\n\nHow?").title is None


@pytest.mark.parametrize(
    "written", ["", "# Read me\n\nWords.", "## ChatGPT\n\nNobody asked.", "##You\n\nno blank", "---\n"]
)
def test_text_in_which_nobody_asks_is_no_chat(written: str) -> None:
    assert chat_of(written, MODELS) is None


def test_a_file_that_has_grown_is_known_again() -> None:
    whole, part = chat(OWN), chat(OWN[: OWN.rindex("## You")])
    assert (part.id, [node.id for node in part.nodes]) == (whole.id, [node.id for node in whole.nodes[:2]])


def test_files_are_chosen_by_what_they_hold(tmp_path: Path) -> None:
    (tmp_path / "a.MD").write_bytes(b"\xef\xbb\xbf" + OWN.replace("\n", "\r\n").encode())
    (tmp_path / "b.txt").write_text("## You\n\nHow?")
    (tmp_path / "c.md").write_text("# Read me")
    (tmp_path / "d.md").write_bytes(b"## You\n\n\0")
    reading = read_all(tmp_path)
    assert (reading.program, [len(chat.nodes) for chat in reading.chats]) == ("Markdown", [3, 1])
    assert "No chats" in refusal(tmp_path, "e.md", b"\x89PNG\r\n\x1a\n\0")


def test_names_of_models_are_those_of_the_catalogue(tmp_path: Path) -> None:
    chat = read(tmp_path, "a.md", b"## You\n\nHow?\n\n## claude-sonnet-4-6\n\nSo.").chat
    assert [node.role for node in chat.nodes] == [Role.USER, Role.ASSISTANT]
