"""One thing that a form asks for, whether a bundle wants it before it is added or a server in the middle of a call."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from math import isfinite

from turbodesk.app.mcp.bundle import BundleField, FieldKind
from turbodesk.app.mcp.filling import Value
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import short_decimal

_LONGEST_SHOWN = 1e15


class InputKind(Enum):
    """What a field is filled in with."""

    TEXT = auto()
    NUMBER = auto()
    WHOLE_NUMBER = auto()
    SWITCH = auto()
    FOLDER = auto()
    FILE = auto()
    CHOICE = auto()
    """One of `choices`."""
    CHOICES = auto()
    """Any of them."""


@dataclass(frozen=True, slots=True)
class AskedField:
    """One field."""

    key: str
    title: str
    help: str = ""
    kind: InputKind = InputKind.TEXT
    is_required: bool = False
    is_secret: bool = False
    is_list: bool = False
    """Several, for folders and files."""
    choices: tuple[tuple[str, str], ...] = ()
    """Values, each with its words."""
    least: float | None = None
    """Smallest number, or fewest characters or choices; so is `most`."""
    most: float | None = None


_KINDS = {
    FieldKind.TEXT: InputKind.TEXT,
    FieldKind.NUMBER: InputKind.NUMBER,
    FieldKind.SWITCH: InputKind.SWITCH,
    FieldKind.FOLDER: InputKind.FOLDER,
    FieldKind.FILE: InputKind.FILE,
}


def asked_by_bundle(field: BundleField) -> AskedField:
    """Return how a field of a bundle is asked for."""
    return AskedField(
        field.key,
        field.title,
        field.help,
        _KINDS[field.kind],
        is_required=field.is_required,
        is_secret=field.is_secret,
        is_list=field.is_list,
    )


def number_of(kind: InputKind, text: str) -> int | float | None:
    """Return the number that was written; None where it is none that JSON knows, or not of this kind."""
    try:
        number = int(text) if kind is InputKind.WHOLE_NUMBER else float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def fault_of(field: AskedField, value: Value) -> str:
    """Return what is missing or wrong in what a field is filled in with, as a sentence; "" for nothing."""
    if is_empty(value):
        return _("“{title}” is missing.").format(title=field.title) if field.is_required else ""
    match field.kind:
        case InputKind.NUMBER | InputKind.WHOLE_NUMBER:
            found = number_of(field.kind, str(value))
            return _no_number(field) if found is None else _outside(field, found)
        case InputKind.CHOICES if isinstance(value, list | tuple):
            return _outside(field, len(value))
    return _outside(field, len(value)) if isinstance(value, str) else ""


def is_empty(value: Value) -> bool:
    """Whether a field is not filled in."""
    return value in ("", [])


def _no_number(field: AskedField) -> str:
    if field.kind is InputKind.WHOLE_NUMBER:
        return _("“{title}” has to be a whole number.").format(title=field.title)
    return _("“{title}” has to be a number.").format(title=field.title)


def _outside(field: AskedField, amount: float) -> str:
    if field.least is not None and amount < field.least:
        return _too_little(field, _counted(field.least)).format(title=field.title, least=_shown(field.least))
    if field.most is not None and amount > field.most:
        return _too_much(field, _counted(field.most)).format(title=field.title, most=_shown(field.most))
    return ""


def _too_little(field: AskedField, least: int) -> str:
    match field.kind:
        case InputKind.NUMBER | InputKind.WHOLE_NUMBER:
            return _("“{title}” has to be at least {least}.")
        case InputKind.CHOICES:
            return ngettext(
                "“{title}” has to be at least {least} choice.", "“{title}” has to be at least {least} choices.", least
            )
    return ngettext(
        "“{title}” has to be at least {least} character.", "“{title}” has to be at least {least} characters.", least
    )


def _too_much(field: AskedField, most: int) -> str:
    match field.kind:
        case InputKind.NUMBER | InputKind.WHOLE_NUMBER:
            return _("“{title}” may be at most {most}.")
        case InputKind.CHOICES:
            return ngettext("“{title}” may be at most {most} choice.", "“{title}” may be at most {most} choices.", most)
    return ngettext("“{title}” may be at most {most} character.", "“{title}” may be at most {most} characters.", most)


def _counted(bound: float) -> int:
    """Return what a bound is for the forms of words; a stranger may have set any."""
    return round(bound) if abs(bound) < _LONGEST_SHOWN else 0


def _shown(bound: float) -> str:
    """Return a bound that a stranger set, which may be beyond what anybody counts."""
    return short_decimal(bound, 6) if abs(bound) < _LONGEST_SHOWN else f"{bound:g}"
