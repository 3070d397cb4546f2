"""The contents of a chat: questions, and the headings of their replies."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.message import Role
from turbodesk.chat.outline import LONGEST, MOST_HEADINGS, headings, outline

REPLY = """# Sourdough ##
Words.
```
# not a heading
```
~~~~
~~~
## neither
~~~~
## The **first** day, with [a link](https://x.invalid) and `code`
### Too deep
##no blank
   ## C#
"""


def test_questions_and_the_upper_headings_without_their_marks() -> None:
    said = [("1", Role.USER, "How do I\nbake?"), ("2", Role.ASSISTANT, REPLY), ("3", Role.USER, " \n")]
    assert [(one.message_id, one.words, one.heading) for one in outline(said)] == [
        ("1", "How do I bake?", None),
        ("2", "Sourdough", 0),
        ("2", "The first day, with a link and code", 1),
        ("2", "C#", 2),
    ]


def test_what_only_asks_to_go_on_is_no_question() -> None:
    words = "Your previous response was interrupted and ended with “x”. Continue from where you left off."
    assert outline([("1", Role.USER, words)]) == []


@given(st.text(max_size=400), st.text("# \n`~ab", max_size=200))
def test_any_text_gives_few_short_lines(one: str, other: str) -> None:
    found = outline([("1", Role.USER, one), ("2", Role.ASSISTANT, other)])
    assert len(found) <= 1 + MOST_HEADINGS
    assert all(0 < len(entry.words) <= LONGEST and "\n" not in entry.words for entry in found)
    assert len(headings(other * 50)) <= MOST_HEADINGS
