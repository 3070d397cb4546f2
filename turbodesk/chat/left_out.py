"""Says in plain words what was left out of a request because a gateway refused it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from turbodesk.chat.profile import GatewayFacts
from turbodesk.quantities import listed
from turbodesk.translation import _

_WORDS = {
    "temperature": _("temperature"),
    "temperature.above_1": _("a temperature above 1"),
    "top_p": _("top p"),
    "top_k": _("top k"),
    "temperature+top_p": _("temperature and top p together"),
    "stop_sequences": _("stop sequences"),
    "metadata": _("the user id"),
    "effort": _("the effort"),
    "output_config.format": _("a schema for answers to TurboDesk's own questions"),
    "thinking": _("thinking"),
    "thinking.adaptive": _("thinking as much as the model finds right"),
    "thinking.enabled": _("thinking with a number of tokens"),
    "thinking.disabled": _("the wish not to think first"),
    "thinking.between_tools": _("the wish not to think first"),
    "speed": _("fast mode"),
    "thinking.display": _("the summary of its thinking"),
    "thinking_blocks": _("its earlier thinking"),
    "cache_control": _("caching"),
    "citations": _("naming the page a claim is from"),
    "compaction": _("summing up by the provider"),
    "diagnostics": _("the question why caching did not help"),
    "cache_control.ttl": _("caching for an hour"),
    "tools": _("tools"),
    "tools.typed": _("the provider’s own form of the notes"),
    "tool_choice": _("the choice of a tool"),
    "tool_choice.forced": _("the tool it was to use always"),
    "web_search": _("web search"),
    "web_search.place": _("where you are"),
    "web_fetch": _("reading pages of the web"),
    "web_blocks": _("what earlier searches found"),
    "prefill": _("a begun reply"),
    "images": _("earlier pictures"),
    "images.large": _("pictures in their full size"),
    "documents": _("earlier PDFs"),
    "documents.text": _("naming the words of a text that a claim is from"),
}


_VERSION = re.compile(r"(web_search|web_fetch)\.(\d{4})(\d{2})(\d{2})")


def words(parameter: str) -> str:
    """Return what a parameter is called; an unknown one by its own name."""
    if version := _VERSION.fullmatch(parameter):
        # Translators: a tool of the gateway in its version of a day, such as "web search as of 2026-02-09".
        return _("{what} as of {day}").format(what=_WORDS[version[1]], day="-".join(version.groups()[1:]))
    return _WORDS.get(parameter, parameter)


def lines(facts: GatewayFacts, names: Mapping[str, str]) -> list[str]:
    """Return a line for each model with what it is not sent; `names` are those of models by id."""
    every = [(_("Every model"), facts.lacks)] if facts.lacks else []
    each = [(names.get(model, model), parameters) for model, parameters in sorted(facts.refused.items()) if parameters]
    # Translators: {things} is a list of what a model is not sent
    told = _("{model}: {things}")
    return [told.format(model=name, things=listed(map(words, sorted(refused)))) for name, refused in (*every, *each)]
