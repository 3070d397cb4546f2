"""Says which attachments of a conversation would not go with its next request: a pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def left_out(message_id: str, path: Sequence[str], counts: Mapping[str, int], *, keep: int | None, drafted: int) -> int:
    """Return how many of a message's attachments, the first ones, stay behind.

    `counts` says how many each message on the `path` has, `drafted` how many wait in the draft; only the newest `keep`
    go along, None means all.
    """
    count = counts.get(message_id, 0)
    if keep is None or not count or message_id not in path:
        return 0
    later = drafted + sum(counts.get(one, 0) for one in path[path.index(message_id) + 1 :])
    return min(count, max(0, count + later - keep))
