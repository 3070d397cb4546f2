"""The rules of the protocol, sections 1.1 to 1.8, as a judge of finished bodies that shares no code with their builder.

`broken(body, facts)` says in words which rules a body breaks. `facts` are those of section 6.2, written out here once
more, so that a mistake in the catalogue or in the builder cannot hide in both.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """What one model takes."""

    out: int
    think: tuple[str, ...]
    effort: tuple[str, ...]
    sampling: str
    prefill: bool
    summarized: bool = False
    structured: bool = True
    off: str = "omitted"
    forced: bool = True
    fast: bool = False


def _newest(*, off: str, forced: bool = True, fast: bool = False) -> Facts:
    """What the models of generation 5.5 share, and how they differ."""
    levels = ("low", "medium", "high", "xhigh", "max")
    return Facts(128_000, ("adaptive",), levels, "none", False, summarized=True, off=off, forced=forced, fast=fast)


FACTS = {
    "claude-sonnet-4-20250514": Facts(64_000, ("enabled",), (), "both", True, structured=False),
    "claude-sonnet-4-5-20250929": Facts(64_000, ("enabled",), (), "xor", True),
    "claude-haiku-4-5-20251001": Facts(64_000, ("enabled",), (), "xor", True),
    "claude-opus-4-5-20251101": Facts(64_000, ("enabled",), ("low", "medium", "high"), "xor", True),
    "claude-opus-4-6": Facts(128_000, ("adaptive", "enabled"), ("low", "medium", "high", "max"), "xor", False),
    "claude-sonnet-4-6": Facts(128_000, ("adaptive", "enabled"), ("low", "medium", "high", "max"), "xor", False),
    "claude-opus-4-7": Facts(
        128_000, ("adaptive",), ("low", "medium", "high", "xhigh", "max"), "none", False, summarized=True
    ),
    "claude-opus-5-5": _newest(off="never", forced=False, fast=True),
    "claude-sonnet-5-5": _newest(off="between_tools", forced=False),
    "claude-haiku-5-5": _newest(off="disabled"),
    "claude-unheard-of": Facts(64_000, (), (), "both", False, structured=False),
}
TOP = {
    *("model", "max_tokens", "messages", "system", "stream", "temperature", "top_p", "top_k", "stop_sequences"),
    *("metadata", "thinking", "output_config", "tools", "tool_choice", "diagnostics", "speed", "compaction"),
}
CACHEABLE = {"text", "image", "document", "tool_use", "tool_result"}
THINKING = {"thinking", "redacted_thinking"}


def broken(body: Json, facts: Facts) -> list[str]:
    """Return every rule the body breaks."""
    checks = (_top, _sampling, _thinking, _tools, _turns, _blocks, _pairs, _end, _caching, _documents, _web)
    return [f"{check.__name__.strip('_')}: {word}" for check in checks for word in check(body, facts)]


def _top(body: Json, facts: Facts) -> Iterator[str]:
    if unknown := set(body) - TOP:
        yield f"keys that are not allowed: {unknown}"
    if not 1 <= body["max_tokens"] <= facts.out:
        yield "max_tokens out of range"
    if not body["stream"] and body["max_tokens"] > 21_333:
        yield "too long without a stream"
    if "system" in body and not (body["system"] and all(one["text"].strip() for one in body["system"])):
        yield "an empty system prompt"
    if "stop_sequences" in body and not (body["stop_sequences"] and all(one.strip() for one in body["stop_sequences"])):
        yield "a blank stop sequence"
    if "metadata" in body and not 1 <= len(body["metadata"]["user_id"]) <= 256:
        yield "user_id too long or empty"


def _sampling(body: Json, facts: Facts) -> Iterator[str]:
    given = {"temperature", "top_p", "top_k"} & set(body)
    if facts.sampling == "none" and given:
        yield f"{given} to a model that takes none"
    if facts.sampling == "xor" and {"temperature", "top_p"} <= given:
        yield "temperature and top_p together"
    for name in given & {"temperature", "top_p"}:
        if not 0 <= body[name] <= 1:
            yield f"{name} out of range"
    if "top_k" in given and body["top_k"] < 0:
        yield "top_k below 0"
    if "thinking" in body and (given - {"top_p"} or body.get("top_p", 1) < 0.95):
        yield "sampling that does not go with thinking"


def _thinking(body: Json, facts: Facts) -> Iterator[str]:
    config = body.get("output_config", {})
    if "output_config" in body and not (config and set(config) <= {"effort", "format"}):
        yield "an empty or unknown output_config"
    if "effort" in config and config["effort"] not in facts.effort:
        yield "an effort the model does not know"
    if "format" in config and not (facts.structured and config["format"]["type"] == "json_schema"):
        yield "a schema for a model that takes none"
    if "speed" in body and not (facts.fast and body["speed"] == "fast"):
        yield "a speed the model does not know"
    thinking = body.get("thinking")
    if thinking is None:
        return
    if thinking == {"type": facts.off} and facts.off in ("disabled", "between_tools"):
        if config.get("effort") in ("xhigh", "max"):
            yield "thinking off with too much effort"
        return
    if thinking["type"] not in facts.think:
        yield "a kind of thinking the model does not know"
    if thinking["type"] == "enabled":
        if not 1_024 <= thinking.get("budget_tokens", 0) < body["max_tokens"]:
            yield "a budget below 1024, or not below max_tokens"
    elif "budget_tokens" in thinking:
        yield "a budget where the model decides"
    if facts.summarized and thinking.get("display") != "summarized":
        yield "thinking that would come back empty"
    if body["messages"][-1]["role"] == "assistant" and not _is_paused(body):
        yield "a begun reply while thinking"


def _tools(body: Json, facts: Facts) -> Iterator[str]:
    tools = body.get("tools", [])
    names = [one["name"] for one in tools]
    if "tools" in body and not tools:
        yield "an empty list of tools"
    if body.get("tool_choice", {}).get("type") in ("any", "tool") and not facts.forced:
        yield "a forced tool for a model that takes none"
    if len(set(names)) < len(names) or not all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", one) for one in names):
        yield "names of tools"
    for tool in tools:
        if "type" not in tool and tool["input_schema"].get("type") != "object":
            yield "a schema that is no object's"
    choice = body.get("tool_choice")
    if choice is None:
        return
    if not tools:
        yield "a choice without tools"
    if choice["type"] not in ("auto", "any", "none", "tool") or (choice["type"] == "tool") != ("name" in choice):
        yield "a choice of an unknown form"
    if choice["type"] == "tool" and choice["name"] not in names:
        yield "a choice that is not offered"
    if choice["type"] in ("any", "tool") and body.get("thinking", {}).get("type") == "enabled":
        yield "a forced tool with manual thinking"


def _turns(body: Json, facts: Facts) -> Iterator[str]:
    is_summed_up = body["messages"] and [one["type"] for one in body["messages"][0]["content"]] == ["compaction"]
    roles = [turn["role"] for turn in body["messages"]][1 if is_summed_up else 0 :]
    if not roles or roles[0] != "user" or any(a == b for a, b in itertools.pairwise(roles)):
        yield "roles"
    if any(not turn["content"] for turn in body["messages"]):
        yield "a turn without content"
    for turn in body["messages"]:
        if all(block["type"] in THINKING for block in turn["content"]):
            yield "a turn of thinking alone"


def _blocks(body: Json, facts: Facts) -> Iterator[str]:
    for role, block in _all_blocks(body):
        match block["type"]:
            case "text" if not block["text"].strip():
                yield "blank text"
            case "thinking" if not block.get("signature") or role == "user":
                yield "thinking without a signature, or of a person"
            case "tool_use" if role == "user" or not (block["id"] and block["name"]) or block["input"] is None:
                yield "a broken call"
            case "tool_result" | "image" | "document" if role == "assistant":
                yield f"{block['type']} of the model"
            case "image" | "document" if not isinstance(block.get("source"), Mapping):
                yield "no source"
            case "image" if block["source"].get("type") == "base64":
                if block["source"]["media_type"] not in ("image/png", "image/jpeg", "image/gif", "image/webp"):
                    yield "a picture of an unknown kind"
                if len(block["source"]["data"]) > 5 * 1024 * 1024:
                    yield "a picture above 5 MB"
            case "compaction" if block is not body["messages"][0]["content"][0]:
                yield "a summary that is not first"
            case "unreadable":
                yield "a block of our own"


def _pairs(body: Json, facts: Facts) -> Iterator[str]:
    turns = body["messages"]
    offered = {one["name"] for one in body.get("tools", [])}
    asked: list[str] = []
    for at, turn in enumerate(turns):
        kinds = [block["type"] for block in turn["content"]]
        results = [block["tool_use_id"] for block in turn["content"] if block["type"] == "tool_result"]
        if sorted(results) != sorted(asked):
            yield f"results {results} for calls {asked}"
        if any(kind != "tool_result" for kind in kinds[: len(results)]):
            yield "results that do not come first"
        asked = [block["id"] for block in turn["content"] if block["type"] == "tool_use"]
        if any(block["name"] not in offered for block in turn["content"] if block["type"] == "tool_use"):
            yield "a call of a tool that is not defined"
        searches = [block["id"] for block in turn["content"] if block["type"] == "server_tool_use"]
        found = {block.get("tool_use_id") for block in turn["content"] if block["type"].endswith("_tool_result")}
        is_last = at == len(turns) - 1
        waits = at == len(turns) - 2 and {block["type"] for block in turns[-1]["content"]} == {"tool_result"}
        if set(searches) - found and not (is_last or waits):
            yield "a search without its result"
    if asked and turns[-1]["role"] == "assistant" and not _is_paused(body):
        yield "a call at the end"
    if body.get("thinking", {}).get("type") == "enabled":
        yield from _loop(turns)


def _loop(turns: list[Json]) -> Iterator[str]:
    """With a budget, the turn of the model's that is still going on begins with thinking."""
    begun = None
    for at in range(len(turns) - 1, 0, -2):
        if turns[at]["role"] != "user" or turns[at]["content"][0]["type"] != "tool_result":
            break
        begun = turns[at - 1]["content"][0]["type"]
    if begun is not None and begun not in THINKING:
        yield "Expected `thinking` or `redacted_thinking`, but found something else"


