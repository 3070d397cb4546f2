"""Another program opens what we write, finds every word of it, and makes pages of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.app.exports.word.files import WordFile, asked, reply, word_file
from tests.app.exports.word.test_document import EVERYTHING, PICTURE, PNG
from tests.app.exports.word.test_equations import FORMULAS

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="asks LibreOffice, which is not installed")


def converted(made: WordFile, form: str) -> Path:
    """Have LibreOffice write a file in another form."""
    folder = made.path.parent
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", form, str(made.path)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
    return made.path.with_suffix(f".{form.partition(':')[0]}")


def test_a_long_chat_of_all_kinds_is_read_whole(tmp_path: Path) -> None:
    formulas = "\n\n".join(f"$$\n{tex}\n$$" for tex in FORMULAS)
    turns = [asked("Was ist das?\n  <b>wörtlich</b>", PICTURE.part), reply(EVERYTHING), reply(formulas)] * 3
    turns.append(reply("这是中文。これは日本語です。\n\nهذا نص عربي مع English في الوسط\n\nLast words."))
    made = word_file(tmp_path, *turns, title="A long & odd <talk>", content={PICTURE.sha256: PNG})
    text = converted(made, "txt:Text (encoded):UTF8").read_text("utf-8-sig")
    for words in (
        "A long & odd <talk>",
        "  <b>wörtlich</b>",
        "Heading",
        "Some bold, italic, gone, code, under, H2O, m, K, s,",
        "1. one",
        "☒\tdone",
        "quoted",
        'return "x"',
        "中文 日本語 한국어 שלום مرحبا",
        "这是中文。これは日本語です。",
        "هذا نص عربي مع English في الوسط",
        "Last words.",
    ):
        assert words in text, words
    pages = PdfReader(converted(made, "pdf")).pages
    assert 4 < len(pages) < 30
    last = pages[-1].extract_text()
    assert f"{len(pages)} / {len(pages)}" in last
    assert "Last words." in last
    assert not [page for page in pages if "¿" in page.extract_text() and "⋃" not in page.extract_text()]
