"""Makes the window's parts in the theme and text size in force, and dresses them anew when either changes.

Only what the first look needs is made here; the rest is made by whoever needs it first, and handed to `dressed`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from turbodesk.app.services import Services
from turbodesk.settings import (
    ENTER_SENDS,
    LINE_NUMBERS,
    LONG_TEXT,
    MOTION,
    READING_FACE,
    READING_WIDTH,
    SCROLLING,
    TEXT_PERCENT,
    THEME,
    Motion,
    Setting,
)
from turbodesk.ui.composer import Composer
from turbodesk.ui.main_window.chat_area import ChatArea
from turbodesk.ui.main_window.header import Header
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.presenters.message_views import MessageViewFactory
from turbodesk.ui.sidebar import Sidebar
from turbodesk.ui.theme import Theme, style_application, theme_in_force
from turbodesk.ui.theme.apply import current_motion_ms, set_motion
from turbodesk.ui.theme.column import Column
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from turbodesk.ui.attachments.actions import AttachmentActions
    from turbodesk.ui.instructions import InstructionsSheet
    from turbodesk.ui.theme.motion import SystemMotion


class Themeable(Protocol):
    """A part that can change its theme."""

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours, icons and fonts of `theme`."""


class InColumn(Protocol):
    """A part that stands in the column of the chat."""

    def set_column(self, column: Column) -> None:
        """Stand in another column from now on."""


P = TypeVar("P", bound=Themeable)
C = TypeVar("C", bound=InColumn)