def _end(body: Json, facts: Facts) -> Iterator[str]:
    last = body["messages"][-1]
    if last["role"] == "user" or _is_paused(body):
        return
    if not facts.prefill:
        yield "a begun reply for a model that takes none"
    block = last["content"][-1]
    if block["type"] != "text" or block["text"] != block["text"].rstrip():
        yield "a begun reply that ends in blanks or in something else than text"


def _is_paused(body: Json) -> bool:
    """Whether the last turn is one the gateway itself paused, which goes back as it is."""
    return any(block["type"] == "server_tool_use" for block in body["messages"][-1]["content"])


def _caching(body: Json, facts: Facts) -> Iterator[str]:
    marked = [one for one in [*body.get("tools", []), *body.get("system", [])] if "cache_control" in one]
    for _, block in _all_blocks(body):
        if "cache_control" in block:
            marked.append(block)
            if block["type"] not in CACHEABLE or not block.get("text", "x").strip():
                yield "a mark where none may be"
    if len(marked) > 4:
        yield "more than 4 marks"
    lives = [one["cache_control"].get("ttl", "5m") for one in marked]
    if sorted(lives, key=("1h", "5m").index) != lives:
        yield "a long life after a short one"
    if any(one["cache_control"]["type"] != "ephemeral" for one in marked):
        yield "a mark of an unknown kind"


