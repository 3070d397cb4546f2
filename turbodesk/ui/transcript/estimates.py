"""Guesses how tall a message will be from its number of characters, and learns from the ones already measured.

A straight line per role, height = rest + slope x characters, fitted by least squares. A few imagined messages of the
prior take part in the fit, so that the first guesses are sensible and one odd message does not tip the line.
Guesses only place the scroll bar's handle: what the reader sees is always measured.
"""

from __future__ import annotations

from collections.abc import Iterable

from turbodesk.chat.conversation import Node
from turbodesk.chat.message import Role
from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.theme.metrics import MEASURE

_CHAR_AREA = 190
"""Square pixels a character takes with its share of white space: 8 wide, 24 high, at 100 % text on a usual screen."""
_TALLEST = 2_000_000
"""Pixels; a scroll bar of 1,000 such messages is still within Qt's limit of 2^31."""


@dataclass(slots=True)
class _LineFit:
    """The sums of a least-squares fit of height over characters."""

    count: float = 0.0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    xy: float = 0.0

    def add(self, x: float, y: float, weight: float = 1.0) -> None:
        self.count += weight
        self.x += weight * x
        self.y += weight * y
        self.xx += weight * x * x
        self.xy += weight * x * y

    def fit(self) -> tuple[float, float]:
        """Return rest and slope; a slope below 0 is chance and becomes 0."""
        spread = self.count * self.xx - self.x * self.x
        slope = max(0.0, (self.count * self.xy - self.x * self.y) / spread)
        return max(0.0, (self.y - slope * self.x) / self.count), slope


class Estimates:
    """Heights by role and characters at one width. `learned` counts the measured messages taken in since `restart`."""

    def __init__(self) -> None:
        self.learned = 0
        self._lines: dict[Role, _LineFit] = {}
        self._fits: dict[Role, tuple[float, float]] = {}
        self.restart(width=MEASURE, scale=1.0)

    def restart(self, *, width: int, scale: float) -> None:
        """Forget what was learned: the column is `width` pixels wide now and text is `scale` times its usual size."""
        self.learned = 0
        slope = _CHAR_AREA * scale * scale / max(1, width)
        for role, rest in ((Role.USER, 60.0 * scale), (Role.ASSISTANT, 90.0 * scale)):
            line = _LineFit()
            for chars in (0, 1000, 3000):
                line.add(chars, rest + slope * chars, weight=0.5)
            self._lines[role] = line
            self._fits[role] = line.fit()

    def learn(self, node: Node, height: int) -> None:
        """Take in that this message was measured `height` pixels tall."""
        self._lines[node.role].add(node.chars, height)
        self._fits[node.role] = self._lines[node.role].fit()
        self.learned += 1

    def heights(self, nodes: Iterable[Node]) -> list[int]:
        """Return the expected heights in pixels, each at least 1."""
        # One loop without a call in it: a conversation of 10,000 messages is guessed whenever it is opened.
        (user_rest, user_slope), (rest, slope) = self._fits[Role.USER], self._fits[Role.ASSISTANT]
        user = Role.USER
        found = [
            int(user_rest + user_slope * node.chars) if node.role is user else int(rest + slope * node.chars)
            for node in nodes
        ]
        if found and (max(found) > _TALLEST or min(found) < 1):
            found = [max(1, min(_TALLEST, height)) for height in found]
        return found
