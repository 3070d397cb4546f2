"""Turns what stands in ChatGPT's texts for sources, names and cards into links and words, and touches nothing else.

A mark is a run of private letters: U+E200, its kind, fields set apart by U+E202, U+E201. What it means stands in the
message's `content_references`, by the text they matched: their positions are counted in units that archives disagree
on. Older texts have 【11†source】 and `:contentReference[…]`. People write 【 】 and other private letters themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from turbodesk.app.imports import values
from turbodesk.app.imports.chats import Link, SourcePart
from turbodesk.chat.parts import Text

_OPEN, _CLOSE, _NEXT = "\ue200", "\ue201", "\ue202"
_MARK = re.compile(rf"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_LONE = re.compile("[\ue200-\ue206]")
_OLD = re.compile(r"【\d+(?::\d+)?†([^【】]{0,200})】")
_OLD_NUMBER = re.compile(r"【(\d+)")
_CONTENT_REFERENCE = re.compile(r":contentReference\[oaicite:(\d+)\](?:\{[^{}]{0,40}\})?")
_SANDBOX = re.compile(r"\[([^\[\]]{0,500})\]\(sandbox:[^()\s]*\)")
_WRITING = re.compile(r":::writing(?:\{[^{}]{0,500}\})?\s*")
_MOST_REFERENCES = 2_000


def without_marks(parts: Sequence[SourcePart], meta: dict[str, object]) -> tuple[list[SourcePart], list[Link]]:
    """Return the pieces of a reply with words for marks, and the sources that stand at no place in them."""
    references = values.rows(meta.get("content_references"))[:_MOST_REFERENCES]
    citations = [values.mapping(one.get("metadata")) for one in values.rows(meta.get("citations"))[:_MOST_REFERENCES]]
    at_marks = {mark: one for one in references if (mark := values.text(one.get("matched_text"))).strip()}
    used = set[str]()
    made: list[SourcePart] = []
    for part in parts:
        if isinstance(part, Text):
            part = Text(_cleaned(part.text, at_marks, citations, used))
        made.append(part)
    everything = [link for one in references for link in _links_of(one)]
    everything += [Link(values.text(one.get("url")), values.text(one.get("title"))) for one in citations]
    rest = {link.url: link for link in everything if values.address(link.url) not in used}
    return made, list(rest.values())


def _cleaned(
    text: str, at_marks: dict[str, dict[str, object]], citations: list[dict[str, object]], used: set[str]
) -> str:
    if _OPEN in text:
        text = _MARK.sub(lambda mark: _words_for(mark, at_marks, used), text)
    if "†" in text:
        text = _OLD.sub(lambda mark: _old_words_for(mark.group(), at_marks, citations, used), text)
    if ":contentReference" in text:
        text = _CONTENT_REFERENCE.sub(lambda mark: _old_words_for(mark.group(), at_marks, citations, used), text)
    if "sandbox:" in text:
        text = _SANDBOX.sub(r"\1", text)
    if ":::writing" in text:
        text = _without_fences(text)
    return _LONE.sub("", text)


def _without_fences(text: str) -> str:
    """Take off the lines around what is written to be used elsewhere: `:::writing{…}` and the `:::` that ends it."""
    kept, is_inside = list[str](), False
    for line in text.split("\n"):
        if not is_inside and _WRITING.fullmatch(line):
            is_inside = True
        elif is_inside and line.strip() == ":::":
            is_inside = False
        else:
            kept.append(line)
    return "\n".join(kept)


def _words_for(mark: re.Match[str], at_marks: dict[str, dict[str, object]], used: set[str]) -> str:
    reference = at_marks.get(mark.group(), {})
    kind, *fields = mark.group(1).split(_NEXT)
    if links := list(_links_of(reference)):
        return _set(links, used)
    if kind == "entity":
        return values.text(reference.get("name")) or _entity(fields)
    if kind in ("url", "link_title") and fields:
        target = fields[1] if len(fields) > 1 else ""
        used.add(values.address(target) or "")
        return values.link(target, fields[0])
    if kind == "filecite" and (name := values.text(reference.get("name"))):
        return f" ({name})"
    return ""


def _old_words_for(
    mark: str, at_marks: dict[str, dict[str, object]], citations: list[dict[str, object]], used: set[str]
) -> str:
    if links := list(_links_of(at_marks.get(mark, {}))):
        return _set(links, used)
    number = _OLD_NUMBER.match(mark)
    for one in citations:
        index = values.mapping(one.get("extra")).get("cited_message_idx")
        if number and str(index) == number.group(1):
            return _set([Link(values.text(one.get("url")), values.text(one.get("title")))], used)
    return ""


def _set(links: Sequence[Link], used: set[str]) -> str:
    """Return links as they stand behind what they prove; none where no address may be opened."""
    sound = [link for link in links if values.address(link.url)]
    used.update(values.address(link.url) or "" for link in sound)
    return f" ({', '.join(values.link(link.url, link.title) for link in sound)})" if sound else ""


def _links_of(reference: dict[str, object]) -> Iterator[Link]:
    for row in (*values.rows(reference.get("items")), *values.rows(reference.get("sources"))):
        if url := values.text(row.get("url")):
            yield Link(url, values.text(row.get("title")) or values.text(row.get("attribution")))
        for more in values.rows(row.get("supporting_websites")):
            yield Link(values.text(more.get("url")), values.text(more.get("title")))


def _entity(fields: Sequence[str]) -> str:
    try:
        named = json.loads(fields[0]) if fields else None
    except (ValueError, RecursionError):
        return ""
    return named[1] if isinstance(named, list) and len(named) > 1 and isinstance(named[1], str) else ""
