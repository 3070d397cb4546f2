"""Reads rich text (.rtf), in one pass: letters in the code page of their typeface, tables, notes, and nothing hidden.

Why our own: striprtf, the library for it, searches all of a file with patterns whose time grows with its square, leaves
out footnotes and reads out what is hidden; a thread that does so cannot be ended.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace

from turbodesk.app.documents import bounds
from turbodesk.app.documents.writing import DocumentText, table
from turbodesk.chat import encodings
from turbodesk.chat.attachments import size_in_words
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

MAGIC = b"{\\rtf"
MOST_BYTES = 60_000_000
"""Of a file: pictures stand in it in hexadecimal."""
LIMIT_S = 20.0
_DEEPEST = 2_000
_CONTROL = re.compile(
    rb"\\(?:([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|'([0-9a-fA-F]{2})|([^a-zA-Z]))|([{}])|[\r\n]+|[^\\{}\r\n]+"
)
"""A word with its number, a byte, a sign, a brace, an end of a line that means nothing, letters."""
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object objdata header headerl headerr headerf footer footerl footerr"
    b" footerf listtable listoverridetable rsidtbl generator themedata datastore latentstyles xmlnstbl fldinst"
    b" bkmkstart bkmkend annotation atnid atnauthor atndate atnref atrfstart atrfend shpinst nonshppict pgptbl revtbl"
    b" filetbl pnseclvl template operator author title subject keywords comment doccomm tc xe ftnsep ftnsepc aftnsep"
    b" aftnsepc nonesttables nesttableprops defchp defpap wgrffmtfilter mmathPr upr sp".split()
)
"""Groups in which nothing is shown, or something that is shown once more elsewhere."""
_SHOWN_STARRED = frozenset(b"shptxt listtext footnote ud".split())
"""Groups that older programs are to leave out, and that hold words all the same."""
_LETTERS = {
    b"tab": "\t",
    b"emdash": "—",
    b"endash": "–",
    b"bullet": "•",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"line": "\n",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
}
_SIGNS = {b"~": " ", b"_": "-", b"-": "", b"{": "{", b"}": "}", b"\\": "\\", b"\n": "\n\n", b"\r": "\n\n"}
_CHARSETS = {
    77: "mac-roman",
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    0: "cp1252",
}
"""Code pages by the number of a typeface's alphabet."""


