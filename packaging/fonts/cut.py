"""Cuts the faces TurboDesk brings out of the full variable fonts that three packages of PyPI carry.

    python packaging/fonts/cut.py FOLDER        in the environment that packaging/fonts/make keeps

Static faces, not variable ones: Qt 6.11 draws a weight of 500 on a variable application font as 400 and smears 700,
and neither HTML nor QTextCharFormat can carry an axis. Each is cut at the optical size it is read at. Names of our own,
so that an installed Inter of another version never mixes in; the licence of none of the three reserves a name.

Without "calt", which would draw `->` as an arrow in the sans and `!=` as another sign in the mono: what was written is
what is read. Without hints, which Qt is told not to use.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import fontpkg_inter
import fontpkg_jetbrains_mono
import fontpkg_literata
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FEATURES = ["kern", "ccmp", "locl", "mark", "mkmk", "tnum", "liga"]

# Each as first and last code point. Latin with Vietnamese, Greek, Cyrillic, punctuation, money, fractions, arrows,
# mathematics, keys, geometry and ligatures.
TEXT = """
0020-007E 00A0-017F 018F 0192 01A0-01A1 01AF-01B0 01CD-01DC 01E6-01E7 0218-021B 0259 02BB-02BC 02C6-02DD 0300-030C
0323-0331 037E 0384-03CE 03D1-03D6 0400-045F 0462-0463 0472-0475 0490-04FF 1E80-1E85 1E9E 1EA0-1EF9 2000-206F 2070-209C
20A0-20BF 2113-2122 2126 212E 2153-215E 2190-2199 21A9-21AA 21B5 21D0-21D4 21E7 2200-2265 2282-2287 22C5 2318 2325 232B
23CE 25A0-25A1 25B2-25BD 25C6-25CF 25E6 2605-2606 2713-2717 FB01-FB02 FFFD
"""
# What programs draw: frames, blocks, technical signs and the symbols of prompts.
CODE = TEXT + "2300-23FF 2500-259F E0A0-E0B3"

INTER, LITERATA, JETBRAINS = fontpkg_inter, fontpkg_literata, fontpkg_jetbrains_mono


@dataclass(frozen=True, slots=True)
class Cut:
    """One face: what it is called, and where in which font it stands."""

    family: str
    style: str
    package: object
    weight: int
    """On the font's own axis."""
    optical_size: int | None = None
    ranges: str = TEXT
    extent: tuple[float, float] | None = None
    """How far its line reaches above and beneath the baseline, in em; None: as the font says."""

    @property
    def is_bold(self) -> bool:
        return "Bold" in self.style

    @property
    def is_italic(self) -> bool:
        return "Italic" in self.style

    @property
    def file(self) -> str:
        return f"{self.family}-{self.style}.ttf".replace(" ", "")

    def source(self) -> Path:
        """Return the variable font it is cut from."""
        folder = Path(self.package.__file__).parent / "files"  # type: ignore[attr-defined]
        (found,) = (one for one in folder.glob("*.ttf") if ("-Italic[" in one.name) == self.is_italic)
        return found


CUTS = (
    Cut("TurboDesk Sans", "Regular", INTER, 400, 14),
    Cut("TurboDesk Sans", "Medium", INTER, 500, 14),
    Cut("TurboDesk Sans", "Bold", INTER, 620, 14),
    Cut("TurboDesk Sans", "Italic", INTER, 400, 14),
    Cut("TurboDesk Sans", "Bold Italic", INTER, 620, 14),
    Cut("TurboDesk Serif", "Regular", LITERATA, 400, 12),
    Cut("TurboDesk Serif", "Bold", LITERATA, 640, 12),
    Cut("TurboDesk Serif", "Italic", LITERATA, 400, 12),
    Cut("TurboDesk Serif", "Bold Italic", LITERATA, 640, 12),
    # Titles of one line stand on a line of 1.25 em; the font asks for half as much again, for accents upon accents.
    Cut("TurboDesk Display", "Regular", LITERATA, 420, 40, extent=(1.0, 0.25)),
    Cut("TurboDesk Mono", "Regular", JETBRAINS, 400, ranges=CODE),
    Cut("TurboDesk Mono", "Bold", JETBRAINS, 640, ranges=CODE),
)
_FAMILY_STYLES = ("Regular", "Bold", "Italic", "Bold Italic")
"""The four that every system knows within a family; others have a family of their own for old programs."""
_NAMED_ANEW = frozenset({1, 2, 3, 4, 6, 16, 17, 21, 22, 25})
"""Family, style, identifier, full name and the like; copyright, version, makers and licence stay as they are."""


