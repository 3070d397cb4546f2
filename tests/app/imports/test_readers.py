"""Each reader of `READERS` is there, and says nothing of files that are not its program's."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from turbodesk.app.imports.container import Container
from turbodesk.app.imports.recognition import READERS, recognise
from turbodesk.chat.errors import ImportRefused


@pytest.mark.parametrize("name", READERS)
def test_a_reader_knows_what_is_not_its_own(name: str, tmp_path: Path) -> None:
    (tmp_path / "some.json").write_text('{"a": [1, {"b": 2}]}')
    (tmp_path / "other.bin").write_bytes(bytes(range(256)))
    with Container([tmp_path]) as container:
        assert import_module(f"turbodesk.app.imports.readers.{name}").recognise(container) is None
        with pytest.raises(ImportRefused):
            recognise(container)


def test_other_programs_among_the_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        '[{"uuid": "c", "chat_messages": [{"uuid": "q", "sender": "human", "text": "Hi"}]}]'
    )
    (tmp_path / "b.json").write_text('{"session:s": {"messages": []}}')
    (tmp_path / "c.json").write_text('{"conversationId": "c", "messages": []}')
    (tmp_path / "d.md").write_text("## You\n\nHow?")
    with Container([tmp_path]) as container:
        archive = recognise(container)
    assert (archive.program, archive.beside) == ("Claude", ("Chatbox", "LibreChat"))
