"""What is copied from a chat arrives in a word processor as what it was: a table as a table, a list as a list."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from turbodesk.app.exports.transcript import Transcript, Turn
from turbodesk.chat.message import Block, Message, Role, user_message
from turbodesk.chat.parts import Text
from turbodesk.ui.printing.clipboard import conversation_mime

REPLY = """Prices:

| Item | Price |
|:-----|------:|
| **Tea** | 3.50 |
| Milk | 1.20 |

- one
- two
"""
NAMES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


def transcript() -> Transcript:
    reply = Message("r", None, Role.ASSISTANT, (Block(0, Text(REPLY)),), model="m")
    asked = Turn("You", user_message("<b>What</b>\ncosts what?", None))
    return Transcript("Prices & more", "1 May 2026", (asked, Turn("Sonnet 4.6", reply)))


def test_the_three_forms() -> None:
    mime = asyncio.run(conversation_mime(transcript(), lambda done, of: None))
    assert mime.text().startswith("Prices & more\n1 May 2026\n\nYou:\n<b>What</b>\ncosts what?\n\nSonnet 4.6:\nPrices:")
    assert "Item\tPrice\nTea\t3.50" in mime.text()
    assert "<h1>Prices &amp; more</h1>" in mime.html()
    assert "&lt;b&gt;What&lt;/b&gt;" in mime.html()
    assert REPLY.strip() in bytes(mime.data("text/markdown").data()).decode()


def test_progress_is_told_for_each_message() -> None:
    told: list[tuple[int, int]] = []
    asyncio.run(conversation_mime(transcript(), lambda done, of: told.append((done, of))))
    assert told == [(0, 2), (1, 2)]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="asks LibreOffice Writer, which is not installed")
def test_a_table_is_a_table_in_libreoffice(tmp_path: Path) -> None:
    mime = asyncio.run(conversation_mime(transcript(), lambda done, of: None))
    pasted = tmp_path / "pasted.html"
    pasted.write_text(f"<meta charset=utf-8>{mime.html()}", encoding="utf-8")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--infilter=HTML (StarWriter)", "--convert-to", "fodt", str(pasted)]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    document = ElementTree.parse(tmp_path / "pasted.fodt")
    (table,) = document.iterfind(".//table:table", NAMES)
    rows = [
        ["".join(cell.itertext()).strip() for cell in row.iterfind("table:table-cell", NAMES)]
        for row in table.iter(f"{{{NAMES['table']}}}table-row")
    ]
    assert rows == [["Item", "Price"], ["Tea", "3.50"], ["Milk", "1.20"]]
    items = ["".join(item.itertext()).strip() for item in document.iterfind(".//text:list/text:list-item", NAMES)]
    assert items == ["one", "two"]
