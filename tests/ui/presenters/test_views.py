"""What is open already takes a theme, or a text size, as if it had been opened in it: pictures are compared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from tests.ui.attachments import pictures
from tests.ui.presenters.test_window import CTRL, SHIFT, Seat, play
from tests.ui.seen import first_of, press
from turbodesk.chat.conversation import Conversation, new_conversation
from turbodesk.chat.message import Block, Message, Status, Usage, empty_reply, user_message
from turbodesk.chat.parts import Text, Thinking
from turbodesk.settings import (
    LINE_NUMBERS,
    MOTION,
    READING_WIDTH,
    TEXT_PERCENT,
    THEME,
    WINDOW_SIDEBAR,
    Motion,
    Setting,
    ThemeChoice,
    Value,
)
from turbodesk.ui.composer.thinking import ThinkingChip
from turbodesk.ui.palette import CommandPalette
from turbodesk.ui.presenters import views
from turbodesk.ui.theme import DARK, LIGHT
from turbodesk.ui.theme.apply import MOTION_MS
from turbodesk.ui.theme.contrast import KEY, SystemContrast
from turbodesk.ui.theme.high_contrast import HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT
from turbodesk.ui.theme.themes import theme_for
from turbodesk.ui.usage.meter import ContextMeter
from turbodesk.ui.widgets.scroll_animation import ScrollAnimation
from turbodesk.ui.widgets.toast import Toast

__all__ = ["play"]

SIZE = QSize(780, 740)
STILL = 8
"""Pictures alike, one after the other, of a window at rest."""

T = TypeVar("T", bound=Value)
Play = Callable[..., None]
Opening = Callable[[Seat], Awaitable[object]]
TEXT = "Some *words* with `code`.\n\n```python\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"


def a_chat(text: str = TEXT) -> tuple[Conversation, list[Message]]:
    question = user_message("A question", None)
    reply = replace(
        empty_reply("claude-sonnet-4-6", question.id),
        blocks=(Block(0, Thinking("First a thought.", "")), Block(1, Text(text))),
        status=Status.COMPLETE,
        usage=Usage(input_tokens=600_000, output_tokens=100),  # so that the ring is there
        created_at=question.created_at,
        finished_at=question.created_at + 1_000,
    )
    return replace(new_conversation(), title="A chat"), [question, reply]


async def with_chat(seat: Seat) -> None:
    """Put a chat with a reply in front, which has all that is coloured in it."""
    seat.window.resize(SIZE)
    workspace = seat.services.workspace
    if not workspace.conversations():
        history = workspace._history  # noqa: SLF001 - exactly this reply, which no demo gives
        conversation, messages = a_chat()
        history.save_conversation(conversation)
        for message in messages:
            history.save_message(conversation.id, message)
        await workspace.load()
    seat.sidebar.show()
    seat.sidebar.conversation_chosen.emit(workspace.conversations()[0].id)
    await seat.until(lambda: len(seat.chat_ids()) == 2 and not seat.services.scope.is_running("open-chat"))
    await seat.until(lambda: (meter := seat.window.findChild(ContextMeter)) is not None and meter.isVisible())
    assert seat.editor().hasFocus()


def triggered(command_id: str) -> Opening:
    async def opening(seat: Seat) -> None:
        seat.presenter.actions.trigger(command_id)

    return opening


async def find_open(seat: Seat) -> None:
    seat.key(Qt.Key.Key_F, CTRL)
    seat.type("words")


async def about_open(seat: Seat) -> None:
    seat.presenter.actions.trigger("app.about")
    await seat.until(lambda: not seat.services.scope.is_running("about"))


async def toast_shown(seat: Seat) -> None:
    seat.presenter.actions.trigger("chat.copy")
    await seat.until(lambda: not seat.services.scope.is_running("export"))
    stay(seat)


def stay(seat: Seat) -> None:
    """Let the toast stay until it was looked at, however busy the machine is."""
    first_of(seat.window, Toast)._timer.stop()  # noqa: SLF001


async def deleted_unseen(seat: Seat) -> None:
    seat.key(Qt.Key.Key_B, CTRL)
    seat.key(Qt.Key.Key_Backspace, CTRL | SHIFT)
    await seat.until(lambda: not seat.services.workspace.conversations() and seat.window.findChildren(Toast))
    assert not first_of(seat.window, ContextMeter).isVisible()
    stay(seat)


async def notice_shown(seat: Seat) -> None:
    seat.presenter._views.notice.show_notice("Something to know.", action="Do it", action_id="nothing")  # noqa: SLF001


async def attached(seat: Seat) -> None:
    mime = QMimeData()
    mime.setData("image/png", pictures.png(30, 20))
    seat.editor().setFocus()
    QApplication.clipboard().setMimeData(mime)
    seat.key(Qt.Key.Key_V, CTRL)
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    await seat.until(lambda: chat.conversation.draft_parts)


async def thinking_open(seat: Seat) -> None:
    press(first_of(seat.window, ThinkingChip), Qt.Key.Key_Space)


async def ring_open(seat: Seat) -> None:
    press(first_of(seat.window, ContextMeter), Qt.Key.Key_Space)


async def new_chat(seat: Seat) -> None:
    seat.key(Qt.Key.Key_N, CTRL)
    assert seat.chat_ids() == ()
    assert not first_of(seat.window, ContextMeter).isVisible()


async def only_the_chat(seat: Seat) -> None:
    pass


async def without_the_sidebar(seat: Seat) -> None:
    seat.sidebar.hide()


async def first_screen(seat: Seat) -> None:
    seat.presenter._lazy.key_setup.ask()  # noqa: SLF001


OPENINGS: dict[str, Opening] = {
    "chat": only_the_chat,
    "empty chat": new_chat,
    "first screen": first_screen,
    "find": find_open,
    "instructions": triggered("reply.instructions"),
    "models": triggered("reply.model"),
    "palette": triggered("app.palette"),
    "shortcuts": triggered("app.shortcuts"),
    "settings": triggered("app.settings"),
    "about": about_open,
    "toast of a copy": toast_shown,
    "toast of a deletion": deleted_unseen,
    "notice": notice_shown,
    "attachment": attached,
    "thinking": thinking_open,
    "what fills the context": ring_open,
}


def looks() -> list[QImage]:
    """Every window there is, as it is painted."""
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and not one.size().isEmpty()]
    return [one.grab().toImage() for one in sorted(shown, key=lambda one: (type(one).__name__, one.windowTitle()))]


async def rested(seat: Seat) -> list[QImage]:
    """Wait until nothing is painted differently any more; return that."""
    seen: list[list[QImage]] = []

    def is_still() -> bool:
        seen.append(looks())
        return len(seen) > STILL and all(one == seen[-1] for one in seen[-STILL:])

    await seat.until(is_still)
    return seen[-1]


def colours(image: QImage) -> set[str]:
    small = image.scaled(
        QSize(160, 120), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation
    )
    return {small.pixelColor(x, y).name() for x in range(160) for y in range(120)}


def compared(play: Play, opening: Opening, setting: Setting[T], before: T, after: T) -> list[QImage]:
    """Open something where the setting is `after`, and where it becomes `after` while it is open; return the former."""
    wanted: list[QImage] = []
    QApplication.setCursorFlashTime(0)

    def beginning(value: T) -> Opening:
        async def scene(seat: Seat) -> None:
            seat.services.preferences.set(setting, value)

        return scene

    async def opened_in_it(seat: Seat) -> None:
        await with_chat(seat)
        await opening(seat)
        wanted.extend(await rested(seat))
        await put_back(seat)

    async def changed_while_open(seat: Seat) -> None:
        await with_chat(seat)
        await opening(seat)
        assert await rested(seat) != wanted
        seat.services.preferences.set(setting, after)
        await seat.until(lambda: looks() == wanted)
        await put_back(seat)

    play(beginning(after), opened_in_it, beginning(before), changed_while_open)
    return wanted


async def put_back(seat: Seat) -> None:
    QApplication.setCursorFlashTime(1000)
    seat.services.preferences.set(WINDOW_SIDEBAR, True)
    for one in QApplication.topLevelWidgets():
        if one.isVisible() and one is not seat.window:
            one.close()


@pytest.mark.parametrize("opening", OPENINGS.values(), ids=OPENINGS)
def test_what_is_open_becomes_dark_as_if_it_had_been_opened_so(play: Play, opening: Opening) -> None:
    wanted = compared(play, opening, THEME, ThemeChoice.LIGHT, ThemeChoice.DARK)
    for image in wanted:
        seen = colours(image)
        assert DARK.color("window").name() in seen or DARK.color("raised").name() in seen


@pytest.mark.parametrize(
    ("setting", "before", "after"),
    [
        (TEXT_PERCENT, 100, 150),
        (TEXT_PERCENT, 150, 80),
        (LINE_NUMBERS, False, True),
        (READING_WIDTH, 640, 760),
    ],
    ids=["larger", "smaller", "numbers", "wide"],
)
def test_a_chat_in_front_is_set_anew_as_if_it_had_been_opened_so(
    play: Play, setting: Setting[Any], before: Value, after: Value
) -> None:
    compared(play, without_the_sidebar, setting, before, after)


def test_the_system_turning_dark_is_followed_unless_a_theme_was_chosen(
    play: Play, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    is_dark = False  # the offscreen platform has no colours of its own
    monkeypatch.setattr(views, "theme_in_force", lambda app, choice, reading: theme_for(choice, is_dark))

    def turn(*, dark: bool) -> None:
        nonlocal is_dark
        is_dark = dark
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)

    def ground(seat: Seat) -> QColor:
        """The colour between the messages."""
        return seat.window.grab().toImage().pixelColor(seat.window.width() - 60, seat.window.height() // 2)

    async def scene(seat: Seat) -> None:
        await with_chat(seat)
        assert ground(seat) == LIGHT.color("window")
        turn(dark=True)
        assert ground(seat) == DARK.color("window")
        seat.key(Qt.Key.Key_K, CTRL)  # what is made later is dark too
        palette = first_of(seat.window, CommandPalette)
        assert DARK.color("raised").name() in colours(palette.grab().toImage())
        seat.key(Qt.Key.Key_Escape)
        seat.services.preferences.set(THEME, ThemeChoice.LIGHT)
        assert ground(seat) == LIGHT.color("window")
        turn(dark=True)
        assert ground(seat) == LIGHT.color("window")
        seat.services.preferences.set(THEME, ThemeChoice.SYSTEM)
        assert ground(seat) == DARK.color("window")

    play(scene)


def test_a_system_that_asks_for_high_contrast_is_followed_whatever_was_chosen(play: Play, qapp: QApplication) -> None:
    def ground(seat: Seat) -> QColor:
        return seat.window.grab().toImage().pixelColor(seat.window.width() - 60, seat.window.height() // 2)

    async def scene(seat: Seat) -> None:
        await with_chat(seat)
        system = first_of(seat.window, SystemContrast)
        try:
            system.take(*KEY, 1)
            assert ground(seat) == HIGH_CONTRAST_LIGHT.color("window")
            seat.services.preferences.set(THEME, ThemeChoice.DARK)
            assert ground(seat) == HIGH_CONTRAST_DARK.color("window")
        finally:
            system.take(*KEY, 0)
        assert ground(seat) == DARK.color("window")
        seat.services.preferences.set(THEME, ThemeChoice.CONTRAST)
        assert ground(seat).name() in (HIGH_CONTRAST_LIGHT.css("window"), HIGH_CONTRAST_DARK.css("window"))

    play(scene)


def test_what_the_system_asks_of_motion_reaches_the_transcript_and_the_choice_outweighs_it(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        parts = seat.presenter._views  # noqa: SLF001 - what the system says is heard there
        glide, answered = first_of(parts.transcript, ScrollAnimation), parts.motion.take
        key = ("org.freedesktop.appearance", "reduced-motion")
        assert glide.duration_ms == MOTION_MS
        answered(*key, 1)
        assert glide.duration_ms == 0
        seat.services.preferences.set(MOTION, Motion.FULL)
        assert glide.duration_ms == MOTION_MS
        seat.services.preferences.set(MOTION, Motion.SYSTEM)
        assert glide.duration_ms == 0
        answered(*key, 0)
        assert glide.duration_ms == MOTION_MS
        seat.services.preferences.set(MOTION, Motion.REDUCED)
        assert glide.duration_ms == 0

    async def again(seat: Seat) -> None:
        glide = first_of(seat.presenter._views.transcript, ScrollAnimation)  # noqa: SLF001
        assert glide.duration_ms == 0, "from the start, as it was chosen"

    play(scene, again)
