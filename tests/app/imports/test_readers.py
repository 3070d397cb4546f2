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
