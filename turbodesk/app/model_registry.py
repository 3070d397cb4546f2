"""Everything known of models: the shipped catalogue, what the person changed or added, and what each gateway lists.

What the person changed lies in a file of its own beside the settings, as fields that differ from the shipped ones, so
that a later catalogue still brings what was not changed. A value there that cannot be is told and not used.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from turbodesk.app.gateways import DEMO, Gateways
from turbodesk.app.kept_file import KeptFile
from turbodesk.app.profiles import Profiles
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.errors import Failure, FailureNote
from turbodesk.quick_dataclasses import dataclass
from turbodesk.settings import MODEL

if TYPE_CHECKING:
    from turbodesk.app.model_choices import ModelChoice
    from turbodesk.chat.listed_model import ListedModel
    from turbodesk.chat.model import Model
    from turbodesk.gateway import catalogue

FRESH_S = 3_600
"""A gateway's list is asked for again after an hour at the earliest."""
AGAIN_S = 60
"""One that could not be read, after a minute."""


@dataclass(frozen=True, slots=True)
class ModelListing:
    """A gateway's list of models as far as it is known."""

    offers: tuple[ListedModel, ...] = ()
    problem: str = ""
    """Why the last attempt to read it failed; what is known from before is shown nevertheless."""


class ModelRegistry:
    """Every model there is to choose."""

    def __init__(
        self,
        path: Path,
        scope: Scope,
        profiles: Profiles,
        gateways: Gateways,
    ) -> None:
        """Read the file at `path`; the catalogue is read once somebody asks for a model."""
        self.changed: Signal[None] = Signal()
        """Models were added or have other values."""
        self.listed: Signal[str] = Signal()
        """The list of the gateway with this id was asked for, and has come or not."""
        self._file = KeptFile(path, scope, self._to_json)
        self.failed: Signal[FailureNote] = self._file.failed
        self._scope = scope
        self._profiles = profiles
        self._gateways = gateways
        self._asked: dict[str, float] = {}
        self._problems: dict[str, str] = {}
        loaded = self._file.load()
        self.notice = loaded.notice
        """What the person must be told about the file, if anything."""
        raw = loaded.values.get("models")
        self._own = _by_id(raw) if isinstance(raw, list) else {}
        self._found: dict[str, Model] = {}
        self._news: tuple[Model, ...] = ()
        profiles.learned.connect(lambda _: self._found.clear())

    @cached_property
    def shipped(self) -> tuple[Model, ...]:
        """The models as TurboDesk ships them, with signed news of them laid over these."""
        from turbodesk.gateway import catalogue

        return catalogue.laid_over(self.in_program, self._news)

    @cached_property
    def in_program(self) -> tuple[Model, ...]:
        """The models as TurboDesk ships them, whatever news there are."""
        from turbodesk.gateway import catalogue

        return catalogue.load()

    def prepare(self) -> None:
        """Read the catalogue, which takes a frame, before it is asked for; on a thread of its own if one likes."""
        _ = self.in_program

    def take_news(self, models: tuple[Model, ...]) -> None:
        """Lay models that came with signed news over the shipped ones, in place of earlier news; () is none."""
        if models != self._news:
            self._news = models
            self.__dict__.pop("shipped", None)
            self._forget()

    @property
    def models(self) -> tuple[Model, ...]:
        """The catalogue with the person's own values, then the person's own models."""
        return self._merged.models

    @property
    def mistakes(self) -> Mapping[str, str]:
        """By model id, why what the person set is not used."""
        return self._merged.mistakes

    def model(self, model_id: str) -> Model:
        """Return what is known of a model; an id nobody knows gets the safe rules."""
        from turbodesk.app import model_choices as offering

        if model_id not in self._found:
            self._found[model_id] = offering.resolve(model_id, self.models, self._all_offers(), self._own)
        return self._found[model_id]

    def shipped_model(self, model_id: str) -> Model | None:
        """Return a model as TurboDesk ships it; None for one of the person's own."""
        return next((one for one in self.shipped if one.id == model_id), None)

    def is_changed(self, model_id: str) -> bool:
        """Whether the person has set anything of this model."""
        return model_id in self._own

    # The person's own values

    def set_values(self, model: Model) -> str:
        """Use `model` instead of the one with its id, or beside the others; returns what is wrong with it, or ""."""
        from turbodesk.gateway import catalogue

        known = self.model(model.id)
        # What the person has set is assumed no longer.
        assumed = tuple(name for name in model.assumed if getattr(model, name) == getattr(known, name))
        model = replace(model, assumed=assumed)
        fields = catalogue.differing(model, self.shipped_model(model.id))
        merged = self._with_own([{"id": model.id, **fields}])
        if model.id in merged.mistakes:
            return merged.mistakes[model.id]
        before = self._own.get(model.id)
        if not fields and self.shipped_model(model.id) is not None:
            self._own.pop(model.id, None)
        else:
            self._own[model.id] = {"id": model.id, **fields}
        if self._own.get(model.id) != before:
            self._tell()
        return ""

    def reset(self, model_id: str) -> dict[str, object] | None:
        """Go back to the shipped values, or forget an own model; returns what was set, for `put_back`."""
        before = self._own.pop(model_id, None)
        if before is not None:
            self._tell()
        return before

    def put_back(self, fields: dict[str, object]) -> None:
        """Undo a `reset`."""
        self._own[str(fields["id"])] = fields
        self._tell()

    def save_again(self) -> None:
        """Write everything, whatever was written before."""
        self._file.save_soon()

    def save_now(self) -> None:
        """Write what is not written yet; at the end of the run.

        Raises:
            StoreUnwritable: it cannot be written.
        """
        self._file.save_now()

    # What gateways list

    def entries(self, gateway_id: str, today: dt.date) -> tuple[ModelChoice, ...]:
        """Return what can be chosen at a gateway."""
        from turbodesk.app import model_choices as offering

        return offering.entries(self.models, self.listing(gateway_id).offers, today, self._own)

    def successor(self, model_id: str, gateway_id: str, today: dt.date) -> Model | None:
        """Return the model a gateway has that is to be used instead of another; None where none would do."""
        from turbodesk.app import model_choices as offering

        return offering.successor(self.model(model_id), self.entries(gateway_id, today), today)

    def stand_in(self, model: Model, gateway_id: str, today: dt.date) -> str:
        """Return the id of the model to use where a gateway does not have this one; "" for none.

        A model that ends or has ended has a successor, and so has one of a known line; for an id nobody knows it is the
        model new chats begin with.
        """
        if not model.known:
            return str(MODEL.default)
        if model.is_in_catalogue and not model.replacement and not model.is_ending(today):
            return ""
        found = self.successor(model.id, gateway_id, today)
        return found.id if found is not None else ""

    def listing(self, gateway_id: str) -> ModelListing:
        """Return the gateway's list as it is known now."""
        return ModelListing(self._offers(gateway_id), self._problems.get(gateway_id, ""))

    def refresh(self, gateway_id: str) -> None:
        """Ask a gateway for its list, unless that was done not long ago; `listed` tells what came of it."""
        wait_s = AGAIN_S if self._problems.get(gateway_id) else FRESH_S
        asked = self._asked.get(gateway_id)
        if gateway_id == DEMO or (asked is not None and time.monotonic() - asked < wait_s):
            return
        self._asked[gateway_id] = time.monotonic()
        self._scope.start(f"models.{gateway_id}", self._ask(gateway_id))

    async def _ask(self, gateway_id: str) -> None:
        try:
            gateway = await self._gateways.of(new_conversation(gateway_id=gateway_id))
            offers = await gateway.models()
        except Failure as failure:
            self._problems[gateway_id] = failure.note.sentence
        else:
            self._problems.pop(gateway_id, None)
            listed = tuple(offer.to_json() for offer in offers)
            self._profiles.learn(gateway_id, models=tuple(offer.id for offer in offers), listed=listed)
        self.listed.emit(gateway_id)

    def _offers(self, gateway_id: str) -> tuple[ListedModel, ...]:
        from turbodesk.gateway import listing

        return listing.offers(self._profiles.facts(gateway_id).listed)

    def _all_offers(self) -> tuple[ListedModel, ...]:
        return tuple(offer for profile in self._profiles.all() for offer in self._offers(profile.id))

    # Inside

    @cached_property
    def _merged(self) -> catalogue.Merged:
        return self._with_own(list(self._own.values()))

    def _with_own(self, own: list[dict[str, object]]) -> catalogue.Merged:
        from turbodesk.gateway import catalogue

        return catalogue.merged(self.shipped, own, self.in_program if self._news else ())

    def _tell(self) -> None:
        self._file.save_soon()
        self._forget()

    def _forget(self) -> None:
        self.__dict__.pop("_merged", None)
        self._found.clear()
        self.changed.emit(None)

    def _to_json(self) -> dict[str, object]:
        return {"models": list(self._own.values())}


def _by_id(raw: list[object]) -> dict[str, dict[str, object]]:
    """Return what the person has set of models, by their ids."""
    from turbodesk.gateway import catalogue  # most people set nothing

    return {str(one["id"]): one for one in raw if catalogue.has_id(one)}
