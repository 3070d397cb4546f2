"""Keeps together what belongs together in a request's turns: calls of tools and their results; makes turns alternate.

A call without its result, or a result without its call, spoils a conversation for good (protocol, 1.2), and both come
about easily: a reply is stopped inside a call, a message is taken out, a tool is no longer offered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from turbodesk.chat.message import Role

Block = dict[str, object]
Turn = tuple[Role, list[Block]]

_UNSEEN = ("thinking", "redacted_thinking")


def alternating(turns: Iterable[Turn]) -> list[Turn]:
    """Merge neighbours of one role, and begin with the person."""
    merged: list[Turn] = []
    for role, blocks in turns:
        if merged and merged[-1][0] is role:
            merged[-1][1].extend(blocks)
        elif merged or role is Role.USER:
            merged.append((role, list(blocks)))
    return merged


def paired(turns: list[Turn]) -> list[Turn]:
    """Keep only tool calls that have a result right after them, and results that have a call right before.

    Again until nothing changes: a turn that is left empty goes, and its neighbours become one. Ends with the person.
    """
    while (kept := _paired_once(turns)) != turns:
        turns = alternating(kept)
        if turns and turns[-1][0] is Role.ASSISTANT:
            turns.pop()
    return turns


def _paired_once(turns: list[Turn]) -> list[Turn]:
    calls = [_ids(blocks, "tool_use", "id") for _, blocks in turns]
    results = [_ids(blocks, "tool_result", "tool_use_id") for _, blocks in turns]
    kept: list[Turn] = []
    for at, (role, blocks) in enumerate(turns):
        asked = calls[at - 1] if at else set()
        answered = results[at + 1] if at + 1 < len(turns) else set()
        sent = [
            block
            for block in _once(blocks)
            if (block["type"] != "tool_use" or block["id"] in answered)
            and (block["type"] != "tool_result" or block["tool_use_id"] in asked)
        ]
        sent.sort(key=lambda block: block["type"] != "tool_result")  # results come first (protocol, 1.2)
        if any(block["type"] not in _UNSEEN for block in sent):
            kept.append((role, sent))
    return kept


def _once(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without a second call or result of the same id."""
    seen: set[object] = set()
    kept: list[Block] = []
    for block in blocks:
        key = (block["type"], block.get("id") or block.get("tool_use_id"))
        if block["type"] in ("tool_use", "tool_result"):
            if key in seen:
                continue
            seen.add(key)
        kept.append(block)
    return kept


def _ids(blocks: Iterable[Block], kind: str, field: str) -> set[object]:
    return {block[field] for block in blocks if block["type"] == kind}


def told_in_words(turns: Sequence[Turn], tools: frozenset[str]) -> list[Turn]:
    """Turn calls of tools that are not offered, and their results, into text.

    A request whose history uses tools it does not define is refused (protocol, 1.7).
    """
    names = {
        block["id"]: block["name"]
        for _, blocks in turns
        for block in blocks
        if block["type"] == "tool_use" and block["name"] not in tools
    }
    if not names:
        return list(turns)
    return [(role, [told for block in blocks for told in _told(block, names)]) for role, blocks in turns]


def _told(block: Block, names: dict[object, object]) -> list[Block]:
    if block["type"] == "tool_use" and block["id"] in names:
        given = json.dumps(block["input"], ensure_ascii=False)
        return [_text(f"[Used the tool {block['name']} with {given}]")]
    if block["type"] != "tool_result" or block["tool_use_id"] not in names:
        return [block]
    failed = "failed" if block.get("is_error") else "answered"
    content = block.get("content")
    inner = [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []
    said = "\n".join(str(one.get("text", "")) for one in inner if one.get("type") == "text") if inner else content
    words = _text(f"[The tool {names[block['tool_use_id']]} {failed}: {said or 'nothing'}]")
    return [words, *(dict(one) for one in inner if one.get("type") in ("image", "document"))]


def _text(words: str) -> Block:
    return {"type": "text", "text": words}


def without_loose_searches(turns: Sequence[Turn]) -> list[Turn]:
    """Drop calls of the gateway's own tools that never got a result: a reply was stopped while it searched.

    They may stay where the answer to a call of ours is all that follows: then the gateway has them still to run.
    """
    awaited = len(turns) - 2 if turns and all(block["type"] == "tool_result" for block in turns[-1][1]) else -1
    kept = [(role, blocks if at == awaited else finished(blocks)) for at, (role, blocks) in enumerate(turns)]
    whole = [(role, blocks) for role, blocks in kept if any(block["type"] not in _UNSEEN for block in blocks)]
    return whole if len(whole) == len(kept) else alternating(whole)


def finished(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of one reply without calls of the gateway's own tools that have no result among them."""
    done = {str(block.get("tool_use_id")) for block in blocks if str(block["type"]).endswith("_tool_result")}
    return [block for block in blocks if block["type"] not in _SEARCHES or str(block.get("id")) in done]


_SEARCHES = ("server_tool_use", "mcp_tool_use")


def is_of_web(block: Mapping[str, object]) -> bool:
    """Whether a block is a search of the web or a page read, a call or what came of it, or cites what was found."""
    kind, citations = str(block.get("type")), block.get("citations")
    if kind == "server_tool_use":
        return block.get("name") in ("web_search", "web_fetch")
    if kind in ("web_search_tool_result", "web_fetch_tool_result"):
        return True
    return isinstance(citations, list) and any(cites_web(one) for one in citations)


def cites_web(citation: object) -> bool:
    """Whether a citation is of a page that a search found, which the provider knows by what it has sealed."""
    return isinstance(citation, Mapping) and citation.get("type") == "web_search_result_location"


def without_web(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks without what the gateway's own tools did on the web; what the model wrote of it stays."""
    kept = [block for block in blocks if not is_of_web(block) or block["type"] == "text"]
    return [_citing_no_page(block) for block in kept]


def _citing_no_page(block: Block) -> Block:
    citations = block.get("citations")
    if block["type"] != "text" or not isinstance(citations, list):
        return block
    others = [one for one in citations if not cites_web(one)]
    bare = {key: value for key, value in block.items() if key != "citations"}
    return {**bare, "citations": others} if others else bare
