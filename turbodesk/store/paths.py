"""Names the files TurboDesk keeps in its folder; which folder it is, `main` decides."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder of one person's TurboDesk."""

    root: Path

    @property
    def database(self) -> Path:
        """Conversations and everything in them."""
        return self.root / "turbodesk.db"

    @property
    def settings(self) -> Path:
        """Settings and the window's state."""
        return self.root / "settings.json"

    @property
    def gateways(self) -> Path:
        """The gateways and what was learned of them; no keys."""
        return self.root / "gateways.json"

    @property
    def models(self) -> Path:
        """What the person set of models."""
        return self.root / "models.json"

    @property
    def model_news(self) -> Path:
        """What the last signed news said of models, with their signature."""
        return self.root / "news.signed"

    @property
    def presets(self) -> Path:
        """The presets."""
        return self.root / "presets.json"

    @property
    def live_folder(self) -> Path:
        """What was written into the Markdown folder."""
        return self.root / "live-folder.json"

    @property
    def prompts(self) -> Path:
        """The person's prompts."""
        return self.root / "prompts.json"


def private(path: str, flags: int) -> int:
    """Open a file that its owner alone may read: an `opener` for `open`."""
    return os.open(path, flags, 0o600)


def make_private_folder(folder: Path) -> None:
    """Make `folder` readable by its owner alone; one that exists keeps its rights, for it may be anybody's.

    Raises:
        OSError: it cannot be made.
    """
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
