"""A shown transcript with plain rows, as most tests of it begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.transcript.plain import PlainRow, PlainSource
from turbodesk.ui.transcript import message_list
from turbodesk.ui.transcript.source import RowFactory
from turbodesk.ui.transcript.view import TranscriptView

Open = Callable[..., TranscriptView]


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no turn end before all in view is made, as on a machine without load; else that would depend on luck."""
    monkeypatch.setattr(message_list, "time", SimpleNamespace(perf_counter=lambda: 0.0))


@pytest.fixture
def open_view(qtbot: QtBot) -> Iterator[Open]:
    """Open a source in a view of 900 x 700 pixels and wait until nothing is left to do."""
    views: list[TranscriptView] = []

    def open_it(
        source: PlainSource | None,
        *,
        make_row: RowFactory = PlainRow,
        copy_rows: Callable[..., object] | None = None,
    ) -> TranscriptView:
        view = TranscriptView(make_row, copy_rows)
        views.append(view)
        view.resize(900, 700)
        view.set_source(source)
        view.show()
        qtbot.waitExposed(view)
        qtbot.waitUntil(lambda: view.is_idle)
        return view

    yield open_it
    for view in views:
        view.close()
        view.deleteLater()
