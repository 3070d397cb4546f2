"""Whatever a gateway sends, a chat ends its reply in plain words, can be looked at, and goes on after a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.app.odd_streams import Rig, harm, rig
from tests.gateway_server.mutated import mutated

SEEDS = range(120)
HARMFUL = (
    *(142, 198, 213, 274, 287, 483, 967, 1002, 1760, 1681, 1935, 2201, 1052, 1753, 2100, 2182, 780, 1198, 321, 1403),
    *(961, 2105, 2215, 2468, 2003, 2467, 477, 538, 3193, 1678, 4231, 4175, 4219, 260, 720, 2638, 4134),
)
"""Streams that once ended in a defect, or spoiled all that came after them in their chat."""


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig(tmp_path) as made:
        yield made


async def test_no_stream_harms_its_chat(made: Rig) -> None:
    harmed = {seed: wrong for seed in (*SEEDS, *HARMFUL) if (wrong := await harm(made, mutated(seed)))}
    assert harmed == {}
