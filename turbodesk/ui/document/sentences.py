"""Makes sentences to be read aloud of a page's pieces: what a good reader says, and where on the page it stands.

A row of a table is a sentence of its own. Code is named and not read out; a formula is read where its letters say all
of it; of an address its site is read, and numbers that lead to sources are passed over, as are emoji.

Where sentences end is told by Qt, which knows Unicode's rule for it (UAX 29), and by abbreviations, which the rule does
not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from PySide6.QtCore import QTextBoundaryFinder

from turbodesk.app.speech import Sentence, TextStretch
from turbodesk.app.speech.languages import in_latin, language_of
from turbodesk.translation import _, language
from turbodesk.ui.document.languages import language_name
from turbodesk.ui.document.page_places import PagePlace
from turbodesk.ui.document.pieces import (
    BOX,
    BOX_CHECKED,
    BULLETS,
    LINE_BREAK,
    CodePiece,
    ParagraphPiece,
    Piece,
    RulePiece,
    Runs,
    TablePiece,
    TextRun,
    cut,
    length,
    units,
    words,
)

LONGEST = 500
"""UTF-16 units of a sentence; a longer one is said in parts."""
_MOST_SAID = 4 * LONGEST
"""Characters of a row of a table."""
_ENGLISH = "en"

# not for people: abbreviations of many languages, as patterns
_SHORT = (
    r"Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|etc|cf|al|e\.g|i\.e|approx|fig|Fig|vol|pp|eds|Inc|Ltd|Co|"
    r"z\. ?B|d\. ?h|u\. ?a|o\. ?ä|bzw|ca|Nr|Abb|Hr|Fr|usw|vgl|evtl|ggf|inkl|Bd|"
    r"Mme|Mlle|Sra|Srta|Ud|Uds|pág|p\. ?ej|núm|т\. ?е|т\. ?д|т\. ?п|др|см|стр|рис|гг|ул"
)
_GOES_ON = re.compile(rf"(?<![^\W\d_])(?:{_SHORT}|[A-HJ-Za-zÀ-ÖØ-öø-ÿа-я])\.\s*$|^\s*\d+\.\s*$")
"""What ends in a full stop and yet no sentence: an abbreviation, an initial, the number of an item."""
_OPENS = re.compile(r"[“‘„«「『《（(\s]+$")
"""What the rule leaves with the sentence before: it does not tell what opens from what closes."""
_PAUSES = re.compile(r"[,;:，、；：–—)]\s*|\s+")  # not for people: a pattern
_LETTER = re.compile(r"[^\W\d_]")
_SAYS = re.compile(r"\w")
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"”’)\]]+", re.IGNORECASE)
_PICTURES = re.compile(
    "[\U0001f000-\U0001faff\U0001f1e6-\U0001f1ff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\U000e0020-\U000e007f]+"
)
_LONGEST_FORMULA = 60
_POWER = re.compile(r"\^\{?([23])\}?(?!\d)")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
# not for people: commands of TeX
_SMALL_GREEK = (
    *(
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
    ),
    *("pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
)
_GREEK = frozenset((*_SMALL_GREEK, *map(str.title, _SMALL_GREEK)))
_SIGNS = {"times": "×", "cdot": "·", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "pm": "±"}
_PLAIN_FORMULA = re.compile(r"[\w\s+\-−=<>≤≥≠±·×/,.()%°|!]+")


class SentenceMaker:
    """Makes the sentences of one text, piece by piece in their order."""

    def __init__(
        self,
        message_id: str,
        passage: int,
        *,
        first: PagePlace | None = None,
        last: PagePlace | None = None,
    ) -> None:
        """What stands before `first` and behind `last` is left out."""
        self._message_id, self._passage = message_id, passage
        self._first = first or PagePlace(0, 0, 0)
        self._last = last
        self._language = language()
        """Of what was read last."""
        self._in_latin = language() if in_latin(language()) else _ENGLISH
        """Of what was read last in Latin letters."""

    def take(self, number: int, piece: Piece) -> list[Sentence]:
        """Return the sentences of the piece `number` of the page."""
        if number < self._first.piece or (self._last is not None and number > self._last.piece):
            return []
        match piece:
            case ParagraphPiece():
                return list(self._of_paragraph(number, piece))
            case TablePiece():
                return list(self._of_table(number, piece))
            case CodePiece():
                return self._of_code(number, piece)
            case RulePiece():
                return []

    def _of_paragraph(self, number: int, piece: ParagraphPiece) -> Iterator[Sentence]:
        size = length(piece.runs)
        begin = self._first.at if number == self._first.piece else 0
        end = min(size, self._last.at) if self._last is not None and number == self._last.piece else size
        self._read(_spoken(piece.runs))
        before = "" if begin else _number_of(piece.place.marker)
        for start, stop in _cut_into_sentences(cut(piece.runs, begin, end)):
            said = _spoken(cut(piece.runs, begin + start, begin + stop))
            if _SAYS.search(said):
                yield self._made(before + said, number, (TextStretch(0, begin + start, begin + stop),))
                before = ""

    def _of_table(self, number: int, piece: TablePiece) -> Iterator[Sentence]:
        columns = len(piece.aligns)
        for row, cells in enumerate(piece.rows):
            if not self._has_line(number, row * columns, (row + 1) * columns - 1):
                continue
            said = [_spoken(runs) for runs in cells]
            stretches = (TextStretch(row * columns + at, 0, length(runs)) for at, runs in enumerate(cells) if runs)
            if any(map(_SAYS.search, said)):
                self._read(" ".join(said))
                yield self._made(", ".join(filter(None, said)) + ".", number, tuple(stretches))

    def _of_code(self, number: int, piece: CodePiece) -> list[Sentence]:
        if not self._has_line(number, 0, len(piece.lines)):
            return []
        # Translators: read aloud in place of a piece of code; {language} is such as "Python".
        named = _("Code in {language}.").format(language=language_name(piece.language))
        # Translators: read aloud in place of a piece of code.
        said = named if piece.language else _("A piece of code.")
        stretch = TextStretch(0, 0, length(piece.lines[0])) if piece.lines else TextStretch(0, 0, 0)
        return [self._made(said, number, (stretch,), language_=language())]

    def _has_line(self, number: int, first: int, last: int) -> bool:
        """Whether lines of a piece are to be read."""
        is_behind = (number, last) >= (self._first.piece, self._first.line)
        return is_behind and (self._last is None or (number, first) <= (self._last.piece, self._last.line))

    def _made(
        self, said: str, number: int, stretches: tuple[TextStretch, ...], *, language_: str | None = None
    ) -> Sentence:
        spoken_in = self._language_of(said) if language_ is None else language_
        return Sentence(
            " ".join(said.split())[:_MOST_SAID], spoken_in, self._message_id, self._passage, number, stretches
        )

    def _read(self, text: str) -> None:
        """Learn from a text which language it is in that its sentences are."""
        self._language = self._language_of(text)
        if in_latin(self._language):
            self._in_latin = self._language

    def _language_of(self, text: str) -> str:
        return language_of(text, self._in_latin if _LETTER.search(text) else self._language)


def _number_of(marker: str) -> str:
    return f"{marker} " if marker and marker not in (BOX, BOX_CHECKED, *BULLETS) else ""


def _cut_into_sentences(runs: Runs) -> Iterator[tuple[int, int]]:
    """Yield where sentences begin and end, in UTF-16 units; blanks at their ends are not of them."""
    text = "".join(_even(run) for run in runs)
    start = 0
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Sentence, text)
    encoded = text.encode("utf-16-le", "surrogatepass")

    def between(first: int, last: int) -> str:
        return encoded[2 * first : 2 * last].decode("utf-16-le", "replace")

    while (end := finder.toNextBoundary()) != -1:
        chunk = between(start, end)
        if 2 * end < len(encoded) and _GOES_ON.search(chunk):
            continue
        chunk = _OPENS.sub("", chunk) or chunk
        yield from _trimmed(chunk, start)
        start += units(chunk)


def _trimmed(chunk: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence without the blanks around it, in parts where it is too long."""
    while chunk.strip():
        begin = len(chunk) - len(chunk.lstrip())
        end = len(chunk)
        if units(chunk) > LONGEST:
            pauses = [found.end() for found in _PAUSES.finditer(chunk, begin, min(len(chunk), begin + LONGEST))]
            end = pauses[-1] if pauses else min(len(chunk), begin + LONGEST)
        part = chunk[begin:end].rstrip()
        first = start + units(chunk[:begin])
        if part:
            yield first, first + units(part)
        start += units(chunk[:end])
        chunk = chunk[end:]


