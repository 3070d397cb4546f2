"""Writes Word documents: a package of XML parts as ECMA-376 has it, written directly.

Why not python-docx: it knows no footnotes, no equations, no restarting lists and no hyperlinks, which would be XML by
hand all the same, and it brings lxml (5 MB for each system, 12 MB unpacked) and holds a whole document in memory.
"""

from turbodesk.app.exports.word.document import write

__all__ = ["write"]
