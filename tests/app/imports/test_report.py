"""What came of an import, in the person's words, kept and read again."""

from __future__ import annotations

import pytest

from turbodesk.app.imports.findings import VIDEO, VOICE, Unkept
from turbodesk.app.imports.report import ImportReport


def report(**counts: int) -> ImportReport:
    return ImportReport("ChatGPT", "", 1, **counts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (report(chats=1, messages=1), "1 chat from ChatGPT came: 1 message."),
        (report(chats=1_200, messages=9_999, files=1), "1,200 chats from ChatGPT came: 9,999 messages, 1 file."),
        (report(grown=1, messages=2), "1 chat has more now: 2 messages."),
        (
            report(chats=2, grown=2, messages=9, files=3, finished=1),
            "2 chats from ChatGPT came, and 2 chats have more now: 9 messages, 3 files.",
        ),
        (report(finished=1), "1 reply finished there is whole now."),
        (report(finished=2, unchanged=3), "2 replies finished there are whole now."),
        (report(unchanged=3), "Nothing was new: all of it is here already."),
        (report(unchosen=3), "No chats came."),
    ],
)
def test_what_came_is_one_sentence(made: ImportReport, words: str) -> None:
    assert made.headline() == words


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (report(chats=1), []),
        (report(missing=1), ["1 file could not be brought; it is named in the message it belongs to."]),
        (report(missing=2), ["2 files could not be brought; each is named in the message it belongs to."]),
        (report(chats=1, unchanged=2), ["2 chats had nothing new."]),
        (report(unchanged=2), []),
        (report(deleted=1), ["1 chat you deleted here stayed deleted."]),
        (report(empty=1), ["1 chat had nothing to be seen and did not come."]),
        (report(archived=2), ["2 chats you had archived came like the others."]),
        (report(in_folders=1), ["1 chat came without the folder or assistant it was in."]),
        (report(in_folders=2), ["2 chats came without the folder or assistant they were in."]),
        (report(unchosen=1), ["1 chat you did not choose did not come."]),
    ],
)
def test_all_else_is_counted_in_words(made: ImportReport, words: list[str]) -> None:
    assert made.sentences() == words


def test_damage_is_told_first_and_what_is_left_out_the_most_first() -> None:
    made = report(missing=1)
    made.troubles = ["“a.json” is damaged."]
    made.left_out.update({VIDEO: 1, VOICE: 3})
    first, _, last = made.sentences()
    assert first == "“a.json” is damaged."
    assert last == "Not kept: 3 voice recordings, 1 video."


def test_it_is_read_as_it_was_written() -> None:
    made = report(chats=3, messages=4)
    made.names, made.troubles = ["a.zip"], ["Damaged."]
    made.left_out.update({VOICE: 3, Unkept("odd thing", "odd things"): 1})
    assert ImportReport.from_json(made.to_json()) == made


@pytest.mark.parametrize("stored", [None, 5, [], {}, {"program": "x", "made_at": -1}, {"made_at": 1, "program": ""}])
def test_what_is_no_report_is_none(stored: object) -> None:
    assert ImportReport.from_json(stored) is None


def test_odd_counts_are_as_if_they_were_not_there() -> None:
    stored = {"program": "x", "made_at": 1, "chats": "many", "names": [5, "a"], "left_out": [["a"], ["a", "b", 2], 7]}
    read = ImportReport.from_json(stored)
    assert read is not None
    assert (read.chats, read.names, dict(read.left_out)) == (0, ["a"], {Unkept("a", "b"): 2})
