"""Measures what replies cost that come in chats nobody has in front, in a real window on a real screen.

    python -m tests.bench.several

The same reply comes in one chat, and in five at once of which one is in front, at the pace of real replies and at ten
times that. Prints one JSON object a pace: CPU seconds of the program for one and for five, in processes of their own
that take turns, and the ratio of the two. The baseline is the one reply: what nobody sees is to cost next to nothing.
"""

from __future__ import annotations

import json
import statistics
import sys
from typing import Any

from tests.bench.message_flush import DELTA, reply_of
from tests.bench.pace import run, screen
from tests.bench.stream import server as gateway

CASES = {400: 4_000, 4_000: 20_000}
"""Characters of a reply, by characters a second."""
BESIDE = 4
ROUNDS = 2
MOST = 1.3


def used(characters: int, pace: int, beside: int) -> dict[str, Any]:
    """What a window used for one reply in front and so many others."""
    task = {"pace": pace, "server": None, "scrolling": "read", "is_counted": False, "beside": beside}
    with gateway(reply_of(characters), chars=DELTA, pace=pace, times=1 + beside) as url:
        return run("turbodesk", {**task, "url": url})


def measured(characters: int, pace: int) -> dict[str, Any]:
    """Measure one pace."""
    one, five = [], []
    for _ in range(ROUNDS):
        one.append(used(characters, pace, 0))
        five.append(used(characters, pace, BESIDE))
    busy = [statistics.mean(each["busy"] for each in found) for found in (one, five)]
    return {
        "characters": characters,
        "chars_per_s": pace,
        "busy_one": round(busy[0], 4),
        "busy_five": round(busy[1], 4),
        "wakeups_per_s": [round(statistics.mean(each["wakeups_per_s"] for each in found)) for found in (one, five)],
        "five_over_one": round(busy[1] / busy[0], 2),
        "aims": {"five_over_one": MOST},
    }


def main() -> None:
    """Measure and print, one JSON object a line."""
    try:
        with screen():
            for pace, characters in CASES.items():
                sys.stdout.write(json.dumps(measured(characters, pace)) + "\n")
                sys.stdout.flush()
    except LookupError as why:
        sys.stdout.write(json.dumps({"left_out": str(why)}) + "\n")


if __name__ == "__main__":
    main()