def text_of(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of a file of rich text, and a note on what became of the rest.

    Raises:
        AttachmentRefused: it is too long, damaged, or holds no text.
    """
    if len(data) > MOST_BYTES:
        raise AttachmentRefused(
            sentence=_("“{name}” has {size}, more than can be read here.").format(
                name=name, size=size_in_words(len(data))
            ),
            advice=_("Save it as PDF and attach that."),
        )
    text = DocumentText()
    is_whole = True
    try:
        _RichTextReader(text).read(data)
    except bounds.Full:
        is_whole = False
    except bounds.Oversized:
        raise AttachmentRefused(
            sentence=_("“{name}” takes too long to read, so it was given up.").format(name=name),
            advice=_("Save it as PDF and attach that."),
        ) from None
    found = text.joined()
    if not found:
        raise AttachmentRefused(
            sentence=_("“{name}” holds no text that could be read.").format(name=name),
            advice=_("Save it as PDF and attach that."),
        )
    if not is_whole:
        return found, _("Only the beginning of this document’s text fits.")
    return found, _("Only the text of this document is sent, without pictures and layout.")


@dataclass(frozen=True, slots=True)
class _GroupState:
    """What holds in a group and ends with it."""

    is_skipped: bool = False
    is_hidden: bool = False
    is_note: bool = False
    encoding: str = ""
    font: int = 0
    fallback: int = 1
    """How many letters stand behind a letter of Unicode for programs that know none."""


class _RichTextReader:
    """The groups that are open, and what has been read."""

    def __init__(self, text: DocumentText) -> None:
        self._text = text
        self._state = _GroupState(encoding="cp1252")
        self._stack: list[_GroupState] = []
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._in_fonts = 0
        self._raw = bytearray()
        self._half = 0
        self._skip = 0
        self._words: list[str] = []
        self._note: list[str] = []
        self._notes: list[str] = []
        self._told = 0
        self._rows: list[list[str]] = []
        self._row: list[str] = []
        self._is_in_table = False
        self._is_new = False
        """Whether a group has just begun: its first word says what is in it."""
        self._is_starred = False

    def read(self, data: bytes) -> None:
        end = time.monotonic() + LIMIT_S
        at, steps = 0, 0
        while at < len(data):
            steps += 1
            if steps % 20_000 == 0 and time.monotonic() > end:
                raise bounds.Oversized
            found = _CONTROL.match(data, at)
            if found is None:  # a sign that begins nothing, at the very end
                break
            at = found.end()
            word, number, code, sign, brace = found.groups()
            if code is not None:
                self._byte(int(code, 16))
                continue
            if brace is None and word is None and sign is None:
                if found[0][:1] not in b"\r\n":
                    self._plain(found[0])
                continue
            self._decode()
            if brace is not None:
                self._brace(is_open=brace == b"{")
            elif sign is not None:
                self._sign(sign)
            else:
                value = int(number) if number is not None else None
                if word == b"bin":
                    at += max(0, value or 0)
                self._word(word, value)
        self._decode()
        self._state, self._is_in_table = _GroupState(encoding=self._page), False
        self._paragraph()

    def _brace(self, *, is_open: bool) -> None:
        self._skip = 0
        if is_open:
            if len(self._stack) >= _DEEPEST:
                raise bounds.Oversized
            self._stack.append(self._state)
            self._is_new, self._is_starred = True, False
            return
        self._is_new = False
        was_note = self._state.is_note
        if self._stack:
            self._state = self._stack.pop()
        if self._in_fonts and len(self._stack) < self._in_fonts:
            self._in_fonts = 0
        if was_note and not self._state.is_note:
            self._notes.append(" ".join("".join(self._note).split()))
            self._note = []
            self._say(f"[^{len(self._notes)}]")

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._is_starred = True
            return
        self._is_new = False
        if sign in (b"\n", b"\r"):
            self._paragraph()
        else:
            self._say(_SIGNS.get(sign, ""))

    def _word(self, word: bytes, value: int | None) -> None:
        if self._is_new:
            self._is_new = False
            self._begin(word)
        match word:
            case b"ansicpg" if value:
                self._page = encodings.known(f"cp{value}") or self._page
                self._state = replace(self._state, encoding=self._page)
            case b"f" if value is not None:
                self._state = replace(self._state, font=value, encoding=self._fonts.get(value, self._page))
            case b"fcharset" if self._in_fonts and value is not None:
                self._fonts[self._state.font] = _CHARSETS.get(value, self._page) if value else self._page
            case b"pard" | b"intbl" if not self._state.is_skipped and not self._state.is_note:
                self._is_in_table = word == b"intbl"
            case b"plain":
                self._state = replace(self._state, is_hidden=False)
            case b"v" | b"deleted":
                self._state = replace(self._state, is_hidden=value != 0)
            case b"uc" if value is not None:
                self._state = replace(self._state, fallback=max(0, min(value, 20)))
            case b"u" if value is not None:
                self._letter(value)
            case b"par" | b"sect" | b"page":
                self._paragraph()
            case b"cell" | b"nestcell":
                self._cell()
            case b"row" | b"nestrow":
                self._end_row()
            case _ if word in _LETTERS:
                self._say(_LETTERS[word])

    def _begin(self, word: bytes) -> None:
        """Enter a group by what its first word says."""
        if word == b"fonttbl":
            self._in_fonts = len(self._stack)
        is_unknown = self._is_starred and word not in _SHOWN_STARRED
        if word in _SKIPPED or is_unknown:
            self._state = replace(self._state, is_skipped=True)
        elif word == b"footnote":
            self._state = replace(self._state, is_note=True)
        elif word == b"shptxt":
            self._state = replace(self._state, is_skipped=False)

    def _letter(self, value: int) -> None:
        code = value + 65_536 if value < 0 else value
        self._skip = self._state.fallback
        if 0xD800 <= code < 0xDC00:
            self._half = code
        elif 0xDC00 <= code < 0xE000:
            if self._half:
                self._say(chr(0x10000 + ((self._half - 0xD800) << 10) + code - 0xDC00))
            self._half = 0
        elif 0 < code < 0x110000:
            self._say(chr(code))

    def _byte(self, code: int) -> None:
        self._is_new = False
        if self._skip:
            self._skip -= 1
        else:
            self._raw.append(code)

    def _plain(self, letters: bytes) -> None:
        self._is_new = False
        if self._skip:
            taken = min(self._skip, len(letters))
            self._skip -= taken
            letters = letters[taken:]
        self._raw += letters

    def _decode(self) -> None:
        """Read the bytes since the last word: two of them may be one letter."""
        if self._raw:
            raw, self._raw = bytes(self._raw), bytearray()
            if not self._state.is_skipped:
                self._say(raw.decode(self._state.encoding or self._page, "replace"))

    def _say(self, words: str) -> None:
        if self._state.is_skipped or self._state.is_hidden or not words:
            return
        (self._note if self._state.is_note else self._words).append(words.replace("\x00", ""))

    def _taken(self) -> str:
        words, self._words = "".join(self._words), []
        return "\n".join(" ".join(line.split(" ")) for line in words.split("\n")).strip()

    def _paragraph(self) -> None:
        if self._state.is_note:
            self._note.append(" ")
            return
        if self._state.is_skipped:
            return
        if self._is_in_table:
            self._words.append("\n")
            return
        if self._row or self._rows:
            self._end_table()
        self._text.block(self._taken())
        self._tell_notes()

    def _cell(self) -> None:
        if not self._state.is_skipped:
            self._row.append(self._taken())

    def _end_row(self) -> None:
        if self._row:
            self._rows.append(self._row)
            self._row = []

    def _end_table(self) -> None:
        self._end_row()
        rows, self._rows = self._rows, []
        self._text.block(table(rows))
        self._tell_notes()

    def _tell_notes(self) -> None:
        """Write the notes beneath what they belong to."""
        for number in range(self._told, len(self._notes)):
            self._text.block(f"[^{number + 1}]: {self._notes[number]}")
        self._told = len(self._notes)
