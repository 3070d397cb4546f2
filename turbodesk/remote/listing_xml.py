"""Reads answers in XML, such as the listing of a folder, piece by piece as they arrive, and trusts nothing in them.

An answer is one element with records in it, and each of these is kept as the texts of its elements by where they stand:
"propstat/prop/getcontentlength". That is all WebDAV (RFC 4918) and S3 need, so no tree is built that a server could
make as large or as deep as it likes. There are no declarations in what we ask for: an answer with a document type,
through which entities grow or name other files, is refused at once. Namespaces are left away: no element has the name
of another.
"""

from __future__ import annotations

from xml.etree.ElementTree import ParseError, XMLParser

from turbodesk.chat.storage_errors import NotStorage, StorageUnreachable

Fields = dict[str, str]
"""Texts of elements by the path of their names."""
Records = list[Fields]

DEEPEST = 16
"""Elements within one another; answers to our questions have six."""
MOST_FIELDS = 100
"""Of one record."""
LONGEST_TEXT = 8_192
"""Characters of one text."""


class XmlRecords:
    """One answer; `root` is the name of its element, `record` that of the elements in it that there are many of."""

    def __init__(self, root: str, record: str) -> None:
        self._target = _Target(root, record)
        self._parser = XMLParser(target=self._target)
        self._is_empty = True

    def feed(self, piece: bytes) -> Records:
        """Take in the next bytes and return the records that are whole with them.

        Raises:
            NotStorage: this is no such answer.
        """
        self._is_empty = self._is_empty and not piece
        try:
            self._parser.feed(piece)
        except (ParseError, LookupError, ValueError) as error:  # the latter two for encodings that are none
            raise NotStorage(f"no XML: {error}") from None
        return self._target.take()

    def close(self) -> Fields:
        """Return what stands beside the records.

        Raises:
            NotStorage: nothing came.
            StorageUnreachable: the end is missing.
        """
        if self._is_empty:
            raise NotStorage("an empty answer")
        try:
            self._parser.close()
        except ParseError as error:
            raise StorageUnreachable(f"cut off: {error}") from None
        return self._target.beside


class _Target:
    """What the parser tells of each element."""

    def __init__(self, root: str, record: str) -> None:
        self._root = root
        self._record_name = record
        self._path: list[str] = []
        self._text = ""
        self._record: Fields | None = None
        self._done: list[Fields] = []
        self.beside: Fields = {}

    def take(self) -> Records:
        done, self._done = self._done, []
        return done

    def doctype(self, *_: object) -> None:
        raise NotStorage("a document type in XML")

    def start(self, tag: str, _attributes: object) -> None:
        name = tag.rpartition("}")[2]
        if not self._path and name != self._root:
            raise NotStorage(f"<{name[:50]}> and not <{self._root}>")
        if len(self._path) >= DEEPEST:
            raise NotStorage("XML that is too deep")
        self._path.append(name)
        if len(self._path) == 2 and name == self._record_name:
            self._record = {}
        self._text = ""

    def data(self, text: str) -> None:
        if len(self._text) + len(text) > LONGEST_TEXT:
            raise NotStorage("XML with a text that is too long")
        self._text += text

    def end(self, _tag: str) -> None:
        fields, above = (self.beside, 1) if self._record is None else (self._record, 2)
        where = "/".join(self._path[above:])
        # What a folder does not have stands there too, empty, in a group of its own with another status.
        if where and not fields.get(where):
            fields[where] = self._text.strip()
            if len(fields) > MOST_FIELDS:
                raise NotStorage("XML with too many elements")
        self._text = ""
        self._path.pop()
        if len(self._path) == 1 and self._record is not None:
            self._done.append(self._record)
            self._record = None
