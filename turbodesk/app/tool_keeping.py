"""Turns what a tool gave into the result of its call: text within bounds, pictures and files as attachments.

A tool, or the server behind it, may give anything; what is stored today is drawn, counted and sent again for years, so
everything is made sound here, and nothing of it is lost silently: what was cut is said where it was cut, and the whole
is kept for the person.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import TYPE_CHECKING

from turbodesk.app.tool_loop import GivenResult
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.chat.ids import now_ms
from turbodesk.chat.json_values import is_sound, whole_characters
from turbodesk.chat.one_line import one_line
from turbodesk.chat.parts import Image, Part, Text, ToolResult
from turbodesk.chat.tool_results import ASIDE, ResultAside
from turbodesk.translation import unmarked

if TYPE_CHECKING:
    from turbodesk.app.attachments import AttachmentService
    from turbodesk.app.tools import ToolOutcome

MOST_TEXT = 60_000
"""Characters of one result that a model gets: some 16,000 tokens, in every request from then on."""
MOST_SHOWN = 5_000_000
"""Characters that are kept of it for the person."""
MOST_FILES = 20
"""Pictures and files of one result."""
MOST_FILE_BYTES = 50_000_000
_HEAD = 45_000
_TAIL = 12_000
_MOST_REFERENCES = 100
NOTHING = "The tool gave nothing."


async def kept(
    call_id: str,
    outcome: ToolOutcome,
    attachment_service: AttachmentService | None,
    *,
    began_at: int | None = None,
    is_temporary: bool = False,
) -> GivenResult:
    """Return the result of a call, its pictures and files taken into the attachments.

    Raises:
        StoreFailure: they cannot be written.
    """
    texts, pictures = _content(outcome)
    files: list[Part] = []
    for given in pictures[:MOST_FILES]:
        try:
            if attachment_service is None:
                raise AttachmentRefused(sentence="There is no place for it.")
            taken = await attachment_service.take_given(_bytes(given), "", call_id, is_temporary=is_temporary)
            files.append(taken.part)
        except AttachmentRefused as refused:
            texts.append(f"[A picture could not be kept: {unmarked(refused.note.sentence)}]")
    for file in outcome.files[: MOST_FILES - len(files)]:
        name = one_line(_clean(file.name)) or "File"
        if attachment_service is None or not file.data or len(file.data) > MOST_FILE_BYTES:
            texts.append(f"[The file “{name}” could not be kept.]")
            continue
        taken = await attachment_service.keep_given(file.data, name, call_id, is_temporary=is_temporary)
        files.append(taken.part)
    left_out = max(0, len(pictures) + len(outcome.files) - MOST_FILES)
    if left_out:
        texts.append(f"[{left_out} more pictures or files are left out.]")
    text = "\n".join(one for one in texts if one.strip()) or ("" if files else NOTHING)
    cut, shown = _cut(text, _clean(outcome.shown))
    aside = ResultAside(shown, _table(outcome.table), _references(outcome)).to_json()
    result = ToolResult(call_id, cut, outcome.is_error, {ASIDE: aside} if aside else {})
    return GivenResult(result, tuple(files), began_at, None if began_at is None else now_ms())


def _content(outcome: ToolOutcome) -> tuple[list[str], list[Image]]:
    """Return the texts and the pictures of an outcome; an error has no pictures (protocol, 1.7)."""
    if isinstance(outcome.content, str):
        return [_clean(outcome.content)], []
    texts = [_clean(part.text) for part in outcome.content if isinstance(part, Text)]
    pictures = [part for part in outcome.content if isinstance(part, Image)]
    return texts, [] if outcome.is_error else pictures


def _bytes(picture: Image) -> bytes:
    """Return the bytes of a picture.

    Raises:
        AttachmentRefused: there are none.
    """
    data = picture.source.get("data") if isinstance(picture.source, Mapping) else None
    try:
        return b64decode(data if isinstance(data, str) else "", validate=True)
    except ValueError:
        raise AttachmentRefused(sentence="It is damaged.") from None


def _clean(text: str) -> str:
    """Return text as the database, the window and the gateway can hold it."""
    return str(whole_characters(text)).replace("\x00", "")


def _cut(text: str, shown: str) -> tuple[str, str]:
    """Return the text for the model, cut where it is too long, and the whole of it where that differs."""
    if len(text) > MOST_TEXT:
        between = len(text) - _HEAD - _TAIL
        shown = shown or text
        text = f"{text[:_HEAD]}\n[{between:,} characters are left out here; the user can read them.]\n{text[-_TAIL:]}"
    return text, "" if shown == text else shown[:MOST_SHOWN]


def _table(value: object) -> object:
    return whole_characters(value) if value is not None and is_sound(value) else None


def _references(outcome: ToolOutcome) -> tuple[tuple[str, str], ...]:
    found = ((one_line(_clean(one.title)), _clean(one.address)) for one in outcome.references[:_MOST_REFERENCES])
    return tuple((title or address, address) for title, address in found if title or address)
