"""What storage that a person's computers share may do wrong, and what a file in it may be.

    StorageError
      + StorageUnreachable   no answer: it is tried again later, quietly
      |   - FolderGone       the folder is not there: a share that is not mounted, a disk that was pulled out
      |   - OnlineOnly       a file is there in name alone: the program that keeps the folder has not fetched it
      - StorageBusy          429, 503, 423: it asks to be left alone for a while
      - Refused              401, 403: the password or the right to write is missing
      |   - FolderClosed     read-only, or somebody else's: the system itself says so, and has no other reason to
      - StorageFull          507, 413, a quota, no room on the disk: what is here waits, reading goes on
      - NotStorage           what answered is no storage of this kind: a sign-in page, a wrong address
      - Missing              there is no such file
      - WrongClock           it refuses the time of this computer's clock
      - CodeReplaced         the person has made a new code elsewhere: it is asked for, nothing is sent any more
      - Emptied              everything this computer had sent is gone: the person is asked, nothing is sent unasked
    Damaged                  a file is not whole, or not sealed with this code; it is tried again next time
    TooNew                   a file needs a newer TurboDesk; it is left for after the update

Each class is one thing a person can be told and one thing the program does about it. `Damaged` and `TooNew` are about
one file, and no reason to stop: so they are no `StorageError`.
"""

from __future__ import annotations


class StorageError(Exception):
    """The storage did not do what was asked."""

    def __init__(self, detail: str = "") -> None:
        """`detail` is for the log and for "Details": the other side's words, or the system's, never a secret."""
        super().__init__(detail)
        self.detail = detail


class StorageUnreachable(StorageError):
    """It did not answer, or not in time."""


class FolderGone(StorageUnreachable):
    """The folder is not there."""


class OnlineOnly(StorageUnreachable):
    """A file's name is on this computer and its content is not."""


class StorageBusy(StorageError):
    """It asks to be left alone for a while."""

    def __init__(self, detail: str = "", *, wait_s: float | None = None) -> None:
        """`wait_s` is how many seconds it asks for; None: it did not say."""
        super().__init__(detail)
        self.wait_s = wait_s


class Refused(StorageError):
    """It does not accept the password or the key, or does not let this computer write."""


class FolderClosed(Refused):
    """The system does not let this computer read or write there."""


class StorageFull(StorageError):
    """There is no room left."""


class NotStorage(StorageError):
    """What answered is no storage of this kind."""


class Missing(StorageError):
    """There is no such file."""


class WrongClock(StorageError):
    """It does not accept the time of this computer's clock."""


class CodeReplaced(StorageError):
    """The person has made a new code at another computer, and this one holds no more."""


class Emptied(StorageError):
    """Everything that this computer had sent is gone."""


class Damaged(Exception):
    """A file is not whole, not what its name says, or not sealed with this code."""


class TooNew(Exception):
    """A file needs a newer TurboDesk."""
