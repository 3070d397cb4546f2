"""What the palette offers besides commands and chats: settings and their values, models, presets, and how to think."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from turbodesk.app.live import LiveChat
from turbodesk.app.preferences import Preferences
from turbodesk.app.setting_commands import SETTING_COMMANDS
from turbodesk.chat.model import Effort
from turbodesk.chat.preset import Preset
from turbodesk.chat.project import Project
from turbodesk.chat.prompt import Prompt
from turbodesk.settings import ALL, LANGUAGE, Section, Setting
from turbodesk.translation import _
from turbodesk.ui.models.choices import ModelChoices
from turbodesk.ui.models.wording import good_at
from turbodesk.ui.palette import PaletteGroup, PaletteRow
from turbodesk.ui.presenters.palette import Choice
from turbodesk.ui.presenters.thinking import choice_of, effort_to_keep

if TYPE_CHECKING:
    from turbodesk.ui.presenters.presets import PresetPresenter

_ICONS = {
    Section.GATEWAY: "key",
    Section.APPEARANCE: "type",
    Section.WRITING: "book",
    Section.MODELS: "spark",
    Section.USAGE: "chart",
    Section.TOOLS: "tool",
    Section.DESKTOP: "bell",
    Section.COMPUTERS: "computers",
    Section.STORAGE: "database",
}
# Translators: what somebody may type who looks for the choice of how much a model thinks
_THINKING = _("thinking effort speed")
_VALUE_ICONS = {("theme", "dark"): "moon", ("theme", "light"): "sun", ("theme", "system"): "sun"}


def setting_choices(preferences: Preferences, open_settings: Callable[[Section, str], object]) -> Iterator[Choice]:
    """Yield a row for every value of a setting that has a few, which sets it, and one for every control there is."""
    for setting in ALL:
        # A language holds from the next start on: that is said, and offered, in the settings.
        for value, label in setting.choices if setting.section is not None and setting is not LANGUAGE else ():
            if value != preferences.get(setting):
                yield _value(preferences, setting, value, label)
    for command in SETTING_COMMANDS:
        row = PaletteRow(
            f"setting:{command.section}:{command.title}",
            command.title.removesuffix("…"),
            _("Settings, {page}").format(page=command.section.label),
            icon=_ICONS.get(command.section, "settings"),
            further=f"{command.section.label} {command.words}",
            is_listed=False,
        )
        yield row, partial(open_settings, command.section, command.title)


def _value(preferences: Preferences, setting: Setting[Any], value: Any, label: str) -> Choice:
    assert setting.section is not None
    row = PaletteRow(
        f"value:{setting.key}:{value}",
        _("{setting}: {value}").format(setting=setting.label, value=label),
        _("Settings, {page}").format(page=setting.section.label),
        icon=_VALUE_ICONS.get((setting.key, str(value)), _ICONS.get(setting.section, "settings")),
        further=setting.section.label,
        is_listed=False,
    )
    return row, lambda: preferences.set(setting, value)


def project_choices(projects: Sequence[Project], open_page: Callable[[str], object]) -> Iterator[Choice]:
    """Yield a row for each project, which shows its page."""
    for project in projects:
        row = PaletteRow(
            f"project:{project.id}",
            project.name,
            _("Instructions and files"),
            PaletteGroup.PROJECTS,
            icon=project.picture,
            further=_("project"),
            is_listed=False,
        )
        yield row, partial(open_page, project.id)


def prompt_choices(prompts: Sequence[Prompt], use: Callable[[str], object]) -> Iterator[Choice]:
    """Yield a row for each prompt, which puts it into the message."""
    for prompt in prompts:
        row = PaletteRow(
            f"prompt:{prompt.id}",
            prompt.name,
            prompt.first_words,
            icon="quote",
            further=_("prompt"),
            is_listed=False,
        )
        yield row, partial(use, prompt.id)


def model_choices(
    offering: ModelChoices,
    in_use: str,
    *,
    choose_model: Callable[[str], object],
    presets: PresetPresenter,
    rename_preset: Callable[[str], object],
) -> Iterator[Choice]:
    """Yield a row for each preset and for each model but the one with the id `in_use`; and what is done with presets.

    `rename_preset` lets the person write the name of the preset with an id.
    """
    in_force = presets.in_force()
    for preset in offering.presets:
        if in_force is not None and preset.id == in_force.id:
            yield _about(preset, "leave", _("Leave {preset}"), _("This chat goes by it"), presets.leave)
        else:
            words = _words(offering, preset)
            yield _about(preset, "use", _("Use {preset}"), words, partial(presets.use, preset.id))
        yield _about(preset, "rename", _("Rename {preset}"), _("Preset"), partial(rename_preset, preset.id))
        yield _about(preset, "delete", _("Delete {preset}"), _("Preset"), partial(presets.delete, preset.id))
    for entry in offering.entries:
        if entry.model.id != in_use and not entry.is_aside:
            row = PaletteRow(
                f"model:{entry.model.id}",
                _("Use {model}").format(model=entry.model.name),
                good_at(entry.model),
                icon="spark",
                further=" ".join((_("model"), entry.model.id)),
                is_listed=False,
            )
            yield row, partial(choose_model, entry.model.id)


def thinking_choices(chat: LiveChat) -> Iterator[Choice]:
    """Yield what is not chosen for a chat: thinking on or off, each other level of effort, fast mode on or off."""
    choice = choice_of(chat.model, chat.conversation.parameters, chat.refused)

    def tuned(key: str, title: str, words: str, **changes: object) -> Choice:
        row = PaletteRow(f"think:{key}", title, words, icon="think", further=_THINKING, is_listed=False)
        return row, lambda: chat.tune(replace(chat.conversation.parameters, **changes))  # type: ignore[arg-type]

    if choice.can_think and not choice.always_thinks:
        title = _("Reply without thinking first") if choice.thinks else _("Think before replying")
        yield tuned("first", title, _("Slower and dearer, better on hard questions"), thinking=not choice.thinks)
    for key, label in choice.levels:
        if key != choice.level:
            effort = effort_to_keep(chat.model, Effort(key))
            yield tuned(
                f"effort-{key}",
                _("How hard: {level}").format(level=label),
                _("How much the model does for a reply"),
                effort=effort,
            )
    if choice.fast_words:
        title = _("Fast mode: off") if choice.is_fast else _("Fast mode: on")
        yield tuned("fast", title, choice.fast_words, fast=not choice.is_fast)


def _words(offering: ModelChoices, preset: Preset) -> str:
    model = offering.name_of(preset.model)
    return _("Your preset: {model}").format(model=model) if model else _("Your preset")


def _about(preset: Preset, verb: str, title: str, words: str, act: Callable[[], object]) -> Choice:
    row = PaletteRow(
        f"preset:{verb}:{preset.id}",
        title.format(preset=preset.name),
        words,
        icon="instructions",
        further=_("preset"),
        is_listed=False,
    )
    return row, act
