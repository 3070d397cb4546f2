"""The palette finds what a few letters mean, and every key does what a hand on the keyboard expects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import first_of, nameless, shown_text
from turbodesk.ui.palette import CommandPalette, Finder, PaletteGroup, PaletteRow, item_model, match, rank
from turbodesk.ui.palette.item_model import spoken
from turbodesk.ui.theme import DARK, LIGHT
from turbodesk.ui.theme.high_contrast import HIGH_CONTRAST_LIGHT

ROWS = (
    PaletteRow("stop", "Stop", shortcut="Esc", enabled=False),
    PaletteRow("new", "New chat", shortcut="Ctrl+N"),
    PaletteRow("settings", "Settings", shortcut="Ctrl+,"),
    PaletteRow("theme", "Theme: Dark", "Settings, Appearance", further="Appearance", is_listed=False),
    PaletteRow("trip", "Trip plan for Zoé", "3 Nov", PaletteGroup.CHATS),
    PaletteRow("old", "Old settlement", "3 Nov 2020", PaletteGroup.CHATS, is_listed=False),
)
titles = st.text(max_size=40)


@given(titles)
def test_a_title_fits_its_own_beginning_best(title: str) -> None:
    words = title.split()
    if words:
        found = match(words[0], title.lstrip())
        assert found is not None
        assert all(found.score >= other.score for other in (match(words[0][-1:], title),) if other and not words[0][1:])


@given(titles, titles)
def test_positions_are_those_of_the_typed_letters(query: str, title: str) -> None:
    found = match(query, title)
    if found is not None:
        assert list(found.positions) == sorted(set(found.positions))
        assert all(0 <= at < len(title) for at in found.positions)


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=6), min_size=1), st.data())
def test_first_letters_of_words_in_their_order_are_found(words: list[str], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    query = "".join(word[0] for word, keep in zip(words, kept, strict=True) if keep)
    assert match(query, " ".join(words)) is not None


@given(st.text(alphabet="ab ", max_size=12), st.text(alphabet="ab", min_size=2, max_size=4))
def test_scattered_letters_are_found_from_the_beginning_of_a_word_on_and_near_one_another(
    title: str, word: str
) -> None:
    def may_be_reached(at: int, rest: str) -> bool:
        near = range(at + 1, min(at + 3, len(title) - 1) + 1)
        return not rest or any(title[one] == rest[0] and may_be_reached(one, rest[1:]) for one in near)

    starts = [at for at, char in enumerate(title) if char == word[0] and (at == 0 or title[at - 1] == " ")]
    is_near = any(may_be_reached(at, word[1:]) for at in starts)
    words = title.split()
    first_letters = iter(one[0] for one in words)
    is_initials = all(char in first_letters for char in word)
    assert (match(word, title) is not None) == (word in title or is_initials or is_near)


@given(st.lists(titles))
def test_a_blank_query_leaves_everything_in_its_order(several: list[str]) -> None:
    assert [key for key, _ in rank("  ", enumerate(several))] == list(range(len(several)))


@given(st.lists(titles), st.lists(titles))
def test_typing_on_finds_what_starting_anew_finds(several: list[str], queries: list[str]) -> None:
    finder = Finder(enumerate(several))
    for query in queries:
        for end in range(len(query) + 1):
            assert finder.find(query[:end]) == rank(query[:end], enumerate(several))


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("set", "Settings", "Reset zoom"),
        ("chat", "New chat", "Purchatory"),
        ("nc", "New chat", "Syntax check"),
        ("zoom", "Zoom in", "Reset zoom"),
        ("tr", "Try again", "Sidebar: two rows"),
        ("chat new", "New chat", "Newly chatty archetypes, what now"),
    ],
)
def test_beginnings_come_before_insides_before_scattered_letters(query: str, better: str, worse: str) -> None:
    assert next(title for title, _ in rank(query, [(worse, worse), (better, better)])) == better


def test_accents_and_case_do_not_count() -> None:
    found = match("zoe", "Trip plan for ZOÉ")
    assert found is not None
    assert found.positions == (14, 15, 16)
    assert match("zoé", "Trip plan for zoe") is not None
    assert match("xyz", "Trip plan for Zoé") is None
    apart = match("noel", "A noe\u0308l, written with its dots apart")
    assert apart is not None
    assert apart.positions == (2, 3, 4, 6)
    assert apart.is_word


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    behind = QLineEdit()
    QVBoxLayout(window).addWidget(behind)
    window.resize(800, 560)
    window.show()
    qtbot.waitExposed(window)
    behind.setFocus()
    return window


@pytest.fixture
def palette(window: QWidget) -> CommandPalette:
    return CommandPalette(window, theme=LIGHT)


@pytest.fixture
def taken(palette: CommandPalette) -> list[str]:
    taken: list[str] = []
    palette.chosen.connect(taken.append)
    palette.open_with(ROWS)
    return taken


def field(palette: CommandPalette) -> QLineEdit:
    return first_of(palette, QLineEdit)


def test_typing_and_return_take_the_best(palette: CommandPalette, taken: list[str]) -> None:
    QTest.keyClicks(field(palette), "zoe")
    QTest.keyClick(field(palette), Qt.Key.Key_Return)
    assert taken == ["trip"]
    assert not palette.isVisible()


def shown(palette: CommandPalette) -> list[str]:
    """Headings and rows, from top to bottom."""
    model = first_of(palette, QListView).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def chosen(palette: CommandPalette) -> str:
    return str(first_of(palette, QListView).currentIndex().data())


def test_it_begins_with_the_last_chats_and_what_can_be_done(palette: CommandPalette, taken: list[str]) -> None:
    assert shown(palette) == ["Chats", "Trip plan for Zoé", "Commands", "New chat", "Settings", "Stop"]
    assert chosen(palette) == "Trip plan for Zoé"


def test_up_and_down_go_around_and_pass_over_what_cannot_be_done(palette: CommandPalette, taken: list[str]) -> None:
    titles = []
    for _ in range(3):
        titles.append(chosen(palette))
        QTest.keyClick(field(palette), Qt.Key.Key_Down)
    assert titles == ["Trip plan for Zoé", "New chat", "Settings"]
    assert chosen(palette) == "Trip plan for Zoé"
    QTest.keyClick(field(palette), Qt.Key.Key_Up)
    assert chosen(palette) == "Settings"


def test_what_cannot_be_done_is_found_and_not_taken(palette: CommandPalette, taken: list[str]) -> None:
    QTest.keyClicks(field(palette), "stop")
    assert shown(palette) == ["Commands", "Stop"]
    QTest.keyClick(field(palette), Qt.Key.Key_Return)
    assert taken == []
    assert palette.isVisible()


def test_groups_stand_in_their_order_unless_a_chat_alone_is_called_so(
    palette: CommandPalette, taken: list[str]
) -> None:
    QTest.keyClicks(field(palette), "set")
    assert shown(palette) == ["Commands", "Settings", "Chats", "Old settlement"]
    field(palette).setText("ol")
    assert shown(palette) == ["Chats", "Old settlement"]
    field(palette).setText("tt")
    assert shown(palette) == ["Commands", "Settings", "Chats", "Old settlement"]
    field(palette).setText("tr")
    assert shown(palette)[0] == "Chats"


def test_when_a_chat_was_is_put_in_words_for_what_is_shown_alone(
    palette: CommandPalette, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def words(at: int, _now: object) -> str:
        asked.append(at)
        return f"at {at}"

    monkeypatch.setattr(item_model, "when_words", words)
    rows = [PaletteRow(str(at), f"Chat {at}", group=PaletteGroup.CHATS, at=at + 1) for at in range(500)]
    palette.open_with(rows)
    palette.grab()
    assert spoken(rows[2]) == "Chat 2, at 3"
    assert max(asked) < 50
    assert spoken(PaletteRow("x", "X", "here", at=5)) == "X, here"


def test_a_setting_is_found_by_its_page_as_well(palette: CommandPalette, taken: list[str]) -> None:
    QTest.keyClicks(field(palette), "appear")
    assert shown(palette) == ["Commands", "Theme: Dark"]
    QTest.keyClick(field(palette), Qt.Key.Key_Return)
    assert taken == ["theme"]


def test_what_was_said_comes_later_and_moves_nothing(palette: CommandPalette, taken: list[str]) -> None:
    asked: list[str] = []
    palette.searched.connect(asked.append)
    QTest.keyClicks(field(palette), "se")
    assert asked == ["s", "se"]
    QTest.keyClick(field(palette), Qt.Key.Key_Down)
    assert chosen(palette) == "Old settlement"
    said = PaletteRow("said", "a settled question", "Physics", PaletteGroup.SAID, found=(2, 3))
    palette.show_said("s", (said,))
    assert "a settled question" not in shown(palette), "it was asked for before the last letter"
    palette.show_said("se", (said, PaletteRow("ask", "Ask it")))
    assert shown(palette)[-2:] == ["Said in chats", "a settled question"]
    assert chosen(palette) == "Old settlement"
    QTest.keyClick(field(palette), Qt.Key.Key_Down)
    QTest.keyClick(field(palette), Qt.Key.Key_Return)
    assert taken == ["said"]


def test_pages_of_many_rows(palette: CommandPalette) -> None:
    palette.open_with([PaletteRow(str(at), f"Chat {at}") for at in range(30)])
    QTest.keyClick(field(palette), Qt.Key.Key_PageDown)
    assert chosen(palette) == "Chat 8"
    for _ in range(9):
        QTest.keyClick(field(palette), Qt.Key.Key_PageDown)
    assert chosen(palette) == "Chat 29"
    for _ in range(9):
        QTest.keyClick(field(palette), Qt.Key.Key_PageUp)
    assert chosen(palette) == "Chat 0"
    assert first_of(palette, QListView).verticalScrollBar().value() == 0, "with the heading above it"


def test_of_many_that_fit_the_best_few_are_shown(palette: CommandPalette) -> None:
    palette.open_with([PaletteRow(str(at), f"Chat {at}", group=PaletteGroup.CHATS) for at in range(30)])
    QTest.keyClicks(field(palette), "chat")
    assert len(shown(palette)) == 9
    QTest.keyClicks(field(palette), " 29")
    assert shown(palette) == ["Chats", "Chat 29"]


def test_a_click_takes_a_row(palette: CommandPalette, taken: list[str]) -> None:
    rows = first_of(palette, QListView)
    for row in (0, shown(palette).index("Settings")):  # a heading, which cannot be taken
        place = rows.visualRect(rows.model().index(row, 0)).center()
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert taken == ["settings"]


def test_the_row_that_is_pointed_at_is_the_one_enter_takes(palette: CommandPalette, taken: list[str]) -> None:
    rows = first_of(palette, QListView)
    for title in ("Settings", "Stop"):  # what cannot be done is no choice
        place = rows.visualRect(rows.model().index(shown(palette).index(title), 0)).center()
        QTest.mouseMove(rows.viewport(), place)
        QTest.mouseMove(rows.viewport(), place + QPoint(2, 0))
        assert chosen(palette) == "Settings"
    QTest.keyClick(field(palette), Qt.Key.Key_Return)
    assert taken == ["settings"]


def test_rows_that_come_under_a_resting_pointer_are_not_chosen(palette: CommandPalette) -> None:
    palette.open_with([PaletteRow(str(at), f"Chat {at}") for at in range(30)])
    rows = first_of(palette, QListView)
    middle = rows.viewport().rect().center()
    QTest.mouseMove(rows.viewport(), middle)
    for _ in range(3):
        QTest.keyClick(field(palette), Qt.Key.Key_Down)
        before = chosen(palette)
        rows.entered.emit(rows.indexAt(middle))  # as when it scrolls beneath the pointer
        assert chosen(palette) == before


def test_in_high_contrast_the_chosen_row_has_an_edge(palette: CommandPalette, taken: list[str]) -> None:
    palette.apply_theme(HIGH_CONTRAST_LIGHT)
    rows = first_of(palette, QListView)
    rect = rows.visualRect(rows.currentIndex())
    image = rows.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    top = image.pixelColor(round(rect.center().x() * ratio), round(rect.top() * ratio))
    assert top == HIGH_CONTRAST_LIGHT.color("text")


def test_nothing_found_says_so_and_what_may_be_done_instead(palette: CommandPalette, taken: list[str]) -> None:
    QTest.keyClicks(field(palette), "xyzzy")
    assert "Nothing is called “xyzzy”." in shown_text(palette)
    QTest.keyClick(field(palette), Qt.Key.Key_Return)
    QTest.keyClick(field(palette), Qt.Key.Key_Down)
    assert taken == []
    palette.show_said("xyzzy", (PaletteRow("ask", "Ask it"),))
    QTest.keyClick(field(palette), Qt.Key.Key_Return)
    assert taken == ["ask"]


def test_escape_closes_and_gives_the_focus_back(window: QWidget, palette: CommandPalette) -> None:
    before = window.focusWidget()
    palette.open_with(ROWS)
    assert window.focusWidget() is field(palette)
    QTest.keyClick(field(palette), Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert window.focusWidget() is before


def test_a_click_beside_it_closes_it(palette: CommandPalette, taken: list[str]) -> None:
    QTest.mouseClick(palette.panel, Qt.MouseButton.LeftButton, pos=palette.panel.rect().bottomLeft())
    assert palette.isVisible()
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=palette.rect().bottomLeft())
    assert not palette.isVisible()
    assert taken == []


def test_it_forgets_what_was_typed_last_time(palette: CommandPalette) -> None:
    palette.open_with(ROWS)
    QTest.keyClicks(field(palette), "xyzzy")
    palette.dismiss()
    palette.open_with(ROWS)
    assert field(palette).text() == ""
    assert "New chat" in shown(palette)


def test_it_stays_in_a_window_that_shrinks(qtbot: QtBot, window: QWidget, palette: CommandPalette) -> None:
    palette.open_with(ROWS)
    palette.apply_theme(DARK)
    window.resize(420, 240)
    qtbot.waitUntil(lambda: palette.size() == window.size())
    assert palette.rect().contains(palette.panel.geometry())
    assert nameless(palette) == []


def test_the_row_that_enter_would_take_is_the_one_that_is_lit(palette: CommandPalette, taken: list[str]) -> None:
    rows = first_of(palette, QListView)

    def lit() -> list[str]:
        image = rows.viewport().grab().toImage()
        indexes = [rows.model().index(row, 0) for row in range(rows.model().rowCount())]
        left = [rows.visualRect(index).adjusted(4, 0, 0, 0) for index in indexes]
        grounds = [image.pixelColor(rect.left(), rect.center().y()).name() for rect in left]
        return [index.data() for index, ground in zip(indexes, grounds, strict=True) if grounds.count(ground) == 1]

    for steps in range(3):
        assert lit() == [chosen(palette)], f"after {steps} steps"
        QTest.keyClick(first_of(palette, QLineEdit), Qt.Key.Key_Down)


def test_letters_that_stand_closer_together_fit_better_wherever_they_stand() -> None:
    def score(title: str) -> int:
        found = match("abc", title)
        assert found is not None
        assert found.is_scattered
        return found.score

    assert score("axbcx") > score("axbxcx") > score("axxbxc") > score("axxbxxc")
    assert score("axxbc") == score("xx axxbc"), "how far in they begin is no matter"
    assert score("a abxc") == score("abxc"), "of several ways through the letters the shortest counts"
    assert match("abc", "axbx") is None
    assert match("abc", "xaxbc") is None, "not from the middle of a word"
    assert match("abc", "abxxxc") is None, "far is not found at all"


@pytest.mark.parametrize(
    ("query", "titles_", "shown"),
    [
        ("set", ["Sweet peas", "Settings"], ["Settings"]),
        ("stgs", ["Save the things", "Settings"], ["Settings"]),
        ("dark", ["Drafts and remarks", "Curtains for the dark bedroom"], ["Curtains for the dark bedroom"]),
        (
            "new ch",
            ["New cache", "Newly such", "New things in Chile"],
            ["New things in Chile", "New cache", "Newly such"],
        ),
    ],
)
def test_scattered_letters_never_win_over_words_and_are_not_shown_beside_them(
    query: str, titles_: list[str], shown: list[str]
) -> None:
    assert sorted(title for title, _ in rank(query, [(one, one) for one in titles_])) == sorted(shown)


def test_the_word_that_fits_least_counts_first() -> None:
    found = [title for title, _ in rank("new tab", [(one, one) for one in ("New stable", "A new tab", "New tab")])]
    assert found == ["New tab", "A new tab", "New stable"]


def test_further_words_find_a_row_and_stand_behind_its_title() -> None:
    finder = Finder([("theme", "Theme", "Appearance: light, dark"), ("bedroom", "A dark bedroom", "")])
    assert [key for key, _ in finder.find("dark")] == ["bedroom", "theme"]
    assert [key for key, _ in finder.find("theme dark")] == ["theme"]
    found = match("appear", "Theme", "Appearance")
    assert found is not None
    assert found.positions == ()
    assert match("pear", "Theme", "Appearance") is None, "further words are found by their beginning"
