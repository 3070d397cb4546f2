"""Says in plain words where the key is, or where it would be kept."""

from __future__ import annotations

from typing import assert_never

from turbodesk.chat.errors import FailureNote
from turbodesk.chat.keys import KeyPlace, KeyState

_UNNAMED_STORE = "this computer’s key store"


def where_it_is(state: KeyState) -> str:
    """Return one sentence on where the key in force comes from; why it cannot be read is `trouble`'s to say."""
    match state.place:
        case KeyPlace.STORE:
            return f"Saved in {state.store_name or _UNNAMED_STORE}."
        case KeyPlace.THIS_RUN:
            return "Kept for this run only; TurboDesk forgets it when it closes."
        case KeyPlace.ENVIRONMENT:
            return "From the environment variable TURBODESK_API_KEY; it is never stored."
        case KeyPlace.NONE:
            return "No key is set."
        case _:
            assert_never(state.place)


def trouble(state: KeyState) -> str:
    """Return why the key store could not be used and what can be done, or "" when it could."""
    return "" if state.failure is None else f"{state.failure.sentence} {state.failure.advice}".strip()


def where_it_will_be(state: KeyState) -> str:
    """Return one sentence on where a new key would be kept."""
    if state.failure is not None:
        return _sentence_with_way_out(state.failure)
    if not state.store_name:
        return "This computer has no key store that TurboDesk can use. The key can be kept for this run only."
    return f"It will be kept in {state.store_name}."


def can_be_stored(state: KeyState) -> bool:
    """Return whether a new key can be expected to be kept beyond this run."""
    return bool(state.store_name) and state.failure is None


def _sentence_with_way_out(failure: FailureNote) -> str:
    way_out = failure.advice or "The key can be kept for this run only."
    return f"{failure.sentence} {way_out}"
