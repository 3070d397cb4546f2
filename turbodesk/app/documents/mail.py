"""Reads a mail as it was saved (.eml, .mht): who wrote whom, when and about what, its words, and what was attached.

The standard library takes the parts apart. It parses them by their oldest rules, which look at no address: the newer
ones take time without bound for a header that was made for that. What is attached is named and not read.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser

from turbodesk.app.documents import bounds, texts
from turbodesk.app.documents.markup import read_page
from turbodesk.app.documents.writing import DocumentText, heading
from turbodesk.chat import encodings
from turbodesk.chat.attachments import size_for_model, size_in_words
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.chat.one_line import one_line
from turbodesk.quantities import number
from turbodesk.translation import _, ngettext

LIMIT_S = 20.0
MOST_BYTES = 40_000_000
"""Of a mail: providers take 25 MB of files, which are a third longer in it."""
_MOST_PARTS = 500
_DEEPEST = 8
"""Mails in one another."""
_DEEPEST_PARTS = 60
_HEADERS = ("From", "To", "Cc", "Date", "Subject")  # not for people
_LONGEST_HEADER = 4_000
_KIND = re.compile(rb"^content-[a-z-]{1,30}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.I | re.M)
_LONGEST_KIND = 2_000
"""Bytes: the longest name of a file, each letter of it written as nine."""
_FAILURES = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)
"""What the standard library raises for what is not as it should be."""


@dataclass
class _MailText:
    """What a mail is made of, itself and those in it."""

    text: DocumentText
    language: str
    end: float
    """When there is no more time, by the clock that never goes back."""
    parts: int = 0
    attached: list[str] = field(default_factory=list)


def _tamed(data: bytes) -> bytes:
    """Cut what says of a part what it is, where that is longer than any mail has it.

    The standard library takes 30 s for 100 KB of semicolons there. Raises `Oversized` where there are too many.
    """
    count = 0

    def cut(found: re.Match[bytes]) -> bytes:
        nonlocal count
        count += 1
        if count > _MOST_PARTS * 6:
            raise bounds.Oversized
        return found[0][:_LONGEST_KIND]

    return _KIND.sub(cut, data)


def text_of(data: bytes, name: str, language: str = "") -> tuple[str, str]:
    """Return the text of a mail, and a note on what became of the rest.

    Raises:
        AttachmentRefused: it is too long, damaged, or empty.
    """
    if len(data) > MOST_BYTES:
        raise AttachmentRefused(
            sentence=_("“{name}” is a mail of {size}, longer than can be read here.").format(
                name=name, size=size_in_words(len(data))
            ),
            advice=_("Save what is attached to it, and attach what matters."),
        )
    found = _MailText(DocumentText(), language, time.monotonic() + LIMIT_S)
    is_whole = True
    try:
        _read(BytesParser(policy=policy.compat32).parsebytes(_tamed(data)), found, depth=0)
    except (bounds.Full, bounds.Oversized):
        is_whole = False
    except _FAILURES as error:
        raise AttachmentRefused(
            f"{type(error).__name__}: {error}",
            sentence=_("“{name}” is damaged and cannot be read.").format(name=name),
            advice=_("Save the mail anew or as PDF, and attach that."),
        ) from error
    text = found.text.joined()
    if not text:
        raise AttachmentRefused(sentence=_("“{name}” holds no text that could be read.").format(name=name))
    return text, _note(found, is_whole=is_whole)


def _note(found: _MailText, *, is_whole: bool) -> str:
    if not is_whole:
        return _("Only the beginning of this mail’s text fits.")
    count = len(found.attached)
    if not count:
        return _("Only the text of this mail is sent, without pictures and layout.")
    if count == 1:
        return _("Only the text of this mail is sent, without its attached file.")
    return ngettext(
        "Only the text of this mail is sent, without its {count} attached file.",
        "Only the text of this mail is sent, without its {count} attached files.",
        count,
    ).format(count=number(count))


def _read(mail: Message, found: _MailText, *, depth: int) -> None:
    lines = [f"{name}: {value}" for name in _HEADERS if (value := _header(mail, name))]
    if depth:
        found.text.block(heading("Attached mail", 2))  # not for people
    found.text.block("\n".join(lines))
    plain: list[Message] = []
    pages: list[Message] = []
    inner: list[Message] = []
    attached: list[str] = []
    for part in _leaves(mail, found):
        kind = part.get_content_type().lower()
        if kind == "message/rfc822":
            inner += [one for one in part.get_payload() if isinstance(one, Message)]
        elif part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            attached += [_attached(part, kind)] if kind not in _UNTOLD or _file_name(part) else []
        elif kind == "text/html":
            pages.append(part)
        elif kind == "text/plain":
            plain.append(part)
        else:
            attached.append(_attached(part, kind))
    said = [words for words in (_decoded(part, found.language).strip() for part in plain) if words]
    for words in said:
        found.text.block(words)
    for page in pages if not said else ():  # the same once more, for who sees pages
        read_page(_decoded(page, found.language), found.text, lambda: time.monotonic() < found.end)
    if attached:
        found.attached += attached
        # not for people
        found.text.block("\n".join(("Attached, not included here:", *(f"- {one}" for one in attached))))
    for other in inner if depth + 1 < _DEEPEST else ():
        _read(other, found, depth=depth + 1)


_UNTOLD = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")


def _leaves(mail: Message, found: _MailText, level: int = 0) -> Iterator[Message]:
    """Yield the parts that have no parts of this mail in them, those of mails in it not."""
    found.parts += 1
    if found.parts > _MOST_PARTS or level > _DEEPEST_PARTS:
        raise bounds.Oversized
    if not mail.is_multipart() or mail.get_content_type().lower() == "message/rfc822":
        yield mail
        return
    for part in mail.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part, found, level + 1)


def _decoded(part: Message, language: str) -> str:
    """Return the words of a part: read as it says where that can be true, else as any text file is."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    declared = part.get_param("charset")
    encoding = encodings.known(declared) if isinstance(declared, str) else ""
    name = _file_name(part) or "mail"
    data = data[: texts.MOST_BYTES]
    if encoding:
        read = texts.decoded_as(data, name, encoding)
        if not read.note:
            return read.text
    return texts.decoded(data, name, language).text if data else ""


def _header(mail: Message, name: str) -> str:
    """Return a header as it is read, on one line."""
    found = (str(value) for key, value in mail.raw_items() if key.lower() == name.lower())
    return _words(next(found, ""))


def _words(raw: str) -> str:
    raw = raw[:_LONGEST_HEADER]
    if any("\udc80" <= letter <= "\udcff" for letter in raw):  # bytes that are no ASCII, as the library hands them on
        raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return one_line(raw)
    made = [piece if isinstance(piece, str) else _piece(piece, charset) for piece, charset in pieces]
    return one_line("".join(made))


def _piece(piece: bytes, charset: str | None) -> str:
    encoding = encodings.known(charset or "") or encodings.UTF_8
    return piece.decode("utf-8" if encoding == encodings.UTF_8 else encoding, "replace")


def _file_name(part: Message) -> str:
    name = part.get_filename("")
    return _words(str(name)) if name else ""


def _attached(part: Message, kind: str) -> str:
    payload = part.get_payload(decode=True)
    size = size_for_model(len(payload)) if isinstance(payload, bytes) else kind
    return f"{_file_name(part) or kind} ({size})"
