"""Checks that everything TurboDesk is made of works on this machine, and prints what it found as one JSON object.

A frozen program or a strange system usually lacks a plugin, a resource or a library; this finds out in seconds, with
the real window and a demo reply streamed to its end, on a throw-away folder. The person's own data is not touched.
"""

from __future__ import annotations

import asyncio
import base64
import gettext
import io
import json
import platform
import sqlite3
import ssl
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

from turbodesk import frozen, resources
from turbodesk.app.services import start_services
from turbodesk.chat.message import Message, Status
from turbodesk.translation import ENGLISH, LANGUAGES
from turbodesk.ui.application.application import Application, picture_formats

LIMIT_S = 60.0
"""Seconds until a reply that does not end counts as failed; a slow machine needs about two."""

DEMO_SPEED = 2_000.0
"""Tokens a second: fast, yet streamed in many pieces."""

HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAXxtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJp"
    "bG9jAAAAAERAAAEAAQAAAAABoAABAAAAAAAAACcAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAAB"
    "AAAA/GlwcnAAAADcaXBjbwAAAHVodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEA"
    "AQApQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqrprm4CGgwIAAAAyAAAADAIRiAAEABkQBwXPBiQAAABNjb2xybmNseAABAA0ABoAAAAAU"
    "aXNwZQAAAAAAAABAAAAAQAAAAChjbGFwAAAACAAAAAEAAAAIAAAAAf///8gAAAAC////yAAAAAIAAAAQcGl4aQAAAAADCAgIAAAAGGlw"
    "bWEAAAAAAAAAAQABBYECAwWEAAAAL21kYXQAAAAjKAGvBBITjOD46cJoP91R/FqVtJ7yftCrK+NJn3exGJKp/6A="
)
AVIF = base64.b64decode(
    "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAA"
    "AAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAIwAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFD"
    "b2xvcgAAAABqaXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAACAAAAAgAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJu"
    "Y2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAAK21kYXQSAAoIGAi/bICGg0IyFR7Hh4VZwAAsZAAAkDWZRs5JX9QAtg=="
)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8z"/></svg>'
PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 30]/Contents 4 0 R"
    b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 33>>stream\nBT /F 12 Tf 10 10 Td (Page) Tj ET\nendstream endobj\ntrailer<</Root 1 0 R>>"
)
"""A PDF of one page with one word."""
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
DOCUMENT = {
    "content.xml": f'''<o:document-content xmlns:o="{_ODF}:office:1.0" xmlns:t="{_ODF}:text:1.0"><o:body><o:text>
    <t:p>words</t:p></o:text></o:body></o:document-content>'''
}
"""An OpenDocument text."""
FACES = 12
"""How many files of typefaces come with the program."""
LEXERS = ("python", "javascript", "rust", "c++", "sql", "bash", "json", "html")
PACKAGES = ("PySide6-Essentials", "qasync", "httpx", "keyring", "Markdown", "Pygments", "aiosqlite")


