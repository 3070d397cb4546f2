"""Where an API key lives, and what a key may look like.

`ApiKey` hides its text from `repr`, logs and tracebacks; only the request that needs it asks for `reveal()`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import quote
from weakref import WeakValueDictionary

from turbodesk.chat.errors import FailureNote
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

KEY_PLACEHOLDER = "[key]"
"""Stands wherever a key stood."""


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

    __slots__ = ("__weakref__", "_text")

    def __init__(self, text: str) -> None:
        """Keep `text`, trimmed.

        Raises:
            ValueError: with a sentence for the person, when it cannot be a key.
        """
        text = text.strip()
        if not text:
            raise ValueError(_("The key is empty."))
        if any(char.isspace() for char in text):
            raise ValueError(_("A key has no blanks or line breaks in it; this one does."))
        if not text.isascii() or not text.isprintable():
            raise ValueError(_("A key has only plain letters, digits and signs; this one has others."))
        self._text = text
        _IN_FORCE[id(self)] = self

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


_IN_FORCE: WeakValueDictionary[int, ApiKey] = WeakValueDictionary()
"""Every key there is, for as long as it is. State of the whole process, since what it is for is: whatever is written
for people, wherever it comes from, is written without any of them."""
_SHORTEST_SECRET = 8
"""Characters; shorter ones are what servers are given that want any key at all, such as "none"."""


def without_keys(text: str) -> str:
    """Return `text` with `KEY_PLACEHOLDER` for each key there is, also as JSON, Python and addresses write it."""
    for key in _IN_FORCE.values():
        plain = key.reveal()
        if len(plain) >= _SHORTEST_SECRET:
            text = re.sub(_any_form_of(plain), KEY_PLACEHOLDER, text)
    return text


def _any_form_of(plain: str) -> str:
    """A pattern of a key as it is, in quotation marks however deep, and in an address."""
    quoted = "".join(_IN_QUOTES.get(sign) or re.escape(sign) for sign in plain)
    return f"{quoted}|{re.escape(quote(plain, safe=''))}"


_IN_QUOTES = {"\\": r"\\+", "'": r"\\*'", '"': r'\\*"'}


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
