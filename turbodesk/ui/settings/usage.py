"""The page that says what replies used and cost, and where the person wants it to end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from turbodesk.app.ledger import Account
from turbodesk.chat.spending import Total
from turbodesk.settings import LIMIT_DOLLARS, Section, Setting
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.quantities import bill, money, number, percent
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.theme import LIGHT, Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.usage.book_table import BookTable
from turbodesk.ui.usage.chart import Chart
from turbodesk.ui.widgets.form_row import HintLabel
from turbodesk.ui.widgets.forms import HeadingLabel, caption
from turbodesk.ui.widgets.plain import set_tip

_ESTIMATE = _("Estimates at list prices. What your gateway charges is on your account there. The demo costs nothing.")
_NO_REPLIES = _("No replies yet.")


class UsagePage(SettingsPage):
    """Sums of today and this month, a chart of the last days, the month by model, and the month's limit."""

    def __init__(self) -> None:
        super().__init__(Section.USAGE)
        self._limit = 0
        self._month = Total()
        self._sums = {
            "today": _Sum(_("Today")),
            "month": _Sum(_("This month")),
            "saved": _Sum(_("Saved by the cache")),
        }
        self._chart = Chart(LIGHT)
        self._models = BookTable(
            (
                _("This month, by model"),
                _("Replies"),
                pgettext("tokens", "Read"),
                pgettext("tokens", "Written"),
                _("Cost"),
            )
        )
        self._none = caption(_NO_REPLIES, kind="muted")
        self._chat = HintLabel()
        self._early = HintLabel()
        self.add_block(_Sums(self._sums.values()), above=Space.L)
        self.add_block(self._chart, above=Space.M)
        self.add_block(self._models, self._none, self._chat, self._early, HintLabel(_ESTIMATE), above=22)
        self.add_declared()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._chart.apply_theme(theme)
        self._models.apply_theme(theme)
        for one in self._sums.values():
            one.apply_theme(theme)

    def show_value(self, setting: Setting[Any], value: Any) -> None:
        super().show_value(setting, value)
        if setting is LIMIT_DOLLARS:
            self._limit = int(value)
            self._show_month()

    def set_account(self, account: Account) -> None:
        """Show what has been spent."""
        self._sums["today"].showmoney(_amount(account.today), _replies(account.today))
        self._month = account.month
        self._show_month()
        saved = self._sums["saved"]
        # Translators: stands beneath what the cache saved
        saved.showmoney(bill(max(0.0, account.month.saved)), _("this month"))
        share = percent(account.month.hit_share)
        saved.explain(_("{share} of what was read came from the cache").format(share=share))
        self._chart.set_days(account.days)
        lines = [
            (name, number(one.replies), number(one.input_tokens), number(one.output_tokens), _amount(one))
            for name, one in account.models
        ]
        self._models.set_lines(lines)
        self._models.setVisible(bool(lines))
        self._none.setVisible(not lines)
        chat = account.chat
        # Translators: {sum} is an amount of money
        words = ngettext(
            "This chat so far: {sum} in {count} reply.", "This chat so far: {sum} in {count} replies.", chat.replies
        )
        self._chat.setText(words.format(sum=_amount(chat), count=number(chat.replies)))
        self._chat.setVisible(bool(chat.replies))
        self._early.setText(_early_words(account.month.estimated))
        self._early.setVisible(bool(account.month.estimated))

    def _show_month(self) -> None:
        month = self._sums["month"]
        month.showmoney(_amount(self._month), self._of_month())
        unpriced = self._month.unpriced
        words = ngettext(
            "{count} of the replies have no known price", "{count} of the replies have no known price", unpriced
        )
        month.explain(words.format(count=number(unpriced)) if unpriced else "")

    def _of_month(self) -> str:
        """Return how many replies there were this month, and how much of the limit they took."""
        if not self._limit:
            return _replies(self._month)
        replies = self._month.replies
        # Translators: {share} is such as "25%", {limit} an amount of money
        words = ngettext("{count} reply, {share} of {limit}", "{count} replies, {share} of {limit}", replies)
        share = percent(self._month.dollars / self._limit)
        return words.format(count=number(replies), share=share, limit=money(self._limit, 0))


class _Sums(QWidget):
    """The sums side by side, or one beneath another where there is no room."""

    def __init__(self, sums: Iterable[_Sum]) -> None:
        super().__init__()
        self._sums = list(sums)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.M)
        for one in self._sums:
            self._row.addWidget(one, 1)

    def minimumSizeHint(self) -> QSize:
        width = max(one.minimumSizeHint().width() for one in self._sums)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = len(self._sums) * (max(one.wished_width() for one in self._sums) + Space.M) - Space.M
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if needed <= event.size().width() else directions.TopToBottom)


class _Sum(QWidget):
    """One sum of money, large, between what it is of and what it was spent on."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = HeadingLabel(name)
        self._amount = HeadingLabel(bill(0))
        self._more = HeadingLabel("")
        for label in (self._name, self._more):
            label.setProperty("kind", "muted")
        self._more.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._name)
        layout.addSpacing(Space.XS)
        layout.addWidget(self._amount)
        layout.addWidget(self._more)
        layout.addStretch(1)

    def apply_theme(self, theme: Theme) -> None:
        """Take the fonts of `theme`."""
        self._amount.wear(theme.font(TextRole.TITLE, 125))
        self._amount.setMinimumHeight(round(theme.line_height(TextRole.TITLE, 125)))
        for label in (self._name, self._more):
            label.wear(theme.font(TextRole.LABEL))

    def wished_width(self) -> int:
        """Return the pixels it takes without wrapping its name or its amount."""
        return max(self._name.sizeHint().width(), self._amount.sizeHint().width())

    def showmoney(self, amount: str, more: str) -> None:
        """Show an amount and what it was for."""
        self._amount.setText(amount)
        self._more.setText(more)

    def explain(self, words: str) -> None:
        """Say what the amount leaves out, where it is pointed at."""
        set_tip(self._amount, words)


def _amount(total: Total) -> str:
    """The dollars, with a plus where some replies have no price."""
    # Translators: an amount of money, and more whose price is not known
    return _("{sum} +").format(sum=bill(total.dollars)) if total.unpriced else bill(total.dollars)


def _early_words(count: int) -> str:
    if count == 1:
        return _("One reply of this month ended early. What it wrote is estimated, and is in the sums.")
    return ngettext(
        "{count} reply of this month ended early. What it wrote is estimated, and is in the sums.",
        "{count} replies of this month ended early. What they wrote is estimated, and is in the sums.",
        count,
    ).format(count=number(count))


def _replies(total: Total) -> str:
    return ngettext("{count} reply", "{count} replies", total.replies).format(count=number(total.replies))
