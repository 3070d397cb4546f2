"""Streams the XML of a part as small trees, one for each piece that a reader asks for, and forgets each after it.

Names are short: "w:p" is Word's paragraph whichever of its two namespaces, transitional or strict, it is in. Of content
that is written twice, for programs of two ages (mc:AlternateContent), the newer alone is seen. Entities of its own, the
door of many attacks, end the reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from xml.parsers import expat

from turbodesk.app.documents import bounds

_OOXML = {
    "wordprocessingml": "w",
    "drawingml": "a",
    "presentationml": "p",
    "spreadsheetml": "s",
    "officeDocument/relationships": "r",
    "officeDocument/math": "m",
    "drawingml/chart": "c",
    "drawingml/diagram": "dgm",
    "drawingml/wordprocessingDrawing": "wp",
}
_ODF = {
    **dict.fromkeys(("office", "text", "table", "style", "drawing", "presentation", "script", "form", "chart"), ""),
    "drawing": "draw",
    "xsl-fo-compatible": "fo",
    "svg-compatible": "svg",
    "datastyle": "number",
    "manifest": "manifest",
}
PREFIXES = {
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct",
    "urn:schemas-microsoft-com:vml": "v",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "http://schemas.microsoft.com/office/powerpoint/2018/8/main": "p188",
}
for _name, _prefix in _OOXML.items():
    _transitional, _strict = (
        (f"{_name}/2006/main", f"{_name}/main") if "/" not in _name else (_name.replace("/", "/2006/", 1), _name)
    )
    PREFIXES[f"http://schemas.openxmlformats.org/{_transitional}"] = _prefix
    PREFIXES[f"http://purl.oclc.org/ooxml/{_strict}"] = _prefix
for _name, _prefix in _ODF.items():
    PREFIXES[f"urn:oasis:names:tc:opendocument:xmlns:{_name}:1.0"] = _prefix or _name

Attributes = dict[str, str]
_NONE: Attributes = {}


class Element:
    """An element with what is in it, elements and words, in order."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: Attributes) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute. Its name has a prefix only where that is another than the element's own."""
        return self.attributes.get(name, default)

    def elements(self, *tags: str) -> Iterator[Element]:
        """Yield the elements directly within, those of `tags` if any are named."""
        for child in self.children:
            if isinstance(child, Element) and (not tags or child.tag in tags):
                yield child

    def first(self, *path: str) -> Element | None:
        """Return the first element along a path of tags."""
        found: Element | None = self
        for tag in path:
            found = next(found.elements(tag), None) if found is not None else None
        return found

    def all(self, *tags: str, outermost: bool = False) -> Iterator[Element]:
        """Yield the elements of these tags anywhere within, in order; `outermost`: not those within one another."""
        waiting = [self.elements()]
        while waiting:
            child = next(waiting[-1], None)
            if child is None:
                waiting.pop()
                continue
            if child.tag in tags:
                yield child
                if outermost:
                    continue
            waiting.append(child.elements())

    def text(self) -> str:
        """Return all words within."""
        pieces: list[str] = []
        waiting = [iter(self.children)]
        while waiting:
            child = next(waiting[-1], None)
            if child is None:
                waiting.pop()
            elif isinstance(child, str):
                pieces.append(child)
            else:
                waiting.append(iter(child.children))
        return "".join(pieces)


def pieces(
    portions: Iterable[bytes], wanted: Collection[str], *, marks: Collection[str] = (), ignored: Collection[str] = ()
) -> Iterator[Element]:
    """Yield each outermost element of the tags `wanted`, whole; of `ignored` ones nothing is kept.

    Of `marks` that are in no wanted element, yield the beginnings, without what is in them.

    Raises:
        expat.ExpatError: it is no sound XML.
        ValueError: it has entities of its own, or is nested or tangled beyond what these formats have.
        Oversized: one piece has more elements than `MOST_ELEMENTS`.
    """
    builder = _Builder(wanted, marks, ignored)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartDoctypeDeclHandler = _typed
    parser.StartElementHandler = builder.opened
    parser.EndElementHandler = builder.closed
    parser.CharacterDataHandler = builder.said
    given = 0
    for portion in portions:
        parser.Parse(portion, False)
        given += len(portion)
        if given - parser.CurrentByteIndex > bounds.LONGEST_MARKUP and parser.CurrentByteIndex >= 0:
            raise ValueError("a tag longer than a document has")
        yield from builder.taken()
    parser.Parse(b"", True)
    yield from builder.taken()