def _documents(body: Json, facts: Facts) -> Iterator[str]:
    cites = {
        bool((block.get("citations") or {}).get("enabled"))
        for _, block in _all_blocks(body)
        if block["type"] == "document"
    }
    if len(cites) > 1:
        yield "citations on some documents only"


WEB = {
    "web_search": ("20260318", "20260209", "20250305"),
    "web_fetch": ("20260318", "20260309", "20260209", "20250910"),
}


def _web(body: Json, facts: Facts) -> Iterator[str]:
    for tool in body.get("tools", []):
        name, _, version = tool.get("type", "").rpartition("_")
        if not name:
            continue
        if name != tool["name"] or version not in WEB.get(name, ()):
            yield f"no tool of the provider's: {tool['type']}"
        if {"allowed_domains", "blocked_domains"} <= set(tool):
            yield "sites that are searched alone, and others that are not"
        sites = [*tool.get("allowed_domains", "x.org"), *tool.get("blocked_domains", "x.org")]
        if not sites or not all(one.isascii() and "://" not in one for one in sites):
            yield "no sites"
        if version >= "2026" and tool.get("allowed_callers") != ["direct"]:
            yield "a search that wants a container"
        if tool["max_uses"] < 1 or ("user_location" in tool and len(tool["user_location"]) < 2):
            yield "limits or a place that say nothing"


def _all_blocks(body: Json) -> Iterator[tuple[str, Json]]:
    for turn in body["messages"]:
        for block in turn["content"]:
            yield turn["role"], block
