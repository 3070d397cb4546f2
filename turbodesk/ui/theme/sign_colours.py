"""The tokens of the colours that a project's sign may have."""

from __future__ import annotations

from turbodesk.chat.project import SignColour

SIGN_COLOURS = {
    SignColour.PLAIN: "text-muted",
    SignColour.BLUE: "accent",
    SignColour.RED: "danger",
    SignColour.AMBER: "warning",
    SignColour.GREEN: "success",
    SignColour.PURPLE: "code-keyword",
    SignColour.TEAL: "code-type",
}
