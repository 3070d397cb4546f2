"""Names the kinds of files that TurboDesk reads, for the "Open with" of every system.

Their media types for Linux, the ends of their names for Windows, both for macOS. TurboDesk is one of several programs
there and nowhere the first: whoever presses a picture twice wants to see it.
"""

from __future__ import annotations

from dataclasses import dataclass

SCHEME = "turbodesk"
"""Of links to chats; turbodesk/chat/chat_link.py reads them."""


@dataclass(frozen=True, slots=True)
class FileType:
    """One kind of file."""

    media_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
ALL = (
    FileType("application/pdf", ("pdf",)),
    FileType(f"{_OFFICE}.wordprocessingml.document", ("docx",)),
    FileType(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
    FileType(f"{_OFFICE}.presentationml.presentation", ("pptx",)),
    FileType(f"{_OPEN}.text", ("odt",)),
    FileType(f"{_OPEN}.spreadsheet", ("ods",)),
    FileType(f"{_OPEN}.presentation", ("odp",)),
    FileType("application/rtf", ("rtf",)),
    FileType("application/epub+zip", ("epub",)),
    FileType("message/rfc822", ("eml",)),
    FileType("text/plain", ("txt", "log")),
    FileType("text/markdown", ("md",)),
    FileType("text/csv", ("csv",)),
    FileType("text/html", ("html", "htm")),
    FileType("application/json", ("json",)),
    FileType("image/png", ("png",)),
    FileType("image/jpeg", ("jpg", "jpeg")),
    FileType("image/gif", ("gif",)),
    FileType("image/webp", ("webp",)),
    FileType("image/bmp", ("bmp",)),
    FileType("image/tiff", ("tif", "tiff")),
    FileType("image/svg+xml", ("svg",)),
)


def media_types() -> tuple[str, ...]:
    """Return what a desktop entry says: the files, and the links."""
    return (*(one.media_type for one in ALL), f"x-scheme-handler/{SCHEME}")


def information_property_list() -> dict[str, object]:
    """Return what the bundle of macOS says of files and links, as Apple's Core Foundation Keys have it.

    "Alternate": never the program that opens these files if nobody says which.
    """
    endings = [ending for one in ALL for ending in one.endings]
    document = {
        "CFBundleTypeName": "Attachment",
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Alternate",
        "CFBundleTypeExtensions": endings,
    }
    link = {"CFBundleURLName": "Link to a chat", "CFBundleTypeRole": "Viewer", "CFBundleURLSchemes": [SCHEME]}
    return {"CFBundleDocumentTypes": [document], "CFBundleURLTypes": [link]}


def windows_endings() -> str:
    """Return the lines of NSIS that name the files below "Open with"."""
    key = r'"Software\Classes\Applications\${EXE}\SupportedTypes"'
    return "".join(f'WriteRegStr HKCU {key} ".{end}" ""\n' for one in ALL for end in one.endings)
