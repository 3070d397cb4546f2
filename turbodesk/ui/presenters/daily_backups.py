"""Has a backup of all chats made each day, once the window has all it needs."""

from __future__ import annotations

import asyncio

from turbodesk.app.services import Services

BACK_UP_AFTER_S = 20.0
"""How long after the start is looked whether the day has a backup: nobody waits for the disk at a start."""


async def keep_backups(services: Services) -> None:
    """Make one whenever a day has none. Never returns."""
    await asyncio.sleep(BACK_UP_AFTER_S)
    await services.backups().keep_daily()
