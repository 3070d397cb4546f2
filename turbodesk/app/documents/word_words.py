"""Takes the words of one Word paragraph as they are shown: insertions in, deletions and hidden words out.

What belongs beside it is set aside: text boxes, of which each is written once, notes at their numbers, and remarks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from turbodesk.app.documents.elements import Element
from turbodesk.app.documents.formulas import formula
from turbodesk.app.documents.heights import at_height
from turbodesk.app.documents.package import Package
from turbodesk.app.documents.word_fields import Fields
from turbodesk.app.documents.word_styles import WordStyles, is_on, value
from turbodesk.app.documents.writing import link
from turbodesk.quick_dataclasses import dataclass

DELETED = ("w:del", "w:moveFrom")
_TRANSPARENT = (
    *("w:ins", "w:moveTo", "w:sdt", "w:sdtContent", "w:smartTag", "w:customXml", "w:fldSimple", "w:dir", "w:bdo"),
    *("w:ruby", "w:rubyBase", "w:r"),
)
_SYMBOLS = dict(
    zip(
        bytes.fromhex("fefda86ffcfbe0b7a7e8df4ab0b1b3a3b9a5d7aed6e54457616267646c6d7073"),
        "☒☒☐☐✓✗→•▪→←☺°±≥≤≠∞·→√∑ΔΩαβγδλµπσ",
        strict=True,
    )
)
"""Of the fonts Symbol and Wingdings, from U+F000 on; where the two differ, what texts have more often."""
_LONGEST_QUOTE = 200
_MOST_REMARKED = 20
"""Remarks about the same words."""


@dataclass(slots=True)
class Paragraph:
    """What was found in one paragraph."""

    words: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    """The contents of its text boxes."""
    footnotes: list[str] = field(default_factory=list)
    """Their ids."""

    @property
    def text(self) -> str:
        return "".join(self.words).replace("~~~~", "")


class WordReader:
    """Reads paragraphs one after the other; fields and remarks go on from one to the next."""

    def __init__(self, package: Package, part: str, styles: WordStyles, note: Callable[[str, str], str]) -> None:
        """`note` takes the kind and the id of a note and returns its number; what it says is the caller's business."""
        self._package, self._part, self._styles, self._note = package, part, styles, note
        self._fields = Fields()
        self._remarked: dict[str, list[str]] = {}
        """The words that an open remark is about, by its id."""
        self.quotes: dict[str, str] = {}
        """The words that a remark was about."""
        self.has_hidden = False

    def read(self, paragraph: Element) -> Paragraph:
        found = Paragraph()
        self._fields.next_paragraph()
        self._walk(paragraph, found, value(paragraph, "w:pPr", "w:pStyle"))
        return found

    def _walk(self, element: Element, found: Paragraph, style: str) -> None:
        for child in element.elements():
            tag = child.tag
            if tag == "w:r":
                self._run(child, found, style)
            elif tag in _TRANSPARENT:
                self._walk(child, found, style)
            elif tag == "w:hyperlink":
                self._link(child, found, style)
            elif tag in ("m:oMath", "m:oMathPara"):
                self._say(formula(child), found)
            elif tag == "w:commentRangeStart" and len(self._remarked) < _MOST_REMARKED:
                self._remarked[child.get("id")] = []
            elif tag == "w:commentRangeEnd":
                words = self._remarked.pop(child.get("id"), [])
                self.quotes[child.get("id")] = " ".join("".join(words).split())[:_LONGEST_QUOTE]

    def _link(self, element: Element, found: Paragraph, style: str) -> None:
        begins_at = len(found.words)
        self._walk(element, found, style)
        relation = self._package.relationships(self._part).get(element.get("r:id"))
        if relation is not None and relation.is_external:
            self._linked(relation.target, begins_at, found)

    @staticmethod
    def _linked(address: str, begins_at: int, found: Paragraph) -> None:
        found.words[begins_at:] = [link("".join(found.words[begins_at:]), address)]

    def _run(self, run: Element, found: Paragraph, style: str) -> None:
        properties = run.first("w:rPr")
        if self._styles.is_hidden(properties, style):
            self.has_hidden = self.has_hidden or run.first("w:t") is not None
            return
        is_struck = is_on(properties, "w:strike") or is_on(properties, "w:dstrike")
        height = value(properties, "w:vertAlign")
        for child in run.elements():
            words = self._piece(child, found, style)
            if not words:
                continue
            if height in ("superscript", "subscript"):
                words = at_height(words, height)
            self._say(f"~~{words}~~" if is_struck and words.strip() else words, found)

    def _say(self, words: str, found: Paragraph) -> None:
        if self._fields.is_instruction:
            return
        found.words.append(words)
        for remarked in self._remarked.values():
            remarked.append(words)

    def _piece(self, child: Element, found: Paragraph, style: str) -> str:
        """Return what a part of a run shows; "" for what stands elsewhere or nowhere."""
        match child.tag:
            case "w:t":
                return child.text()
            case "w:tab" | "w:ptab":
                return "\t"
            case "w:br" | "w:cr":
                return "\n" if child.get("type", "textWrapping") == "textWrapping" else ""
            case "w:noBreakHyphen":
                return "-"
            case "w:sym":
                return _symbol(child.get("char"))
            case "w:instrText":
                self._fields.instructed(child.text())
            case "w:fldChar":
                is_shown = not self._fields.is_instruction
                met = self._fields.met(child, len(found.words))
                if not isinstance(met, str):
                    self._linked(*met, found)
                elif is_shown:
                    found.words.append(met)
            case "w:footnoteReference" | "w:endnoteReference":
                kind = child.tag.removeprefix("w:").removesuffix("Reference")
                if not self._fields.is_instruction and (number := self._note(kind, child.get("id"))):
                    if kind == "footnote":
                        found.footnotes.append(child.get("id"))
                    return f"[^{number}]"
            case "w:drawing" | "w:pict" | "w:object":
                return self._drawing(child, found)
            case "w:ruby":
                self._walk(child, found, style)
        return ""

    def _drawing(self, drawing: Element, found: Paragraph) -> str:
        if self._fields.is_instruction:
            return ""
        boxes = list(drawing.all("w:txbxContent", outermost=True))
        found.boxes += boxes
        described = next((one.get("descr").strip() for one in drawing.all("wp:docPr") if one.get("descr").strip()), "")
        return f"[Picture: {' '.join(described.split())}]" if described and not boxes else ""


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= number <= 0xF0FF:
        return _SYMBOLS.get(number - 0xF000, "")
    return chr(number) if 0x20 <= number < 0xD800 else ""
