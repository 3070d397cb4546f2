"""Puts what the person chose into the places that a bundle's manifest leaves for it.

A field left empty takes its argument, or its variable, along: handed on as it stands, as the bundles' reference
implementation does, a server would look for a folder called "${user_config.folder}".
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path

from turbodesk.app.mcp.bundle import Bundle, BundleField, BundleRefused, FieldKind, ServerKind
from turbodesk.app.mcp.secret_names import secret_name, secret_place
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

Value = str | float | bool | Sequence[str]
"""What a field holds: a text or a path, a number, a switch, or several texts or paths."""
_VARIABLE = re.compile(r"\$\{([^{}]+)\}")
_OWN = "user_config."  # not for people: names of variables


@dataclass(frozen=True, slots=True)
class FilledBundle:
    """How a bundle's server is started with what the person chose."""

    command: str
    args: tuple[str, ...]
    env: Mapping[str, str]
    cwd: str
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values of further variables of its environment, which belong into the key store."""


def filled(bundle: Bundle, folder: Path, values: Mapping[str, Value], places: Mapping[str, str]) -> FilledBundle:
    """Return how the server of a bundle that lies unpacked in `folder` is started.

    `values` are the person's by `BundleField.key`, `places` their folders: HOME, DESKTOP, DOCUMENTS, DOWNLOADS.

    A secret leaves `${secret:NAME}` in an argument, and takes the variable it stands in whole into the key store.

    Raises:
        BundleRefused: something it needs is missing or wrong.
    """
    known: dict[str, Value] = {"__dirname": str(folder), "pathSeparator": os.sep, "/": os.sep, **places}
    for one in bundle.fields:
        value = values.get(one.key, default(one, places))
        if value is None or value == "" or value == []:
            if one.is_required:
                raise BundleRefused(_("“{title}” is missing.").format(title=one.title))
        else:
            known[_OWN + one.key] = _checked(one, value)
    secret = {
        _OWN + one.key: secret_place(one.key) for one in bundle.fields if one.is_secret and _OWN + one.key in known
    }
    env: dict[str, str] = {}
    secrets: dict[str, str] = {}
    for name, text in bundle.env.items():
        if (value := _text(text, known)) is not None:
            (secrets if _names(text) & secret.keys() else env)[name] = value
    hidden = {**known, **secret}
    args = tuple(part for arg in bundle.args for part in _argument(arg, hidden))
    named = {name for arg in bundle.args for name in _names(arg)} & secret.keys()
    secrets |= {secret_name(secret[name]): _written(known[name]) for name in named}
    return FilledBundle(_command(bundle, folder, hidden), args, env, str(folder), secrets)


def default(one: BundleField, places: Mapping[str, str]) -> Value | None:
    """Return what stands in a field before the person has said anything; None for nothing."""
    given = one.default
    if isinstance(given, list):
        return [_with_places(part, places) for part in given if isinstance(part, str)]
    if isinstance(given, str):
        return _with_places(given, places)
    if isinstance(given, bool | int | float):
        return given
    return False if one.kind is FieldKind.SWITCH else None


def _checked(one: BundleField, value: Value) -> Value:
    if one.kind is not FieldKind.NUMBER or isinstance(value, bool):
        return value
    try:
        number = float(str(value))
    except ValueError:
        raise BundleRefused(_("“{title}” has to be a number.").format(title=one.title)) from None
    if (one.least is not None and number < one.least) or (one.most is not None and number > one.most):
        raise BundleRefused(_outside(one))
    return number


def _outside(one: BundleField) -> str:
    """Return a sentence on which numbers a field takes."""
    least, most = (None if bound is None else f"{bound:g}" for bound in (one.least, one.most))
    if least is None:
        return _("“{title}” has to be a number to {most}.").format(title=one.title, most=most)
    if most is None:
        return _("“{title}” has to be a number from {least}.").format(title=one.title, least=least)
    return _("“{title}” has to be a number from {least} to {most}.").format(title=one.title, least=least, most=most)


def _command(bundle: Bundle, folder: Path, known: Mapping[str, Value]) -> str:
    command = _text(bundle.command, known)
    if not command:
        raise BundleRefused(_("This bundle does not say how its tools are started."))
    if bundle.kind is ServerKind.BINARY and not os.path.isabs(command):
        return str(folder / command)
    return command


def _argument(text: str, known: Mapping[str, Value]) -> tuple[str, ...]:
    """Return what becomes of one argument: nothing, itself, or one for each of several values."""
    alone = _VARIABLE.fullmatch(text)
    value = known.get(alone[1]) if alone else None
    if value is not None and not isinstance(value, str | float | int):
        return tuple(str(one) for one in value)
    whole = _text(text, known)
    return () if whole is None else (whole,)


def _text(text: str, known: Mapping[str, Value]) -> str | None:
    """Return a text with its variables filled in; None when the person left one of them empty."""
    if any(name.startswith(_OWN) and name not in known for name in _names(text)):
        return None
    return _VARIABLE.sub(lambda found: _written(known[found[1]]) if found[1] in known else found[0], text)


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) else str(value)
    return value if isinstance(value, str) else ",".join(value)


def _with_places(text: str, places: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: places.get(found[1], found[0]), text)


def _names(text: str) -> frozenset[str]:
    return frozenset(_VARIABLE.findall(text))
