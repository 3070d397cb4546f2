"""What the model list shows, as it is when it is opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from turbodesk.app import model_choices as offering
from turbodesk.app.model_choices import ModelChoice
from turbodesk.chat.model import Model
from turbodesk.chat.preset import Preset
from turbodesk.quick_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelChoices:
    """Models and presets to choose from."""

    entries: tuple[ModelChoice, ...]
    today: dt.date
    presets: tuple[Preset, ...] = ()
    problem: str = ""
    """Why the gateway's own list could not be read, one sentence; "" when nothing is wrong."""

    purpose: str = ""
    """What the choice is for, one sentence, where it is not for the model of the chat."""
    preset_id: str = ""
    """The preset that the chat goes by."""

    @classmethod
    def of_models(cls, models: Sequence[Model], today: dt.date) -> ModelChoices:
        """Return an offering of these models and nothing else."""
        return cls(offering.entries(models, (), today), today)

    def model(self, model_id: str | None) -> Model | None:
        """Return the model of an id, if it is offered."""
        return next((entry.model for entry in self.entries if entry.model.id == model_id), None)

    def name_of(self, model_id: str | None) -> str:
        """Return the plain name of an id; the id itself where it is not offered."""
        found = self.model(model_id)
        return found.name if found is not None else model_id or ""
