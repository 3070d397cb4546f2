"""What a document is read within, and what is raised where it does not keep to it."""

from __future__ import annotations

MOST_UNPACKED = 120_000_000
"""Bytes unpacked from one file at most. A sheet of 300,000 filled cells has about 15 MB."""
MOST_TEXT = 4_000_000
"""Characters taken from one file at most; the rest is left out."""
MOST_ELEMENTS = 600_000
"""Elements of XML in one piece that is read at once, such as a table of a text."""
DEEPEST = 150
"""Elements of XML within one another: a table in a text box in a table has about 40."""
MOST_NAMES = 20_000
"""Different names of elements and attributes: these formats have some hundreds."""
LONGEST_MARKUP = 8_000_000
"""Bytes of one tag with its attributes: some carry a small picture."""


class Oversized(Exception):
    """More than `MOST_UNPACKED` came out of an archive, or more of something else than a document has."""


class Full(Exception):
    """`MOST_TEXT` has been reached."""


class Locked(Exception):
    """A password is needed."""


class NoDocument(Exception):
    """It is an archive or a container, but of no document that is known."""


class OldFormat(Exception):
    """A document of before 2007 that is not read here."""

    def __init__(self, kind: str) -> None:
        """`kind` is as `compound.kind` says it."""
        super().__init__(kind)
        self.kind = kind


class Protected(Exception):
    """Its text is encrypted, and only the programs of whoever sold it can read it."""