def root(portions: Iterable[bytes], *, ignored: Collection[str] = ()) -> Element:
    """Return the whole of a small part; see `pieces`."""
    return next(pieces(portions, _ANY, ignored=ignored))


class _Everything(tuple[str]):
    def __contains__(self, _: object) -> bool:
        return True


_ANY = _Everything()


def beginning(portions: Iterable[bytes], marks: Collection[str] = ()) -> str:
    """Return the tag of the first of these elements; with no `marks`, of the whole. "" where there is none."""
    return next((one.tag for one in pieces(portions, (), marks=marks or _ANY)), "")


def _typed(_name: str, _system: str | None, _public: str | None, has_declarations: int) -> None:
    """Old OpenDocument files name a document type, which nobody fetches; one that declares entities is an attack."""
    if has_declarations:
        raise ValueError("entities of its own, which these formats do not have")


class _Builder:
    """Makes trees of what a parser says."""

    def __init__(self, wanted: Collection[str], marks: Collection[str], ignored: Collection[str]) -> None:
        self._wanted, self._marks, self._ignored = wanted, marks, frozenset(ignored)
        self._names: dict[str, str] = {}
        self._open: list[Element] = []
        self._depth = 0
        self._skipped_from = 0
        """The depth of the outermost ignored element we are in; 0 when in none."""
        self._chosen: list[tuple[int, bool]] = []
        """For each alternative content we are in, its depth, and whether one of its kinds was taken."""
        self._count = 0
        self._done: list[Element] = []

    def taken(self) -> list[Element]:
        done, self._done = self._done, []
        return done

    def opened(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > bounds.DEEPEST:
            raise ValueError("nested too deeply")
        if self._skipped_from:
            return
        tag = self._short(name)
        if tag in self._ignored or (tag in ("mc:Choice", "mc:Fallback") and self._is_second()):
            self._skipped_from = self._depth
            return
        if tag == "mc:AlternateContent":
            self._chosen.append((self._depth, False))
        if not self._open and tag in self._marks:
            self._done.append(Element(tag, self._attributes(tag, attributes)))
        if tag.startswith("mc:") or not (self._open or tag in self._wanted):
            return
        self._count += 1
        if self._count > bounds.MOST_ELEMENTS:
            raise bounds.Oversized
        element = Element(tag, self._attributes(tag, attributes) if attributes else _NONE)
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)

    def closed(self, name: str) -> None:
        depth, self._depth = self._depth, self._depth - 1
        if self._skipped_from:
            if self._skipped_from == depth:
                self._skipped_from = 0
            return
        tag = self._short(name)
        if tag == "mc:AlternateContent":
            self._chosen.pop()
        if tag.startswith("mc:") or not self._open:
            return
        element = self._open.pop()
        if not self._open:
            self._count = 0
            self._done.append(element)

    def said(self, words: str) -> None:
        if self._open and not self._skipped_from:
            self._open[-1].children.append(words)

    def _is_second(self) -> bool:
        if not self._chosen:
            return False
        depth, is_taken = self._chosen[-1]
        self._chosen[-1] = (depth, True)
        return is_taken

    def _attributes(self, tag: str, given: list[str]) -> Attributes:
        own = tag.partition(":")[0] + ":"
        named = zip(map(self._short, given[::2]), given[1::2], strict=True)
        return {name.removeprefix(own): value for name, value in named}

    def _short(self, name: str) -> str:
        short = self._names.get(name)
        if short is None:
            namespace, _, local = name.rpartition(" ")
            short = f"{PREFIXES.get(namespace, '?')}:{local}" if namespace else local
            self._names[name] = short
            if len(self._names) > bounds.MOST_NAMES:
                raise ValueError("more names than a document has")
        return short
