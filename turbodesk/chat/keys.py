"""Where an API key lives, and what a key may look like.

`ApiKey` hides its text from `repr`, logs and tracebacks; only the request that needs it asks for `reveal()`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from turbodesk.chat.errors import FailureNote


class KeyPlace(StrEnum):
    """Where the key in force comes from."""

    NONE = "none"
    STORE = "store"
    """The operating system's key store."""
    THIS_RUN = "this-run"
    """Memory only."""
    ENVIRONMENT = "environment"
    """TURBODESK_API_KEY; wins over all and is never stored."""


class ApiKey:
    """A key that never shows itself."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Keep `text`, trimmed.

        Raises:
            ValueError: with a sentence for the person, when it cannot be a key.
        """
        text = text.strip()
        if not text:
            raise ValueError("The key is empty.")
        if any(char.isspace() for char in text):
            raise ValueError("A key has no blanks or line breaks in it; this one does.")
        if not text.isascii() or not text.isprintable():
            raise ValueError("A key has only plain letters, digits and signs; this one has others.")
        self._text = text

    def reveal(self) -> str:
        """Return the key itself, for the request header and the key store alone."""
        return self._text

    def __repr__(self) -> str:
        return "ApiKey(hidden)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ApiKey) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a key is not pickled")


@dataclass(frozen=True, slots=True)
class KeyState:
    """What is known of the key in force, for showing; never the key itself."""

    place: KeyPlace = KeyPlace.NONE
    store_name: str = ""
    """The key store's own name, such as "GNOME Keyring"; "" when there is none."""
    failure: FailureNote | None = None
    """Why the key store could not be used, when it could not."""
    elsewhere: tuple[str, ...] = ()
    """Other addresses of the same gateway for which the key store has a key; it is not sent to this one."""
