"""Storage for tests: in memory, and as faulty as a test wants it."""

from __future__ import annotations

from collections.abc import Callable

from turbodesk.chat.storage_errors import (
    Missing,
    NotStorage,
    OnlineOnly,
    Refused,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnreachable,
)

COPY = " (conflicted copy 2026-11-28)"


class MemoryStorage:
    """Storage that always works, and counts what is asked of it."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = dict(files or {})
        self.asked: list[str] = []
        """The verbs, with names."""

    async def list(self, folder: str) -> dict[str, int]:
        self.asked.append(f"list {folder}")
        at = f"{folder}/"
        return {name[len(at) :]: len(content) for name, content in self.files.items() if name.startswith(at)}

    async def get(self, name: str) -> bytes:
        self.asked.append(f"get {name}")
        if name not in self.files:
            raise Missing(name)
        return self.files[name]

    async def put(self, name: str, content: bytes) -> None:
        self.asked.append(f"put {name}")
        self.files[name] = content

    async def delete(self, name: str) -> None:
        self.asked.append(f"delete {name}")
        self.files.pop(name, None)

    async def remove_empty_folders(self) -> None:
        """There are none."""

    async def close(self) -> None:
        """There is nothing to close."""


class FaultyStorage(MemoryStorage):
    """One computer's sight of a storage that all share."""

    def __init__(self, shared: MemoryStorage, choose: Callable[[int], int]) -> None:
        """`choose(n)` says which of n things happens; 0 is that all goes well."""
        super().__init__()
        self.shared = shared
        self._choose = choose
        self.is_faulty = True
        self.rarely = 1
        """How many things go well for each that may not."""
        self.before: Callable[[], None] = lambda: None
        """Called before anything is done."""
        self._last: dict[str, dict[str, int]] = {}

    def _fault(self, count: int) -> int:
        self.before()
        return self._choose(count) if self.is_faulty and self._choose(self.rarely) == 0 else 0

    async def list(self, folder: str) -> dict[str, int]:
        fault = self._fault(6)
        now = await self.shared.list(folder)
        match fault:
            case 1:
                raise StorageUnreachable
            case 2:  # what was there before, deleted files included
                return self._last.get(folder, {})
            case 3:  # some are not shown yet
                left_out = self._choose(3)
                now = {name: size for at, (name, size) in enumerate(sorted(now.items())) if at % 3 != left_out}
            case 4:  # a program that keeps folders in step has made copies
                now |= {f"{name[:-4]}{COPY}.tds": size for name, size in sorted(now.items())[:2]}
            case 5:
                raise NotStorage
        self._last[folder] = now
        return now

    async def get(self, name: str) -> bytes:
        fault = self._fault(6)
        content = await self.shared.get(name.replace(COPY, ""))
        match fault:
            case 1:
                raise StorageUnreachable
            case 2:
                return content[: len(content) // 2]
            case 3:
                raise Missing(name)
            case 4:
                raise OnlineOnly
            case 5:
                return b"<!doctype html>"
        return content

    async def put(self, name: str, content: bytes) -> None:
        fault = self._fault(8)
        failures: dict[int, StorageError] = {
            1: StorageUnreachable(),
            5: StorageFull(),
            6: StorageBusy(),
            7: Refused(),
        }
        match fault:
            case 2:  # it arrives, the answer does not
                await self.shared.put(name, content)
                raise StorageUnreachable
            case 3:  # half of it arrives
                await self.shared.put(name, content[: len(content) // 2])
                raise StorageUnreachable
            case 4:  # half of it arrives, and the answer says all is well
                await self.shared.put(name, content[: len(content) // 2])
            case 0:
                await self.shared.put(name, content)
            case _:
                raise failures[fault]

    async def delete(self, name: str) -> None:
        fault = self._fault(4)
        if fault == 1:
            raise StorageUnreachable
        if fault == 3:
            raise Refused
        await self.shared.delete(name)
        if fault == 2:
            raise StorageUnreachable
