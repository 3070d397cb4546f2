"""Finds the plain files TurboDesk ships with, such as icons, wherever the program runs from."""

from __future__ import annotations

from functools import lru_cache
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


def content(*parts: str) -> bytes:
    """Return what is in a file, and keep it: an update may put another in its place, or none.

    Raises:
        OSError: it cannot be read.
    """
    return _read(path(*parts))


def text(*parts: str) -> str:
    """Return the text in a file, as `content` does, with line feeds alone: a checkout on Windows may have more."""
    return content(*parts).decode("utf-8").replace("\r\n", "\n")


def hold() -> None:
    """Read every small file that may be wanted later in this run, 76 kB in all; English stands in for translations."""
    for file in path().rglob("*"):
        if file.suffix in _SMALL and "translations" not in file.parts:
            _read(file)


_SMALL = frozenset({".css", ".svg", ".md", ".qss", ".toml"})


@lru_cache(maxsize=256)
def _read(file: Path) -> bytes:
    return file.read_bytes()


def channel() -> str:
    """Return how this TurboDesk came to be here, such as "deb" or "setup"; "source" where nobody packaged it."""
    file = path("channel")
    return file.read_text("utf-8").strip() if file.is_file() else "source"
