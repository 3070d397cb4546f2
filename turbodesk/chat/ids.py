"""Makes identifiers that sort by the time they were made.

UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then random bits. Two machines' histories can be
merged by union, and SQLite keeps rows written together side by side. Python 3.14 has its own; this serves 3.11 to 3.13.
"""

from __future__ import annotations

import time
from random import SystemRandom

from turbodesk.chat.moments import is_moment

_randbits = SystemRandom().getrandbits
"""The system's. Not the module `secrets`, which is no more than this and 2 ms of other imports at every start."""

_last_ms = 0
_last_tail = 0
_TAIL_BITS = 74  # rand_a (12) and rand_b (62), read as one counter


def new_id() -> str:
    """Return a new UUIDv7 as text; ids made by one process never sort before an earlier one."""
    global _last_ms, _last_tail
    now_ms = time.time_ns() // 1_000_000
    if now_ms > _last_ms:
        # One bit less for head room, so that counting never overflows.
        _last_ms, _last_tail = now_ms, _randbits(_TAIL_BITS - 1)
    else:  # the same millisecond, or a clock set back: count on
        _last_tail += 1 + _randbits(16)
    rand_a, rand_b = _last_tail >> 62, _last_tail & ((1 << 62) - 1)
    value = (_last_ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def made_at(id_: str) -> int:
    """Return when an id was made, in milliseconds since 1970, UTC (RFC 9562, 5.7); 0 for one that is none of ours."""
    digits = id_.replace("-", "")
    try:
        made = int(digits[:12], 16) if len(digits) == 32 and digits[12] == "7" else 0
    except ValueError:
        return 0
    return made if is_moment(made) else 0


def now_ms() -> int:
    """Return the time as milliseconds since 1970, UTC: the unit of every stored time."""
    return time.time_ns() // 1_000_000
