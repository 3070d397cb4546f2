"""What the tests of storages on the web have in common: names in a vault, and answers that are broken for all alike."""

from __future__ import annotations

from tests.web_server import HttpAnswer
from turbodesk.chat.storage_errors import Damaged, StorageUnreachable
from turbodesk.remote.storage import LARGEST_FILE

VAULT = "abcdefghijklmnop"
FILE = "abcdefghijklmnop.1-9.abcdefgh.tds"
OTHER = "abcdefghijklmnop.10-12.abcdefgh.tds"
BROKEN_FILES: tuple[tuple[HttpAnswer, type[Exception]], ...] = (
    (HttpAnswer(b"half", headers={"content-length": "8"}, sends_length=False), StorageUnreachable),
    (HttpAnswer(b"", headers={"content-length": str(LARGEST_FILE + 1)}, sends_length=False), Damaged),
)
"""Files that do not arrive whole, or shall not, and what each is told as."""
