"""What is said of a model in the picker: what it is for, what it costs and what becomes of it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from turbodesk.chat.cost import tokens_in_words
from turbodesk.chat.model import LONG_PROMPT, SOON_DAYS, Effort, Model, Stage, ThinkingOff
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.preset import Preset
from turbodesk.translation import _, ngettext, of_data, pgettext
from turbodesk.ui.quantities import listed, money, number, sentences, short_date, short_decimal

EFFORTS = {
    Effort.LOW: _("Low"),
    Effort.MEDIUM: _("Medium"),
    Effort.HIGH: _("High"),
    Effort.XHIGH: _("Extra"),
    Effort.MAX: _("Max"),
}
"""What a level of effort is called on a button."""
_LEAST_CENTS = 0.1
"""What costs less than half of that costs less than can be told."""
USUAL = _(
    "Beside each, what a usual question costs: 1,000 words read, 300 written. Your gateway’s own prices may differ."
)


def context_words(tokens: int) -> str:
    """Return a number of tokens as people say it: "200,000 tokens", "1 million tokens", "1.5 million tokens"."""
    if tokens >= 1_000_000:
        # Translators: {number} is such as "1" or "1.5"
        return _("{number} million tokens").format(number=short_decimal(tokens / 1_000_000, 1))
    return tokens_in_words(tokens)


def cents_words(model: Model) -> str:
    """Return what a usual question costs, such as "1.7 ¢"; "" where no price is known."""
    if model.prices is None:
        return ""
    cents = model.prices.usual * 100
    # Translators: {cents} are of a US dollar.
    if cents < _LEAST_CENTS / 2:
        return _("under {cents} ¢").format(cents=short_decimal(_LEAST_CENTS, 1))
    return _("{cents} ¢").format(cents=short_decimal(cents, 1 if cents < 9.95 else 0))


def short_cents_words(model: Model) -> str:
    """Return the same in a place for a few letters: "1.7 ¢", "< 0.1 ¢"."""
    if model.prices is not None and model.prices.usual * 100 < _LEAST_CENTS / 2:
        return _("< {cents} ¢").format(cents=short_decimal(_LEAST_CENTS, 1))
    return cents_words(model)


def card_lines(model: Model, today: dt.date, instead: Model | None = None) -> list[tuple[str, str]]:
    """Return what there is to know of a model, each thing with its name; `instead` is what replaces one that ends."""
    lines = []
    if model.known:
        lines.append((_("Keeps in mind"), context_words(model.context)))
    if model.prices is not None:
        lines += [
            (_("Reads, per million"), _dollars(model.prices.input)),
            (_("Writes, per million"), _dollars(model.prices.output)),
        ]
        if model.long_price > 0:
            # Translators: what a million tokens costs in a long message, beside "twice that".
            above = ngettext("Above {count} token", "Above {count} tokens", LONG_PROMPT)
            lines.append((above.format(count=number(LONG_PROMPT)), _times_that(model.long_price)))
        if model.prices.note:
            # Translators: stands before such as "assumed, as Opus 4.8"
            lines.append((_("These prices"), model.prices.note))
    if model.known:
        always = model.thinking and model.thinking_off is ThinkingOff.NEVER
        if always:
            lines.append((_("Thinks first"), _("always")))
        else:
            lines.append((_("Thinks first, if asked"), _yes_or_no(model.thinking)))
    if model.fast_price > 0:
        lines.append((_("Fast mode"), _times_the_price(model.fast_price)))
    if end := lifecycle_words(model, today):
        if model.retires is not None and today < model.retires and model.stage(today) is Stage.RETIRING:
            end = _("ends {date}").format(date=short_date(model.retires))
        lines.append((_("How long"), end))
    if instead is not None:
        lines.append((_("Instead"), instead.name))
    return lines


def _times_that(times: float) -> str:
    return _("twice that") if times == 2 else _("{number}× that").format(number=short_decimal(times, 2))


def _times_the_price(times: float) -> str:
    if times == 2:
        return _("for twice the price")
    return _("for {number}× the price").format(number=short_decimal(times, 2))


def _yes_or_no(what: object) -> str:
    return _("yes") if what else _("no")


def problem_words(problem: str) -> str:
    """Return the line beneath the list when the gateway's own list could not be read."""
    return sentences(_("The gateway’s list could not be read."), problem)


