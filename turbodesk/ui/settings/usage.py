"""The page that says what replies used and cost, and where the person wants it to end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from turbodesk.app.ledger import Account
from turbodesk.chat.cost import dollars
from turbodesk.chat.spending import Total
from turbodesk.settings import Section
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.theme import LIGHT, Space, Theme
from turbodesk.ui.usage.chart import Chart
from turbodesk.ui.widgets.forms import HeadingLabel, caption, note
from turbodesk.ui.widgets.plain import set_tip

_ESTIMATE = "Estimates at list prices; what your gateway charges, its bill tells. The demo costs nothing."
_NOTHING = "Point at a day, or use the arrow keys, for its figures."


class UsagePage(SettingsPage):
    """Sums of this chat, today and this month, a chart of the last days, and the month's limit."""

    def __init__(self) -> None:
        super().__init__(Section.USAGE)
        self._cards = {name: _SumCard(name) for name in ("This chat", "Today", "This month")}
        cards = QHBoxLayout()
        cards.setSpacing(Space.S)
        for card in self._cards.values():
            cards.addWidget(card, 1)
        self._chart = Chart(LIGHT)
        self._figures = caption(_NOTHING, kind="muted")
        self._models = QGridLayout()
        self._models.setHorizontalSpacing(Space.L)
        self._models.setVerticalSpacing(Space.XS)
        self._models.setColumnStretch(0, 1)
        self.add_block(cards, note(_ESTIMATE))
        self.add_block(caption("Last 30 days", kind="label", buddy=self._chart), self._chart, self._figures)
        self.add_block(caption("This month by model", kind="label"), self._models)
        self.add_declared()
        self._chart.chosen.connect(lambda words: self._figures.setText(words or _NOTHING))

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._chart.apply_theme(theme)
        for card in self._cards.values():
            card.apply_theme(theme)

    def set_account(self, account: Account) -> None:
        """Show what has been spent."""
        for card, total in zip(self._cards.values(), (account.chat, account.today, account.month), strict=True):
            card.show_total(total)
        self._chart.set_days(account.days)
        while (item := self._models.takeAt(0)) is not None:
            if (label := item.widget()) is not None:
                label.hide()  # it goes a moment later
                label.deleteLater()
        for row, (name, total) in enumerate(account.models):
            self._models.addWidget(caption(name), row, 0)
            for column, label in ((1, caption(_replies(total), kind="muted")), (2, caption(_amount(total)))):
                self._models.addWidget(label, row, column, Qt.AlignmentFlag.AlignRight)
        if not account.models:
            self._models.addWidget(caption("No replies yet.", kind="muted"), 0, 0)


class _SumCard(QFrame):
    """One sum: what it cost, large, and what it was made of, small."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._amount = HeadingLabel("$0")
        self._replies = caption("", kind="muted")
        self._tokens = caption("", kind="muted")
        self._cache = caption("", kind="muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        layout.setSpacing(Space.XS)
        parts: tuple[QWidget, ...] = (caption(name), self._amount, self._replies, self._tokens, self._cache)
        for part in parts:
            layout.addWidget(part)

    def apply_theme(self, theme: Theme) -> None:
        """Take the fonts of `theme`."""
        self._amount.wear(theme.title_font(120))
        for label in (self._replies, self._tokens, self._cache):
            label.setFont(theme.small_font())

    def show_total(self, total: Total) -> None:
        """Show one sum."""
        self._amount.setText(_amount(total))
        set_tip(self._amount, f"{total.unpriced:,} of the replies have no known price" if total.unpriced else "")
        self._replies.setText(_replies(total))
        self._tokens.setText(f"{_short(total.input_tokens)} in, {_short(total.output_tokens)} out")
        set_tip(self._tokens, f"{total.input_tokens:,} tokens in, {total.output_tokens:,} tokens out")
        self._cache.setText(f"{total.hit_share:.0%} of it cached" if total.cached_tokens else "")


def _amount(total: Total) -> str:
    """The dollars, with a plus where some replies have no price."""
    return dollars(total.dollars) + (" +" if total.unpriced else "")


def _replies(total: Total) -> str:
    return "1 reply" if total.replies == 1 else f"{total.replies:,} replies"


def _short(tokens: int) -> str:
    """A count as "940", "12.3k" or "4.1M"."""
    if tokens < 1_000:
        return str(tokens)
    if tokens < 1_000_000:
        return f"{tokens / 1_000:.1f}k"
    return f"{tokens / 1_000_000:.1f}M"
