"""Loads in idle time what the first message would otherwise wait for: the network client and the code highlighter.

Both are a tenth of a second of imports and compiled patterns, too much for a frame and not needed for the first window.
"""

from __future__ import annotations

import asyncio

from turbodesk import frozen, resources

LANGUAGE = "python"
"""What replies show most; each other language is loaded when it first appears, for it costs 2 MB of memory."""


async def warm_up() -> None:
    """Load everything in a thread, one thing at a time, so that the window stays awake. Cancelling leaves the rest."""
    await asyncio.to_thread(_load_client)
    await asyncio.to_thread(_load_highlighter)
    await asyncio.to_thread(_hold)


def _hold() -> None:
    """Take what an update may take away: from its source the program is not updated by anybody else."""
    if frozen.home() is not None:
        frozen.hold_libraries()
        resources.hold()


def _load_client() -> None:
    import turbodesk.gateway.client  # noqa: F401


def _load_highlighter() -> None:
    from turbodesk.rendering.highlight import prepare

    prepare(LANGUAGE)
