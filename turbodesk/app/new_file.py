"""Writes a file the person asked for, and says in plain words where it could not."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from turbodesk.chat.errors import StoreFailure
from turbodesk.store.whole_file import write_whole
from turbodesk.translation import _


def write_new_file(path: Path, fill: Callable[[BinaryIO], object], *, private: bool = False) -> None:
    """Let `fill` write into a new file beside `path`, and put it in its place when it is complete.

    A `private` file is readable by its owner alone.

    Raises:
        StoreFailure: it cannot be written; says where. Whatever else `fill` raises; the file is left as it was.
    """
    try:
        write_whole(path, fill, private=private)
    except OSError as error:
        is_long = error.errno == errno.ENAMETOOLONG
        raise StoreFailure(
            str(error),
            sentence=_("“{name}” could not be saved in {folder}.").format(name=path.name, folder=path.parent),
            advice=_("Choose a shorter name.") if is_long else _("Choose another folder, or make room on the disk."),
        ) from error
