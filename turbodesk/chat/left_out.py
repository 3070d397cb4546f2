"""Says in plain words what was left out of a request because a gateway refused it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from turbodesk.chat.profile import GatewayFacts

_WORDS = {
    "temperature": "temperature",
    "temperature.above_1": "a temperature above 1",
    "top_p": "top p",
    "top_k": "top k",
    "temperature+top_p": "temperature and top p together",
    "stop_sequences": "stop sequences",
    "metadata": "the user id",
    "effort": "the effort",
    "output_config.format": "a schema for answers to TurboDesk's own questions",
    "thinking": "thinking",
    "thinking.adaptive": "thinking as much as the model finds right",
    "thinking.enabled": "thinking with a number of tokens",
    "thinking.disabled": "the wish not to think first",
    "thinking.between_tools": "the wish not to think first",
    "speed": "fast mode",
    "thinking.display": "the summary of its thinking",
    "thinking_blocks": "its earlier thinking",
    "cache_control": "caching",
    "citations": "naming the page a claim is from",
    "compaction": "summing up by the provider",
    "diagnostics": "the question why caching did not help",
    "cache_control.ttl": "caching for an hour",
    "tools": "tools",
    "tool_choice": "the choice of a tool",
    "tool_choice.forced": "the tool it was to use always",
    "web_search": "web search",
    "web_search.place": "where you are",
    "web_fetch": "reading pages of the web",
    "web_blocks": "what earlier searches found",
    "prefill": "a begun reply",
    "images": "earlier pictures",
    "images.large": "pictures in their full size",
    "documents": "earlier PDFs",
    "documents.text": "naming the words of a text that a claim is from",
}


_VERSION = re.compile(r"(web_search|web_fetch)\.(\d{4})(\d{2})(\d{2})")


def words(parameter: str) -> str:
    """Return what a parameter is called; an unknown one by its own name."""
    if version := _VERSION.fullmatch(parameter):
        return f"{_WORDS[version[1]]} as of {'-'.join(version.groups()[1:])}"
    return _WORDS.get(parameter, parameter)


def lines(facts: GatewayFacts, names: Mapping[str, str]) -> list[str]:
    """Return a line for each model with what it is not sent; `names` are those of models by id."""
    every = [("Every model", facts.lacks)] if facts.lacks else []
    each = [(names.get(model, model), parameters) for model, parameters in sorted(facts.refused.items()) if parameters]
    return [f"{name}: {', '.join(words(one) for one in sorted(refused))}" for name, refused in (*every, *each)]