async def self_test(application: Application) -> int:
    """Run every check, print the findings and return 0 when all hold, else 1.

    The window comes first, so that what it needs until it is painted is not measured in a program that knows more.
    """
    defects: list[str] = []
    findings: dict[str, object] = {"turbodesk": version("turbodesk"), "python": platform.python_version()}
    failed: list[str] = []
    try:
        findings["window"] = await asyncio.wait_for(_window(application, defects), LIMIT_S)
    except (TimeoutError, AssertionError) as error:
        findings["window"] = f"{type(error).__name__}: {error}"
        failed.append("window")
    for name, check in CHECKS.items():
        try:
            findings[name] = check()
        except (OSError, LookupError, ImportError, sqlite3.Error, ValueError, AssertionError) as error:
            findings[name] = f"{type(error).__name__}: {error}"
            failed.append(name)
    findings["defects"] = defects
    findings["ok"] = not failed and not defects
    findings["failed"] = failed
    sys.stdout.write(json.dumps(findings, indent=2, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return 0 if findings["ok"] else 1


async def _window(application: Application, defects: list[str]) -> dict[str, object]:
    """Open the real window on an empty folder, stream one demo reply through it, and close it again."""
    from turbodesk.ui.presenters.session import new_pictures, open_window

    def report(name: str, error: BaseException) -> None:
        defects.append(f"{name}: {type(error).__name__}: {error}")
        application.report(name, error)

    started = time.time()
    # On Windows a file that is still open cannot be deleted; a forgotten one must not hide the findings.
    with tempfile.TemporaryDirectory(prefix="turbodesk-", ignore_cleanup_errors=True) as folder:
        async with (
            start_services(Path(folder), report=report, demo_speed=DEMO_SPEED, new_pictures=new_pictures) as services,
            open_window(services, application, demo=True) as presenter,
        ):
            painted_s = await presenter.painted - started
            ended: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
            services.workspace.reply_ended.connect(lambda told: ended.set_result(told[1]))
            chat = presenter.chat_presenter.chat
            assert chat is not None
            chat.send("Show me what a reply can look like")
            reply = await ended
            assert reply.status is Status.COMPLETE, reply.failure
            assert reply.text, "the reply is empty"
            return {
                "platform": application.qt.platformName(),
                "painted_after_s": round(painted_s, 3),
                "painted_at": round(started + painted_s, 3),
                "reply_characters": len(reply.text),
                "total_s": round(time.time() - started, 3),
            }


def _resources() -> str:
    for parts in (("icons", "turbodesk.svg"), ("icons", "send.svg"), ("themes", "turbodesk.qss"), ("models.toml",)):
        assert resources.path(*parts).is_file(), f"missing: {'/'.join(parts)}"
    return str(resources.path())


def _faces() -> list[str]:
    from PySide6.QtGui import QFontDatabase

    files = [file.stem for file in resources.path("fonts").glob("*.ttf")]
    assert len(files) == FACES, f"{len(files)} files of typefaces, not {FACES}"
    found = [family for family in QFontDatabase.families() if family.startswith("TurboDesk")]
    assert {"TurboDesk Display", "TurboDesk Mono"} <= set(found), f"of ours the window had {found}"
    return found


def _languages() -> list[str]:
    """Read what each language is told with, and what Qt says in it."""
    from PySide6.QtCore import QLibraryInfo, QTranslator

    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    others = [one for one in LANGUAGES if one != ENGLISH]
    for language in others:
        catalogue = gettext.GNUTranslations(io.BytesIO(resources.content("translations", language, "turbodesk.mo")))
        assert catalogue.gettext("Settings") != "Settings", f"no words in {language}"
        assert resources.content("translations", language, "demo", "intro.md"), f"no demo in {language}"
        assert QTranslator().load(f"qtbase_{language}", folder), f"Qt does not speak {language}"
    return others


def _packages() -> dict[str, str]:
    return {name: version(name) for name in PACKAGES}


def _models() -> int:
    from turbodesk.gateway import catalogue

    return len(catalogue.load())


def _key_stores() -> dict[str, object]:
    import keyring
    import keyring.backend

    stores = sorted(f"{type(one).__module__}.{type(one).__name__}" for one in keyring.backend.get_all_keyring())
    return {"in_use": keyring.get_keyring().name, "found": stores}


def _full_text_search() -> str:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    connection.close()
    return sqlite3.sqlite_version


def _lexers() -> list[str]:
    from pygments.lexers import get_lexer_by_name

    return [get_lexer_by_name(name).name for name in LEXERS]


def _certificates() -> str:
    import truststore

    truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return ssl.OPENSSL_VERSION


def _signatures() -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from turbodesk.app.updates import verified

    key = Ed25519PrivateKey.generate()
    news = b'{"version": "1.0", "page": "https://example.org/"}'
    verified(news, base64.b64encode(key.sign(news)), (key.public_key().public_bytes_raw(),))
    return version("cryptography")


def _pictures() -> list[str]:
    from turbodesk.ui.presenters.session import new_pictures

    formats = picture_formats()
    assert {"png", "svg", "jpeg"} <= set(formats), f"only {formats}"
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>a</text></svg>'
    new_pictures().prepared(drawing, "image/svg+xml", "it")  # in a process of its own, which has to start
    return formats


def _decoding_apart() -> str:
    """Have a drawing painted by this program in a second process of its own, as whoever attaches one does."""
    from turbodesk.chat.errors import AttachmentRefused
    from turbodesk.ui.presenters.session import new_pictures

    try:
        painted = new_pictures().prepared(DRAWING, "image/svg+xml", "drawing.svg")
    except AttachmentRefused as refusal:
        raise AssertionError(f"no second process: {refusal}") from refusal
    return f"{painted.width} x {painted.height}"


def _rare_pictures() -> dict[str, str]:
    """Have a photograph of a telephone and a picture of the web decoded, whose libraries Qt does not bring."""
    from turbodesk.chat.errors import AttachmentRefused
    from turbodesk.ui.presenters.session import new_pictures

    for data, media_type in ((HEIC, "image/heic"), (AVIF, "image/avif")):
        try:
            made = new_pictures().prepared(data, media_type, media_type)
        except AttachmentRefused as refusal:
            raise AssertionError(f"{media_type}: {refusal} {refusal.note.detail}") from refusal
        assert (made.media_type, made.width) == ("image/jpeg", 8), f"{media_type} was made {made.media_type}"
    return {name: version(name) for name in ("pi-heif", "pillow")}


def _pages() -> str:
    """Have a page drawn and read by a second process of its own, as whoever looks into a document does."""
    from turbodesk.chat.errors import AttachmentRefused
    from turbodesk.ui.pdf.pages import PdfPages

    try:
        with PdfPages(PAGE) as pages:
            drawn = pages.drawn(0, 90)
    except AttachmentRefused as refusal:
        raise AssertionError(f"no page was drawn: {refusal}") from refusal
    assert (drawn.letters, drawn.image.width()) == ("Page", 90), f"a page came out as “{drawn.letters}”"
    return version("pypdfium2")


def _documents() -> str:
    """Have a document read by this program in a second process of its own, as whoever attaches a large one does."""
    import zipfile
    from io import BytesIO

    from turbodesk.app.documents import text_of
    from turbodesk.chat.errors import AttachmentRefused

    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in DOCUMENT.items():
            archive.writestr(name, content)
    try:
        text, _ = text_of(file.getvalue(), "it.odt", most_here=0)
    except AttachmentRefused as refusal:
        raise AssertionError(f"no second process: {refusal}") from refusal
    assert text == "words", text
    import xlrd

    return f"xlrd {xlrd.__version__}"


def _formulas() -> str:
    from turbodesk.rendering.tex import drawing

    drawn = drawing(r"\int_0^1 \sqrt{x}\,dx", is_display=True)
    assert drawn is not None, "a formula could not be drawn: the fonts of ziamath or ziafont are missing"
    return version("ziamath")


def _exports() -> list[str]:
    """Have a reply written into a file of every kind that needs no window."""
    from turbodesk.app.exports.formats import FORMATS, TABLE_FORMATS
    from turbodesk.app.exports.transcript import excerpt
    from turbodesk.app.exports.writer import ExportContext

    said = excerpt("It", "Words, $\\frac{a}{b}$\n\n| a |\n|---|\n| 1 |")
    written: list[str] = []
    with tempfile.TemporaryDirectory(prefix="turbodesk-", ignore_cleanup_errors=True) as folder:
        for one in (*FORMATS, *TABLE_FORMATS):
            if one.load is not None:
                path = Path(folder) / f"it{one.suffix}"
                one.load()(said, path, ExportContext())
                assert path.stat().st_size, f"{one.name} is empty"
                written.append(one.name)
    return written


def _diagrams() -> str:
    """Have a diagram drawn by this program in a process of its own, where there is something that draws."""
    from importlib.util import find_spec

    from turbodesk.rendering.diagrams import DrawnDiagram
    from turbodesk.ui.diagrams.look import look_of
    from turbodesk.ui.diagrams.separate_diagrams import DiagramKey, drawn_apart
    from turbodesk.ui.theme import LIGHT

    if find_spec("merman") is None:
        return "not on this system"
    (drawn,) = drawn_apart([DiagramKey("flowchart LR\n A[One] --> B[Two]", look_of(LIGHT), 1.0)])
    assert isinstance(drawn, DrawnDiagram), f"a diagram was not drawn: {drawn.why}"
    assert drawn.png.startswith(b"\x89PNG"), "a diagram was drawn as something else than a PNG"
    return f"merman {version('merman')}, {drawn.width:.0f} x {drawn.height:.0f}"


def _tool_servers() -> str:
    """Have a tool called by what speaks to tool servers, on a thread of its own as at their first start."""
    with ThreadPoolExecutor(1) as threads:
        given = threads.submit(lambda: asyncio.run(_tool_called())).result(LIMIT_S)
    assert given == {"result": "words"}, f"the tool gave {given}"
    if sys.platform == "win32":
        import win32job

        win32job.CreateJobObject(None, "").Close()
    return f"mcp {version('mcp')}, pydantic {version('pydantic')}, httpx2 {version('httpx2')}"


async def _tool_called() -> object:
    from mcp import Client
    from mcp.server.mcpserver import MCPServer

    from turbodesk.app.mcp import sdk

    await sdk.load()
    server = MCPServer("it")

    @server.tool()
    def say(text: str) -> str:
        return text

    async with Client(server) as client:
        return (await client.call_tool("say", {"text": "words"})).structured_content


def _apart() -> str:
    shortcomings = frozen.shortcomings()
    assert not shortcomings, "; ".join(shortcomings)
    return "frozen" if frozen.home() is not None else "from source"


def _spelling() -> list[str]:
    """Return the languages there are dictionaries of, which may be none; what asks for them has to be there."""
    from importlib import import_module

    from turbodesk.app.spelling.engine import open_engine

    if asks := {"win32": "comtypes", "darwin": "rubicon.objc"}.get(sys.platform):
        import_module(asks)
    engine = open_engine()
    if engine is None:
        return []
    try:
        found = list(engine.languages())
        assert all(engine.knows("a", one) in (True, False) for one in found[:1])
        return found
    finally:
        engine.close()


CHECKS: dict[str, Callable[[], object]] = {
    "resources": _resources,
    "faces": _faces,
    "packages": _packages,
    "models": _models,
    "key_stores": _key_stores,
    "full_text_search": _full_text_search,
    "lexers": _lexers,
    "certificates": _certificates,
    "signatures": _signatures,
    "pictures": _pictures,
    "decoding_apart": _decoding_apart,
    "rare_pictures": _rare_pictures,
    "pages": _pages,
    "documents": _documents,
    "formulas": _formulas,
    "exports": _exports,
    "diagrams": _diagrams,
    "tool_servers": _tool_servers,
    "spelling": _spelling,
    "languages": _languages,
    "apart_from_others": _apart,
}
"""Every check by name; each returns what it found or raises what went wrong."""
