"""Tells secrets by their names and by how they look, to keep them out of files, pictures and reports.

Too many rather than too few: a harmless value in the key store costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from itertools import chain, count

_NAME = re.compile(
    r"key|token|secret|passw|passphrase|credential|auth|bearer|cookie|session|dsn|connection_?string|database_url"
    r"|(?:^|_)(?:pat|pwd)(?:_|$)",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}|gh[oprsu]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}"
    r"|xox[abeoprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|ntn_\w{20,}|secret_\w{20,}"
    r"|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|Bearer\s+\S{8,}|[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@\S*",
)
"""As the providers write them: OpenAI and Anthropic, Stripe, GitHub, GitLab, Slack, Amazon, Google, Notion, JSON web
tokens, and addresses with a password."""
_PLACE = re.compile(r"\$\{secret:(\w+)\}")
_FLAG = re.compile(r"(--?[A-Za-z][\w.-]*)(=)?(.*)", re.DOTALL)
_FALSE_FRIENDS = frozenset(("keyboard", "monkey", "keyspace", "author", "authors", "max_tokens", "sessions_folder"))


def is_secret_name(name: str) -> bool:
    """Whether a value of this name is one to keep from others."""
    return name.lower().lstrip("-").replace("-", "_") not in _FALSE_FRIENDS and _NAME.search(name) is not None


def is_secret_value(value: str) -> bool:
    """Whether a value looks like one to keep from others."""
    return _VALUE.fullmatch(value.strip()) is not None


def secret_place(hint: str, taken: Container[str] = ()) -> str:
    """Return what stands in the place of a secret, under a name made of `hint` that is not taken: `${secret:NAME}`."""
    name = re.sub(r"\W+", "_", hint.strip("-")).upper() or "ARGUMENT"
    free = next(one for one in chain((name,), (f"{name}_{at}" for at in count(2))) if one not in taken)
    return "${secret:" + free + "}"  # not for people: names of places


def secret_name(place: str) -> str:
    """Return the name in such a place; "" where it is none."""
    found = _PLACE.fullmatch(place)
    return found[1] if found else ""


def has_secret(argument: str) -> bool:
    """Whether an argument has such a place."""
    return _PLACE.search(argument) is not None


def filled_arguments(args: tuple[str, ...], secrets: Mapping[str, str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return arguments with secrets in the places that `secret_arguments` left, and the secrets that had none.

    An argument whose secret is not known goes: what is left of it would be taken for a value.
    """
    places = {name for arg in args for name in _PLACE.findall(arg)}
    known = tuple(arg for arg in args if all(name in secrets for name in _PLACE.findall(arg)))
    filled = tuple(_PLACE.sub(lambda found: secrets[found[1]], arg) for arg in known)
    return filled, {name: value for name, value in secrets.items() if name not in places}


def secret_arguments(args: tuple[str, ...]) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Return a command's arguments with `${secret:NAME}` where a secret stood, and the secrets by these names."""
    kept: list[str] = []
    secrets: dict[str, str] = {}

    def put_away(value: str, hint: str) -> str:
        place = secret_place(hint, secrets)
        secrets[secret_name(place)] = value
        return place

    before = ""
    for arg in args:
        flag = _FLAG.fullmatch(arg)
        if "${input:" in arg:  # asked for, and no secret itself  # not for people: names of places
            kept.append(arg)
        elif flag is not None and flag[2] and flag[3] and (is_secret_name(flag[1]) or is_secret_value(flag[3])):
            kept.append(f"{flag[1]}={put_away(flag[3], flag[1])}")
        elif flag is None and arg and (is_secret_value(arg) or (before and is_secret_name(before))):
            kept.append(put_away(arg, before))
        else:
            kept.append(arg)
        before = flag[1] if flag is not None and not flag[2] else ""
    return tuple(kept), secrets