def cut(one: Cut) -> bytes:
    """Return the file of a face; the same each time."""
    axes: dict[str, float] = {"wght": one.weight}
    if one.optical_size is not None:
        axes["opsz"] = one.optical_size
    font = TTFont(one.source(), recalcTimestamp=False)
    _subset(font, one.ranges)  # first: to place glyphs that go again takes most of the time
    font = _read(_written(font))
    font = _read(_written(instancer.instantiateVariableFont(font, axes, updateFontNames=False)))
    _call(font, one)
    if one.extent is not None:
        _reach(font, *one.extent)
    return _written(font)


def _subset(font: TTFont, ranges: str) -> None:
    options = subset.Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.hinting = False
    options.glyph_names = False
    options.drop_tables += ["DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=_code_points(ranges))
    subsetter.subset(font)


def _code_points(ranges: str) -> list[int]:
    ends = [entry.split("-") for entry in ranges.split()]
    return [code for pair in ends for code in range(int(pair[0], 16), int(pair[-1], 16) + 1)]


def _call(font: TTFont, one: Cut) -> None:
    """Give a face its name and say how heavy it is: a bold of 620 is bold, or Qt would smear it."""
    selection = font["OS/2"].fsSelection & ~0b1100001
    selection |= (1 if one.is_italic else 0) | (32 if one.is_bold else 0)
    font["OS/2"].fsSelection = selection if one.is_bold or one.is_italic else selection | 64
    font["OS/2"].usWeightClass = 700 if one.is_bold else 500 if one.style == "Medium" else 400
    font["head"].macStyle = (1 if one.is_bold else 0) | (2 if one.is_italic else 0)
    del font["STAT"]  # the axes it stood on, which are gone; their names have numbers from 256 on
    names = font["name"]
    names.names = [name for name in names.names if name.nameID not in _NAMED_ANEW and name.nameID < 256]
    is_of_four = one.style in _FAMILY_STYLES
    full = f"{one.family} {one.style}"
    called = {
        1: one.family if is_of_four else full,
        2: one.style if is_of_four else "Regular",
        3: f"{full}; TurboDesk",
        4: full,
        6: full.replace(f" {one.style}", f"-{one.style}").replace(" ", ""),
    }
    if not is_of_four:
        called |= {16: one.family, 17: one.style}
    for number, text in called.items():
        names.setName(text, number, 3, 1, 0x409)


def _reach(font: TTFont, above: float, beneath: float) -> None:
    em = font["head"].unitsPerEm
    header, os2 = font["hhea"], font["OS/2"]
    header.ascent = os2.sTypoAscender = os2.usWinAscent = round(above * em)
    os2.usWinDescent = round(beneath * em)
    header.descent = os2.sTypoDescender = -os2.usWinDescent


def _written(font: TTFont) -> bytes:
    held = io.BytesIO()
    font.save(held)
    return held.getvalue()


def _read(content: bytes) -> TTFont:
    return TTFont(io.BytesIO(content), recalcTimestamp=False)


def main(folder: Path) -> None:
    """Write every face into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(f"fonttools {version('fonttools')}\n")
    for one in CUTS:
        content = cut(one)
        (folder / one.file).write_bytes(content)
        sys.stdout.write(f"{one.file:32} {len(content):7}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