def _even(run: TextRun) -> str:
    """Return a run's text, as long as it is, without the full stops of code, formulas and addresses."""
    text = run.text
    if run.marks & {"math", "code"}:
        return "x" * units(text)
    return _ADDRESS.sub(lambda found: "x" * units(found[0]), text)


def _spoken(runs: Runs) -> str:
    return "".join(map(_said_of, runs))


def _said_of(run: TextRun) -> str:
    if run.href.startswith("#") and "sup" in run.marks:
        return ""  # the number of a source or of a footnote
    text = words(run).replace(LINE_BREAK, " ")
    if "math" in run.marks:
        return f" {_said_of_formula(text)} "
    return _PICTURES.sub(" ", _ADDRESS.sub(_site, text))


def _said_of_formula(tex: str) -> str:
    """Return what is read of a formula: its letters where they say all of it.

    Not by what draws formulas: that may be importing its modules on its thread just now, and two threads may not.
    """
    letters = _COMMAND.sub(_letter, _POWER.sub(lambda found: "²³"[int(found[1]) - 2], tex))
    is_plain = len(tex) <= _LONGEST_FORMULA and "_" not in letters and _PLAIN_FORMULA.fullmatch(letters)
    # Translators: read aloud in place of a formula.
    return letters if is_plain else _("formula")


def _letter(found: re.Match[str]) -> str:
    name = found[1]
    return f" {name} " if name in _GREEK else _SIGNS.get(name, found[0])


def _site(found: re.Match[str]) -> str:
    try:
        return (urlsplit(found[0]).hostname or "").removeprefix("www.")  # not for people: of an address
    except ValueError:
        return ""