class MainWindowViews(QObject):
    """The widgets of the window."""

    def __init__(self, app: QApplication, services: Services) -> None:
        super().__init__()
        self._app = app
        self._preferences = services.preferences
        self._is_listening = False
        """Whether the system was asked how it wants to be shown."""
        self._services = services
        theme = theme_in_force(app, services.preferences.get(THEME), services.preferences.get(READING_FACE))
        style_application(app, theme)
        self.theme = theme
        percent = services.preferences.get(TEXT_PERCENT)
        self.message_actions = MessageActions()
        """What is asked of any message."""
        self.message_actions.tool_of = lambda name: services.toolbox().find(name)
        self.message_views = MessageViewFactory(
            actions=self.message_actions,
            attachment_actions=lambda: self.attachment_actions,
            theme=theme,
            text_percent=percent,
            model_of=services.workspace.model,
            title_of=services.workspace.title_of,
            gives_keys=lambda id_: bool(services.profiles.key_page(id_)),
        )
        self.transcript = TranscriptView(self.message_views.make, self.message_views.copy_as_one)
        self.message_views.watch(lambda: self.transcript.living_rows)
        self.sidebar = Sidebar(theme)
        self.header = Header(theme)
        self.notice = NoticeBar(theme)
        self.composer = Composer(theme)
        self.chat_area = ChatArea(transcript=self.transcript, composer=self.composer, theme=theme)
        self.window = Window(sidebar=self.sidebar, header=self.header, notice=self.notice, chat_area=self.chat_area)
        self.window.setFocusProxy(self.composer)  # the focus goes home to it, where what had it before is gone
        self._dressed: list[Themeable] = [
            self.sidebar,
            self.header,
            self.notice,
            self.composer,
            self.chat_area,
            self.message_views,
        ]
        self._in_column: list[InColumn] = [self.transcript, self.chat_area]
        self.apply_text_percent()
        self.apply_reading()
        self.apply_writing()
        for one in (self, self.message_views, self.message_actions):
            one.setParent(self.window)  # everything ends with the window
        self.apply_motion()
        subscribe(self.window, app.styleHints().colorSchemeChanged, self.apply_theme)
        subscribe(self.window, services.preferences.changed, self._setting_changed)

    @cached_property
    def motion(self) -> SystemMotion:
        """What the system asks for; nothing before `listen`."""
        from turbodesk.ui.theme.motion import SystemMotion

        made = SystemMotion(self._app)
        made.setParent(self.window)
        made.changed.connect(self.apply_motion)
        return made

    def listen(self) -> None:
        """Ask the system how it wants to be shown, now that there is time, and hear whenever that changes."""
        from turbodesk.ui.theme.contrast import SystemContrast

        self._is_listening = True
        self.motion.listen()
        contrast = SystemContrast(self._app)
        contrast.setParent(self.window)
        contrast.changed.connect(self.apply_theme)
        contrast.listen()

    @cached_property
    def attachment_actions(self) -> AttachmentActions:
        """What is asked of any attachment, of a message or of a draft, and their pictures."""
        from turbodesk.ui.attachments.actions import AttachmentActions
        from turbodesk.ui.attachments.thumbnails import ThumbnailCache

        services = self._services
        thumbnails = ThumbnailCache(services.attachment_service, services.scope.child("pictures"), self.window)
        return AttachmentActions(thumbnails)

    def dressed(self, part: P) -> P:
        """Return a part that was made in the theme in force, having noted to dress it anew whenever that changes."""
        self._dressed.append(part)
        return part

    def new_instructions(self) -> InstructionsSheet:
        """Make the sheet with a chat's instructions and limits."""
        from turbodesk.ui.instructions import InstructionsSheet
        from turbodesk.ui.presenters.tool_choices import tool_choices

        toolbox = self._services.toolbox()
        sheet = self.dressed(InstructionsSheet(self.window, theme=self.theme, tools=tool_choices(toolbox)))
        subscribe(sheet, toolbox.changed, lambda _: sheet.set_tools(tool_choices(toolbox)))
        return sheet

    def in_column(self, part: C) -> C:
        """Return a part that stands in the column of the chat, having noted to tell it whenever that changes."""
        self._in_column.append(part)
        part.set_column(self._column())
        return part

    def _setting_changed(self, setting: Setting[Any]) -> None:
        effects: dict[str, Callable[[], None]] = {
            THEME.key: self.apply_theme,
            READING_FACE.key: self.apply_theme,
            TEXT_PERCENT.key: self.apply_text_percent,
            READING_WIDTH.key: self.apply_reading,
            LINE_NUMBERS.key: self.apply_reading,
            SCROLLING.key: self.apply_writing,
            ENTER_SENDS.key: self.apply_writing,
            LONG_TEXT.key: self.apply_writing,
            MOTION.key: self.apply_motion,
        }
        if (apply := effects.get(setting.key)) is not None:
            apply()

    def apply_theme(self) -> None:
        """Dress everything in the theme the setting and the system ask for now."""
        theme = theme_in_force(self._app, self._preferences.get(THEME), self._preferences.get(READING_FACE))
        if theme == self.theme:
            return
        self.theme = theme
        style_application(self._app, theme)
        for part in self._dressed:
            part.apply_theme(theme)
        self._apply_column()

    def apply_text_percent(self) -> None:
        """Set the transcript's and the composer's text at the size of the setting; the column grows with it."""
        percent = self._preferences.get(TEXT_PERCENT)
        self.message_views.set_text_percent(percent)
        self.composer.set_text_percent(percent)
        self._apply_column()

    def apply_reading(self) -> None:
        """Set the width of the column and the numbers of code lines as the settings say; the reader's line stays."""
        self.message_views.set_line_numbers(are_shown=self._preferences.get(LINE_NUMBERS))
        self._apply_column()

    def apply_writing(self) -> None:
        """Let scrolling, the Enter key and a long text do what the settings say."""
        self.transcript.set_scrolling(self._preferences.get(SCROLLING))
        self.composer.set_enter_sends(self._preferences.get(ENTER_SENDS))
        self.composer.set_long_text(self._preferences.get(LONG_TEXT))

    def apply_motion(self) -> None:
        """Let things move, or be there at once, as the setting says or the system asks."""
        choice = self._preferences.get(MOTION)
        is_reduced = choice is Motion.REDUCED
        if self._is_listening:
            from turbodesk.ui.theme.motion import is_motion_reduced

            is_reduced = is_motion_reduced(choice, self.motion)
        set_motion(self._app, is_reduced=is_reduced)
        self.transcript.set_motion_ms(current_motion_ms())

    def _apply_column(self) -> None:
        column = self._column()
        for part in self._in_column:
            part.set_column(column)

    def _column(self) -> Column:
        scale = self.theme.faces.scale * self._preferences.get(TEXT_PERCENT) / 100
        return Column(self._preferences.get(READING_WIDTH), scale)
