"""Walks along one line, counting columns, so that a tab may be taken in parts."""

from __future__ import annotations


class Cursor:
    """The place reached in the line being read.

    Columns are counted from 0 with tab stops every 4 columns, as CommonMark section 2.2 says; offsets are indices
    into the line. `look` fills in what lies ahead; every block asks it before deciding anything.
    """

    __slots__ = (
        "_looked_at",
        "blank",
        "column",
        "indent",
        "inside_tab",
        "line",
        "offset",
        "tabs",
        "text_at",
        "text_column",
    )

    def __init__(self) -> None:
        self.blank = True
        self.indent = self.text_at = self.text_column = 0
        self.begin("")

    def begin(self, line: str) -> None:
        """Start at the left edge of `line`, which carries no line end."""
        self.line = line
        self.tabs = "\t" in line
        self.offset = 0
        self.column = 0
        self.inside_tab = False
        self._looked_at = -1

    def look(self) -> None:
        """Find the next character that is neither space nor tab, and how far in it stands."""
        offset, line = self.offset, self.line
        if offset == self._looked_at:
            return
        if self.tabs:
            self._look_past_tabs()
            return
        self._looked_at = at = offset
        if line[at : at + 1] == " ":
            at = len(line) - len(line[at:].lstrip(" "))
        self.text_at = at
        self.text_column = self.column + at - offset
        self.indent = at - offset
        self.blank = at >= len(line)

    def _look_past_tabs(self) -> None:
        line, at, column = self.line, self.offset, self.column
        while at < len(line):
            if line[at] == "\t":
                column += 4 - column % 4
            elif line[at] == " ":
                column += 1
            else:
                break
            at += 1
        self.text_at = at
        self.text_column = column
        self.indent = column - self.column
        self.blank = at >= len(line)

    def advance(self, columns: int) -> None:
        """Go `columns` to the right, stopping inside a tab where one is wider than what is left to go."""
        if not self.tabs:
            step = min(columns, len(self.line) - self.offset)
            self.offset += step
            self.column += step
            return
        while columns > 0 and self.offset < len(self.line):
            width = 4 - self.column % 4 if self.line[self.offset] == "\t" else 1
            if width > columns:
                self.column += columns
                self.inside_tab = True
                return
            self.inside_tab = False
            self.column += width
            self.offset += 1
            columns -= width

    def skip_space(self) -> None:
        """Take the one column of space that may follow a marker."""
        if self.at_space():
            self.advance(1)

    def at_space(self) -> bool:
        """Whether a space or a tab stands here."""
        return self.offset < len(self.line) and self.line[self.offset] in " \t"

    def skip_indent(self) -> None:
        """Go to the text that `look` found."""
        self.offset = self.text_at
        self.column = self.text_column
        self.inside_tab = False

    def text(self) -> str:
        """The line from the text that `look` found."""
        return self.line[self.text_at :]

    def rest(self) -> str:
        """The line from here on; what is left of a tab taken in part comes as spaces."""
        if self.inside_tab:
            return " " * (4 - self.column % 4) + self.line[self.offset + 1 :]
        return self.line[self.offset :]
