"""A long message of a person's is folded to its first lines; what is asked for, found or gone to is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.message.test_message import WIDTH, Show, actions, show, the
from tests.ui.seen import button
from turbodesk.app.text_matcher import TextMatcher
from turbodesk.chat.message import user_message
from turbodesk.ui.document.marks import PageMarks
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.part_widgets import OpenPanels
from turbodesk.ui.message.person_bar import PersonBar
from turbodesk.ui.message.slip_fold import FOLD_TO, SlipFold
from turbodesk.ui.message.stack import HANG, text_width

__all__ = ["actions", "show"]  # fixtures

LOG = "\n".join(f"12:04:{at} worker-2 retry {at} of 5" for at in range(1204))


def laid(view: MessageView) -> MessageView:
    view.resize(WIDTH, view.heightForWidth(WIDTH))
    return view


def line_of(view: MessageView) -> int:
    return the(view, Body).page.typography.line


def test_ten_lines_are_seen_and_the_rest_at_a_press(show: Show, qtbot: QtBot) -> None:
    kept: OpenPanels = {}
    view = laid(show(user_message(LOG, None), open_panels=kept))
    assert the(view, Body).height() == FOLD_TO * line_of(view)
    more = button(view, "Show all 1,204 lines")
    assert more.height() >= 24
    bar, fold = the(view, PersonBar), the(view, SlipFold)
    assert fold.geometry().bottom() < bar.geometry().top()
    assert bar.geometry().bottom() < view.height()
    more.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(view.height_changed):
        QTest.keyClick(more, Qt.Key.Key_Space)
    laid(view)
    assert the(view, Body).height() >= 1204 * line_of(view)
    assert not fold.isVisibleTo(view)
    assert the(view, Body).hasFocus(), "the focus goes on where the button was"
    again = laid(show(user_message(LOG, None), open_panels=kept))
    assert the(again, Body).height() >= 1204 * line_of(again), "as it was left"


def test_what_is_hardly_longer_is_not_folded(show: Show) -> None:
    text = "\n".join(f"line {at}" for at in range(FOLD_TO + 3))
    view = laid(show(user_message(text, None)))
    assert the(view, Body).height() >= (FOLD_TO + 3) * line_of(view)
    assert not any(one.isVisibleTo(view) for one in view.findChildren(SlipFold))


def test_one_long_paragraph_is_folded_by_the_lines_it_takes(show: Show) -> None:
    view = laid(show(user_message("Many words. " * 300, None)))
    assert the(view, Body).height() == FOLD_TO * line_of(view)
    button(view, "Show all of it")


def test_a_match_that_is_hidden_unfolds_it(show: Show, qtbot: QtBot) -> None:
    text = "\n".join(f"line {at}" for at in range(60))
    view = laid(show(user_message(text, None)))
    view.set_marks(PageMarks(TextMatcher("line 2"), 0))
    assert view.match_rect(0) is not None
    assert the(view, SlipFold).is_folded, "it is in sight"
    view.set_marks(PageMarks(TextMatcher("line 59"), 0))
    assert view.match_rect(0) is not None
    laid(view)
    assert the(view, Body).height() >= 60 * line_of(view)


@pytest.mark.parametrize(("column", "slip"), [(640, 520), (576, 520), (400, 372)])
def test_a_slip_is_as_wide_as_the_composer_leaves_it(column: int, slip: int) -> None:
    assert text_width(column, is_user=True, percent=100) + 2 * HANG == slip
