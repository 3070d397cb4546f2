"""Says in plain words where the key is, or where it would be kept."""

from __future__ import annotations

from typing import assert_never

from turbodesk.chat.errors import SecretsUnavailable
from turbodesk.chat.keys import KeyPlace, KeyState

THIS_RUN = "Forget it when TurboDesk closes"
"""What the box says that keeps a key in memory alone."""
KEEP_ANYWAY = "Keep this key anyway"
"""What the button says beside a check that failed: it may be the check that is wrong."""
_UNNAMED_STORE = "this computer’s key store"


def where_it_is(state: KeyState) -> str:
    """Return one sentence on where the key in force comes from; why it cannot be read is `trouble`'s to say."""
    match state.place:
        case KeyPlace.STORE:
            return f"Saved in {state.store_name or _UNNAMED_STORE}."
        case KeyPlace.THIS_RUN:
            return "In memory only: TurboDesk forgets it when it closes."
        case KeyPlace.ENVIRONMENT:
            return "From the environment variable TURBODESK_API_KEY; it is never stored."
        case KeyPlace.NONE:
            others = ", ".join(state.elsewhere)
            return "No key is set for this address." + (f" One is kept for {others}." if others else "")
        case _:
            assert_never(state.place)


def where_it_is_kept(state: KeyState) -> str:
    """Return one sentence on the key store that holds the key in force, or "" where none does."""
    return f"The key stays in {state.store_name or _UNNAMED_STORE}." if state.place is KeyPlace.STORE else ""


def trouble(state: KeyState) -> str:
    """Return why the key store could not be used and what can be done, or "" when it could."""
    return "" if state.failure is None else f"{state.failure.sentence} {state.failure.advice}".strip()


def where_it_will_be(state: KeyState) -> str:
    """Return one sentence on where a new key would be kept; an empty state is one that is not known yet."""
    if state.failure is not None:
        return f"{state.failure.sentence} {state.failure.advice}".strip()
    if state.store_name:
        return f"Kept in {state.store_name}, and nowhere else."
    if can_be_stored(state):
        return f"Kept in {_UNNAMED_STORE}, if there is one, and nowhere else."
    return "Looking for this computer’s key store…"


def can_be_stored(state: KeyState) -> bool:
    """Return whether it is worth trying to keep a new key beyond this run.

    A locked store counts: it may have been unlocked since, and the attempt tells.
    """
    if state.failure is not None:
        return state.failure.kind != SecretsUnavailable.kind
    # A key kept for this run, or given by the environment, says nothing of the store.
    return bool(state.store_name) or state.place in (KeyPlace.THIS_RUN, KeyPlace.ENVIRONMENT)
