"""What is said of a model in the picker: what it is for, what it costs and what becomes of it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from turbodesk.chat.model import LONG_PROMPT, SOON_DAYS, Effort, Model, Stage, ThinkingOff
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.preset import Preset

EFFORTS = {
    Effort.LOW: "Low",
    Effort.MEDIUM: "Medium",
    Effort.HIGH: "High",
    Effort.XHIGH: "Extra",
    Effort.MAX: "Max",
}
"""What a level of effort is called on a button."""
USUAL = "Beside each, what a usual question costs: 1,000 words read, 300 written. Your gateway’s own prices may differ."


def context_words(tokens: int) -> str:
    """Return a number of tokens as people say it: "200,000", "1 million", "1.5 million"."""
    if tokens >= 1_000_000:
        return f"{tokens / 1_000_000:.1f}".removesuffix(".0") + " million"
    return f"{tokens:,}"


def cents_words(model: Model) -> str:
    """Return what a usual question costs, such as "1.7 ¢"; "" where no price is known."""
    if model.prices is None:
        return ""
    cents = model.prices.usual * 100
    if cents < 0.05:
        return "under 0.1 ¢"
    return f"{cents:.1f}".removesuffix(".0") + " ¢" if cents < 9.95 else f"{cents:.0f} ¢"


def card_lines(model: Model, today: dt.date, instead: Model | None = None) -> list[tuple[str, str]]:
    """Return what there is to know of a model, each thing with its name; `instead` is what replaces one that ends."""
    lines = []
    if model.known:
        lines.append(("Keeps in mind", f"{context_words(model.context)} tokens"))
    if model.prices is not None:
        lines += [
            ("Reads, per million", _dollars(model.prices.input)),
            ("Writes, per million", _dollars(model.prices.output)),
        ]
        if model.long_price > 0:
            lines.append((f"Above {LONG_PROMPT:,} tokens", f"{times_words(model.long_price)} that"))
        if model.prices.note:
            lines.append(("These prices", f"are {model.prices.note}"))
    if model.known:
        always = model.thinking and model.thinking_off is ThinkingOff.NEVER
        lines.append(("Thinks first", "always") if always else ("Thinks first, if asked", _yes_or_no(model.thinking)))
    if model.fast_price > 0:
        lines.append(("Fast mode", f"for {times_words(model.fast_price)} the price"))
    if end := lifecycle_words(model, today):
        is_dated = model.retires is not None and today < model.retires and model.stage(today) is Stage.RETIRING
        lines.append(("How long", f"ends {_last_day(model, today)}" if is_dated else end))
    if instead is not None:
        lines.append(("Instead", instead.name))
    return lines


def times_words(times: float) -> str:
    """Return how many times, as people say it: "twice", "3 times"."""
    return "twice" if times == 2 else f"{times:g} times"


def _yes_or_no(what: object) -> str:
    return "yes" if what else "no"


def problem_words(problem: str) -> str:
    """Return the line beneath the list when the gateway's own list could not be read."""
    return f"The gateway’s list could not be read: {problem[:1].lower()}{problem[1:]}"


def lifecycle_words(model: Model, today: dt.date) -> str:
    """Return "ends in 8 days", or the date while it is far away or past; "" for a model that stays."""
    match model.stage(today):
        case Stage.ACTIVE:
            return ""
        case Stage.RETIRED:
            return f"ended {_last_day(model, today)}" if model.retires is not None else "ended"
    if model.retires is None:
        return "will end"
    days = (model.retires - today).days
    if days <= 0:
        return "may end any day"
    if days > SOON_DAYS:
        return f"ends {_last_day(model, today)}"
    return "ends tomorrow" if days == 1 else f"ends in {days} days"


def ending_words(model: Model, today: dt.date) -> str:
    """Return the sentence that tells in a chat what becomes of its model."""
    if model.stage(today) is Stage.RETIRED:
        return f"{model.name} {model.lifecycle(today)} and may not answer any more."
    if model.retires is None or model.retires <= today:
        return f"{model.name} is being retired and may end any day."
    days = (model.retires - today).days
    when = "tomorrow" if days == 1 else f"in {days} days"
    return f"{model.name} ends {when}, on {_last_day(model, today)}."


def instead_words(model: Model, instead: Model | None) -> str:
    """Return the sentence that says what the model instead of it costs, compared; "" where that is not known."""
    if instead is None or instead.prices is None or model.prices is None:
        return ""
    before, now = model.prices.usual, instead.prices.usual
    amount = "the same" if abs(now - before) < 1e-9 else "less" if now < before else "more"
    return f"{instead.name} costs {amount}."


def preset_words(preset: Preset, model_name: str) -> str:
    """Return what a preset holds on one line: its model, what it changes, and the beginning of its prompt."""
    wishes = preset.parameters
    parts = [
        model_name,
        "thinks first" if wishes.thinking else "",
        "fast" if wishes.fast else "",
        " ".join(wishes.system.split())[:120],
    ]
    return ", ".join(part for part in parts if part) or "The usual settings"


def parameter_lines(parameters: Parameters) -> list[tuple[str, str]]:
    """Return what parameters set beside the instructions, each thing with its name."""
    lines = []
    if parameters.thinking:
        lines.append(("Thinks first", "yes"))
    if parameters.effort is not None:
        lines.append(("How hard", EFFORTS[parameters.effort]))
    if parameters.fast:
        lines.append(("Fast mode", "on"))
    if parameters.web_search:
        lines.append(("Searches the web", "yes"))
    if parameters.temperature is not None:
        lines.append(("Temperature", f"{parameters.temperature:g}"))
    if parameters.max_tokens is not None:
        lines.append(("Longest reply", f"{parameters.max_tokens:,} tokens"))
    if parameters.tools:
        lines.append(("Tools", ", ".join(parameters.tools)))
    told = replace(parameters, system="", thinking=False, effort=None, web_search=False, fast=False, tools=())
    has_more = replace(told, temperature=None, max_tokens=None) != Parameters()
    return [*lines, ("And", "other limits")] if has_more else lines


def spoken(model: Model, today: dt.date) -> str:
    """Return everything about a model as one sentence, for screen readers and tool tips."""
    cents = cents_words(model)
    parts = (
        model.name,
        model.good_at,
        f"a usual question costs {cents}" if cents else "",
        f"its prices are {model.prices.note}" if model.prices is not None and model.prices.note else "",
        f"keeps {context_words(model.context)} tokens in mind" if model.known else "",
        lifecycle_words(model, today),
        model.id if model.id != model.name else "",
    )
    return ", ".join(part for part in parts if part)


def found(models: Sequence[Model], text: str) -> list[Model]:
    """Return the models in whose name, strengths or id every word of `text` occurs."""
    words = text.casefold().split()
    return [
        one
        for one in models
        if all(word in f"{one.name} {one.good_at} {one.about} {one.id}".casefold() for word in words)
    ]


def _dollars(amount: float) -> str:
    return f"${amount:.2f}".removesuffix(".00")


def _last_day(model: Model, today: dt.date) -> str:
    """The day it goes, such as "30 Nov 2026"."""
    return model.lifecycle(today).partition(" ")[2]
