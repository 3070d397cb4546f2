"""Finds the plain files TurboDesk ships with, such as icons, wherever the program runs from."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (
    # The wheel's own copy first: a folder named resources beside site-packages could be anybody's.
    _PACKAGE / "_resources",
    # A checkout; a frozen program too, whose packages and data files lie in one folder.
    _PACKAGE.parent / "resources",
)


def path(*parts: str) -> Path:
    """Return where the file or folder `parts` lies, such as `path("icons", "copy.svg")`; it need not exist.

    Raises:
        FileNotFoundError: the installation has lost all of its resources.
    """
    for place in _PLACES:
        if place.is_dir():
            return place.joinpath(*parts)
    raise FileNotFoundError(f"TurboDesk's own files are missing; looked in {' and '.join(map(str, _PLACES))}")


def channel() -> str:
    """Return how this TurboDesk came to be here, such as "deb" or "setup"; "source" where nobody packaged it."""
    file = path("channel")
    return file.read_text("utf-8").strip() if file.is_file() else "source"