def lifecycle_words(model: Model, today: dt.date) -> str:
    """Return "ends in 8 days", or the date while it is far away or past; "" for a model that stays."""
    match model.stage(today):
        case Stage.ACTIVE:
            return ""
        case Stage.RETIRED:
            if model.retires is None:
                return _("ended")
            return _("ended {date}").format(date=short_date(model.retires))
    if model.retires is None:
        return _("will end")
    days = (model.retires - today).days
    if days <= 0:
        return _("may end any day")
    if days > SOON_DAYS:
        return _("ends {date}").format(date=short_date(model.retires))
    if days == 1:
        return _("ends tomorrow")
    return ngettext("ends in {count} day", "ends in {count} days", days).format(count=number(days))


def ending_words(model: Model, today: dt.date) -> str:
    """Return the sentence that tells in a chat what becomes of its model."""
    name = model.name
    if model.stage(today) is Stage.RETIRED:
        if model.retires is None:
            return _("{model} retired and may not answer any more.").format(model=name)
        words = _("{model} retired {date} and may not answer any more.")
        return words.format(model=name, date=short_date(model.retires))
    if model.retires is None or model.retires <= today:
        return _("{model} is being retired and may end any day.").format(model=name)
    days, date = (model.retires - today).days, short_date(model.retires)
    if days == 1:
        return _("{model} ends tomorrow, on {date}.").format(model=name, date=date)
    words = ngettext("{model} ends in {count} day, on {date}.", "{model} ends in {count} days, on {date}.", days)
    return words.format(model=name, count=number(days), date=date)


def instead_words(model: Model, instead: Model | None) -> str:
    """Return the sentence that says what the model instead of it costs, compared; "" where that is not known."""
    if instead is None or instead.prices is None or model.prices is None:
        return ""
    before, now = model.prices.usual, instead.prices.usual
    if abs(now - before) < 1e-9:
        return _("{model} costs the same.").format(model=instead.name)
    words = _("{model} costs less.") if now < before else _("{model} costs more.")
    return words.format(model=instead.name)


def preset_words(preset: Preset, model_name: str) -> str:
    """Return what a preset holds on one line: its model, what it changes, and the beginning of its prompt."""
    wishes = preset.parameters
    parts = [
        model_name,
        _("thinks first") if wishes.thinking else "",
        pgettext("speed of a model", "fast") if wishes.fast else "",
        " ".join(wishes.system.split())[:120],
    ]
    return listed(parts) or _("The usual settings")


def parameter_lines(parameters: Parameters) -> list[tuple[str, str]]:
    """Return what parameters set beside the instructions, each thing with its name."""
    lines = []
    if parameters.thinking:
        lines.append((_("Thinks first"), _("yes")))
    if parameters.effort is not None:
        lines.append((_("How hard"), EFFORTS[parameters.effort]))
    if parameters.fast:
        lines.append((_("Fast mode"), _("on")))
    if parameters.web_search:
        lines.append((_("Searches the web"), _("yes")))
    if parameters.temperature is not None:
        lines.append((_("Temperature"), short_decimal(parameters.temperature, 2)))
    if parameters.max_tokens is not None:
        lines.append((_("Longest reply"), tokens_in_words(parameters.max_tokens)))
    if parameters.tools:
        lines.append((_("Tools"), listed(parameters.tools)))
    told = replace(parameters, system="", thinking=False, effort=None, web_search=False, fast=False, tools=())
    has_more = replace(told, temperature=None, max_tokens=None) != Parameters()
    return [*lines, (_("And"), _("other limits"))] if has_more else lines


def good_at(model: Model) -> str:
    """Return what a model is for, in a few words."""
    return of_data(model.good_at)


def about(model: Model) -> str:
    """Return what else there is to say of a model, a sentence or two; what it is for where there is nothing."""
    return of_data(model.about or model.good_at)


def spoken(model: Model, today: dt.date) -> str:
    """Return everything about a model as one sentence, for screen readers and tool tips."""
    cents, note = cents_words(model), "" if model.prices is None else model.prices.note
    parts = (
        model.name,
        good_at(model),
        _("a usual question costs {sum}").format(sum=cents) if cents else "",
        _("prices: {note}").format(note=note) if note else "",
        # Translators: {tokens} is such as "200,000 tokens"
        _("keeps {tokens} in mind").format(tokens=context_words(model.context)) if model.known else "",
        lifecycle_words(model, today),
        model.id if model.id != model.name else "",
    )
    return listed(parts)


def found(models: Sequence[Model], text: str) -> list[Model]:
    """Return the models in whose name, strengths or id every word of `text` occurs."""
    words = text.casefold().split()
    return [
        one
        for one in models
        if all(word in f"{one.name} {good_at(one)} {about(one)} {one.id}".casefold() for word in words)
    ]


def _dollars(amount: float) -> str:
    return money(amount, 0 if round(amount * 100) % 100 == 0 else 2)
