"""Says in plain words where the key is, or where it would be kept."""

from __future__ import annotations

from typing import assert_never

from turbodesk.chat.errors import SecretsUnavailable
from turbodesk.chat.keys import KeyPlace, KeyState
from turbodesk.translation import _
from turbodesk.ui.quantities import listed, sentences

THIS_RUN = _("Forget it when TurboDesk closes")
"""What the box says that keeps a key in memory alone."""
KEEP_ANYWAY = _("Keep this key anyway")
"""What the button says beside a check that failed: it may be the check that is wrong."""


def where_it_is(state: KeyState) -> str:
    """Return one sentence on where the key in force comes from; why it cannot be read is `trouble`'s to say."""
    match state.place:
        case KeyPlace.STORE:
            if not state.store_name:
                return _("Saved in this computer’s key store.")
            return _("Saved in {store}.").format(store=state.store_name)
        case KeyPlace.THIS_RUN:
            return _("In memory only: TurboDesk forgets it when it closes.")
        case KeyPlace.ENVIRONMENT:
            return _("From the environment variable TURBODESK_API_KEY; it is never stored.")
        case KeyPlace.NONE:
            # Translators: {addresses} are those of other gateways
            other = _("One is kept for {addresses}.").format(addresses=listed(state.elsewhere))
            return sentences(_("No key is set for this address."), other if state.elsewhere else "")
        case _:
            assert_never(state.place)


def where_it_is_kept(state: KeyState) -> str:
    """Return one sentence on the key store that holds the key in force, or "" where none does."""
    if state.place is not KeyPlace.STORE:
        return ""
    if not state.store_name:
        return _("The key stays in this computer’s key store.")
    return _("The key stays in {store}.").format(store=state.store_name)


def trouble(state: KeyState) -> str:
    """Return why the key store could not be used and what can be done, or "" when it could."""
    return "" if state.failure is None else sentences(state.failure.sentence, state.failure.advice)


def where_it_will_be(state: KeyState) -> str:
    """Return one sentence on where a new key would be kept; an empty state is one that is not known yet."""
    if state.failure is not None:
        return sentences(state.failure.sentence, state.failure.advice)
    if state.store_name:
        return _("Kept in {store}, and nowhere else.").format(store=state.store_name)
    if can_be_stored(state):
        return _("Kept in this computer’s key store, if there is one, and nowhere else.")
    return _("Looking for this computer’s key store…")


def can_be_stored(state: KeyState) -> bool:
    """Return whether it is worth trying to keep a new key beyond this run.

    A locked store counts: it may have been unlocked since, and the attempt tells.
    """
    if state.failure is not None:
        return state.failure.kind != SecretsUnavailable.kind
    # A key kept for this run, or given by the environment, says nothing of the store.
    return bool(state.store_name) or state.place in (KeyPlace.THIS_RUN, KeyPlace.ENVIRONMENT)
