"""The models the person wants to have first wherever models are offered, in the person's own order."""

from __future__ import annotations

import json

from turbodesk.app.preferences import Preferences
from turbodesk.chat.model_line import plain_id
from turbodesk.settings import FAVOURITES

MOST = 30
"""Favourites; one more takes the place of the last."""


class Favourites:
    """Kept as a setting nobody sees, by ids without what gateways put around them."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def ids(self) -> tuple[str, ...]:
        """Return the plain ids, the first one first."""
        try:
            kept = json.loads(self._preferences.get(FAVOURITES) or "[]")
        except (ValueError, RecursionError):
            kept = None
        return tuple(dict.fromkeys(one for one in kept if isinstance(one, str))) if isinstance(kept, list) else ()

    def toggle(self, model_id: str) -> bool:
        """Make a model the last of the favourites, or none; returns whether it is one now."""
        plain, ids = plain_id(model_id), list(self.ids())
        is_one = plain not in ids
        self._keep([*ids[: MOST - 1], plain] if is_one else [one for one in ids if one != plain])
        return is_one

    def move(self, model_id: str, step: int) -> bool:
        """Let a favourite change places with the one `step` further on; False where there is none."""
        ids = list(self.ids())
        at = ids.index(plain_id(model_id)) if plain_id(model_id) in ids else -1
        if at < 0 or not 0 <= at + step < len(ids):
            return False
        ids[at], ids[at + step] = ids[at + step], ids[at]
        self._keep(ids)
        return True

    def _keep(self, ids: list[str]) -> None:
        self._preferences.set(FAVOURITES, json.dumps(ids, ensure_ascii=False))
