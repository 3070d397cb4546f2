"""Looks at a stranger's JSON without trusting it: each function takes anything and returns what it is for, or less."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

EARLIEST_MS, LATEST_MS = 1_262_304_000_000, 4_102_444_800_000
"""2010 to 2100: no chat with a program is older, and a number beyond is no time."""
_LONGEST_ADDRESS = 4_000


def text(value: object) -> str:
    """Return text; anything else is ""."""
    return value if isinstance(value, str) else ""


def name(value: object) -> str | None:
    """Return text that can be an id or a name: not blank, of a bearable length; else None."""
    return value if isinstance(value, str) and value.strip() and len(value) <= 1_000 else None


def mapping(value: object) -> dict[str, object]:
    """Return an object of JSON; anything else is {}."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """Return an array of JSON; anything else is []."""
    return value if isinstance(value, list) else []


def rows(value: object) -> list[dict[str, object]]:
    """Return the objects of an array."""
    return [one for one in items(value) if isinstance(one, dict)]


def flag(value: object) -> bool:
    """Return whether a value is true or a number that is not 0."""
    return bool(value) if isinstance(value, bool | int | float) else False


def moment(value: object) -> int | None:
    """Return a time as milliseconds since 1970, UTC: from seconds, milli-, micro- or nanoseconds, their text, or ISO.

    None for what is none, and for what lies outside 2010 to 2100.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = _number_or_iso(value.strip()[:40])
    if not isinstance(value, int | float) or not math.isfinite(value):
        return None
    for factor in (1_000, 1, 0.001, 0.000_001):
        if EARLIEST_MS <= (found := value * factor) < LATEST_MS:
            return math.floor(found + 0.0005)  # a fraction of 0.123 s is 122.9999… as a float
    return None


def _number_or_iso(written: str) -> float | None:
    try:
        return float(written)
    except ValueError:
        pass
    try:
        parsed = dt.datetime.fromisoformat(written)
    except ValueError:
        return None
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=dt.UTC)
    try:
        return parsed.timestamp()
    except (OverflowError, OSError, ValueError):
        return None


def as_json(value: object) -> str:
    """Return a value as JSON text, such as the arguments of a call; "" where it cannot be."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        return ""


def address(value: object) -> str | None:
    """Return an http or https address without its `utm_source`; None for anything else."""
    written = text(value).strip()
    if len(written) > _LONGEST_ADDRESS or not written.isprintable() or " " in written:
        return None
    try:
        parts = urlsplit(written)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
    except ValueError:
        return None
    if "utm_source=" not in parts.query:
        return written
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "utm_source"]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def link(url: object, words: str = "") -> str:
    """Return a Markdown link; the words alone where the address is none that may be opened."""
    target = address(url)
    shown = " ".join(words.split())
    if target is None:
        return shown
    target = target.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    return f"[{escaped(shown or (urlsplit(target).hostname or target))}](<{target}>)"


def escaped(words: str) -> str:
    """Return words with what Markdown would read as marks escaped."""
    return _SPECIAL.sub(_ESCAPED, words)


def fenced(content: str, language: str = "") -> str:
    """Return text as a code block of Markdown, its fence longer than any inside."""
    longest = max((len(run) for run in _FENCES.findall(content)), default=0)
    fence = "`" * max(3, longest + 1)
    word = re.sub(r"[^\w+#.-]", "", language)[:40]
    return f"{fence}{word}\n{content.rstrip()}\n{fence}"


def quoted(content: str) -> str:
    """Return text as a quotation of Markdown."""
    return "\n".join(f"> {line}".rstrip() for line in content.splitlines())


def written_document(title: str, content: str, kind: str = "") -> str:
    """Return a document that a model wrote beside the chat (canvas, artifact, file) as Markdown to be read at once.

    `kind` is the source's own word for what it is: "text/markdown", "document", "application/vnd.ant.code", "html" …
    Prose is set as prose, anything else as a code block.
    """
    heading = " ".join(escaped(title).split())
    is_prose = not kind or "markdown" in kind or kind in ("document", "text", "text/plain", "md", "txt")
    body = content.strip() if is_prose else fenced(content, _language(kind))
    return f"**{heading}**\n\n{body}" if heading else body


def _language(kind: str) -> str:
    last = kind.rpartition("/")[2].rpartition(".")[2]
    return "" if last in ("code", "artifact") else last


_FENCES = re.compile("`{3,}")
_SPECIAL = re.compile(r"[\\`*_\[\]<>]")
_ESCAPED = r"\\\g<0>"
