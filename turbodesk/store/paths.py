"""Names the files TurboDesk keeps in its folder; which folder it is, `main` decides."""

from __future__ import annotations

import os
from pathlib import Path

from turbodesk.quick_dataclasses import dataclass

BACKUPS = "backups"
"""The folder with the backups of the chats."""


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
    def approvals(self) -> Path:
        """Which tools may always run."""
        return self.root / "tool-approvals.json"

    @property
    def tool_changes(self) -> Path:
        """The folder with what was before tools changed something."""
        return self.root / "tool-changes"

    @property
    def notes(self) -> Path:
        """The folder with the notes that models take."""
        return self.root / "notes"

    @property
    def live_folder(self) -> Path:
        """What was written into the Markdown folder."""
        return self.root / "live-folder.json"

    @property
    def tool_servers(self) -> Path:
        """The person's tool servers and what they said last; no secrets."""
        return self.root / "toolservers.json"

    @property
    def running_tool_servers(self) -> Path:
        """Which of them run, for the start after a crash."""
        return self.root / "toolservers-running.json"

    @property
    def tool_server_files(self) -> Path:
        """The folder with what tool servers have: bundles, packages, and homes of those that are fenced in."""
        return self.root / "toolservers"

    @property
    def prompts(self) -> Path:
        """The person's prompts."""
        return self.root / "prompts.json"

    @property
    def other_computers(self) -> Path:
        """Which storage is synced through; no secrets. There while syncing is on."""
        return self.root / "other-computers.json"

    @property
    def lock(self) -> Path:
        """What proves the passphrase of the window's lock; there while it has one."""
        return self.root / "lock.json"

    @property
    def own_words(self) -> Path:
        """The words the person has added to the dictionary, one a line."""
        return self.root / "own-words.txt"


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
