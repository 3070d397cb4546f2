"""The web is switched where a message is written; the first question finds out whether the gateway has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.app.wired import streamed
from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import posted, run
from tests.ui.presenters.test_window import CTRL, SHIFT, Seat, play
from tests.ui.seen import button, first_of, name_of, press, shown_text
from turbodesk.app.commands import NEW_CHAT
from turbodesk.app.gateways import DEMO
from turbodesk.app.live import LiveChat
from turbodesk.chat.parameters import Parameters, WebParameters
from turbodesk.ui.composer.place_fields import country_code, country_name
from turbodesk.ui.composer.sites_field import SitesField
from turbodesk.ui.composer.web import WebChip
from turbodesk.ui.composer.web_choice import WebChoice
from turbodesk.ui.composer.web_popup import WebPopup
from turbodesk.ui.message.source_list import SourceList
from turbodesk.ui.widgets.switch import Switch
from turbodesk.ui.widgets.text_field import commit_text

__all__ = ["play", "run"]

Run = Callable[..., None]
NO_SUCH_TAG = "tools.0: Input tag '{}' found using 'type' does not match any of the known tags"


def chat_of(seat: Seat) -> LiveChat:
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    return chat


def parameters(seat: Seat) -> Parameters:
    return chat_of(seat).conversation.parameters


def refusal(tag: str) -> Answer:
    error = {"type": "invalid_request_error", "message": NO_SUCH_TAG.format(tag)}
    return Answer(status=400, body={"type": "error", "error": error})


def tools(server: GatewayServer) -> list[list[object]]:
    return [[tool["type"] for tool in one.get("tools", [])] for one in posted(server)]  # type: ignore[attr-defined]


def field(popup: WebPopup, name: str) -> QLineEdit:
    return next(one for one in popup.findChildren(QLineEdit) if name_of(one) == name)


def opened(seat: Seat) -> WebPopup:
    chip = first_of(seat.window, WebChip)
    press(chip, Qt.Key.Key_Down)
    return first_of(seat.window, WebPopup)


def test_a_question_with_the_web_needs_no_check_and_a_gateway_with_the_oldest_only_is_told_once(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chip = first_of(seat.window, WebChip)
        assert chip.isVisible()
        assert seat.window.findChildren(WebPopup) == [], "made when it is first asked for"
        seat.key(Qt.Key.Key_W, CTRL | SHIFT)
        assert chip.is_on
        found = [{"type": "web_search_result", "url": "https://e.example/a", "title": "A", "encrypted_content": "x"}]
        reply = streamed(
            [
                {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "ferries"}},
                {"type": "web_search_tool_result", "tool_use_id": "s1", "content": found},
                {"type": "text", "text": "Three of them."},
            ]
        )
        server.script(refusal("web_search_20260318"), refusal("web_search_20260209"), reply, default=reply)
        await seat.says("Which ferries?")
        assert tools(server)[-1] == ["web_search_20250305", "web_fetch_20250910"]
        searched = first_of(seat.window, SourceList)
        await seat.until(lambda: name_of(searched.button) == "Searched the web for “ferries”")
        await seat.says("And back?")
        assert tools(server)[3:] == [["web_search_20250305", "web_fetch_20250910"]], "remembered, and told no more"
        last = chat_of(seat).last_reply()
        assert last is not None
        assert last.adjusted == ()
        assert chip.is_on

    run(scene)


def test_a_gateway_without_the_web_answers_all_the_same_says_so_and_can_be_asked_again(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chip = first_of(seat.window, WebChip)
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        server.script(*[refusal(f"web_search_{version}") for version in ("20260318", "20260209", "20250305")])
        await seat.says("Which ferries?")
        assert "refused to search the web for this model" in shown_text(seat.window)
        await seat.until(lambda: not chip.is_on)
        assert parameters(seat).web_search, "what the person wants stays, for another model or gateway"
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        popup = first_of(seat.window, WebPopup)
        assert "This gateway refused to search the web for" in shown_text(popup)
        assert not first_of(popup, Switch).isVisible()
        again = button(popup, "Try it again")
        assert again.isVisible()
        again.click()
        assert chip.is_on
        assert first_of(popup, Switch).isVisible()
        seat.key(Qt.Key.Key_Escape)
        await seat.says("And now?")
        assert tools(server)[-1] == ["web_search_20260318", "web_fetch_20260318"]

    run(scene)


def test_sites_and_a_place_go_out_as_they_were_set_and_come_back_after_a_restart(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        popup = opened(seat)
        assert seat.focused() is first_of(popup, Switch)
        press(first_of(popup, Switch), Qt.Key.Key_Space)
        assert parameters(seat) == Parameters(web_search=True)
        button(popup, "Only these").click()
        sites = first_of(popup, SitesField)
        assert seat.focused() is sites
        seat.type("https://Example.org/, ")
        commit_text(sites, "münchen.de")
        seat.type(", router")
        assert parameters(seat).web == WebParameters(), "while it is written"
        field(popup, "City").setFocus()
        assert parameters(seat).web.only == ("example.org", "xn--mnchen-3ya.de")
        assert "“router” cannot be searched" in shown_text(popup)
        seat.type("Bad  Aibling")
        field(popup, "Country").setFocus()
        seat.type("germany")
        field(popup, "Time zone").setFocus()
        seat.type("Europe/Nowhere")
        seat.key(Qt.Key.Key_Return)
        assert "no such time zone" in shown_text(popup)
        expected = WebParameters(only=("example.org", "xn--mnchen-3ya.de"), city="Bad Aibling", country="DE")
        assert parameters(seat).web == expected
        button(popup, "Never these").click()
        assert parameters(seat).web == replace(expected, only=(), never=expected.only)
        button(popup, "All").click()
        assert parameters(seat).web == replace(expected, only=())
        button(popup, "Only these").click()
        assert parameters(seat).web == expected, "what was written is still there"
        seat.key(Qt.Key.Key_Escape)
        assert popup.isHidden()
        chip = first_of(seat.window, WebChip)
        assert seat.focused() is chip
        assert "only example.org, münchen.de, with where you are" in chip.accessibleDescription()
        seat.editor().setFocus()
        await seat.says("Which ferries?")
        search = posted(server)[0]["tools"][0]  # type: ignore[index]
        assert search["allowed_domains"] == list(expected.only)
        assert search["user_location"] == {"type": "approximate", "city": "Bad Aibling", "country": "DE"}
        popup = opened(seat)
        assert first_of(popup, SitesField).toPlainText() == "example.org\nmünchen.de"
        assert field(popup, "Country").text() == "Germany"

    run(scene)


def test_nothing_of_the_place_is_known_before_it_is_asked_of_this_computer(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        popup = opened(seat)
        assert all(field(popup, name).text() == "" for name in ("City", "Region", "Country", "Time zone"))
        assert not parameters(seat).web.has_place
        button(popup, "Take from this computer").click()
        taken = parameters(seat).web
        assert taken.timezone == field(popup, "Time zone").text() != ""
        assert (taken.city, taken.region) == ("", "")

    run(scene)


def test_what_is_written_counts_when_the_popup_is_left_in_the_middle_of_it(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        popup = opened(seat)
        button(popup, "Never these").click()
        seat.type("example.org")
        popup.dismiss()
        assert popup.isHidden()
        assert parameters(seat).web.never == ("example.org",)

    run(scene)


def test_what_is_being_written_for_one_chat_does_not_get_into_the_next(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        await seat.says("Hello")
        chat = chat_of(seat)
        popup = opened(seat)
        button(popup, "Never these").click()
        seat.type("example.org")
        seat.give(NEW_CHAT)
        await seat.until(lambda: seat.presenter.chat_presenter.chat is not chat)
        chat_of(seat).choose_gateway(seat.services.profiles.default_id)
        first_of(seat.window, WebChip).open_popup()
        assert not first_of(popup, SitesField).isVisible()
        popup.dismiss()
        assert parameters(seat).web == WebParameters()

    run(scene)


def test_a_press_switches_and_the_arrow_opens(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chip = first_of(seat.window, WebChip)
        left, mouse = QPoint(12, chip.height() // 2), Qt.MouseButton.LeftButton
        seat.type("so")
        QTest.mouseClick(chip, mouse, pos=left)
        assert chip.is_on
        QTest.mouseClick(chip, mouse, pos=QPoint(chip.width() - 12, chip.height() // 2))
        popup = first_of(seat.window, WebPopup)
        assert popup.isVisible()
        assert chip.is_on
        seat.key(Qt.Key.Key_Escape)
        QTest.mouseClick(chip, mouse, pos=left)
        assert not chip.is_on
        assert popup.isHidden()
        seat.type(" on")
        assert seat.written() == "so on"
        chip.set_short(True)
        press(chip, Qt.Key.Key_Space)
        QTest.mouseClick(chip, mouse, pos=QPoint(5, 5))
        assert popup.isVisible(), "without its words there is no arrow"
        assert chip.is_on

    run(scene)


def test_it_belongs_to_the_chat_and_is_not_there_in_the_demo(run: Run) -> None:
    async def scene(seat: Seat, server: GatewayServer) -> None:
        chip = first_of(seat.window, WebChip)
        await seat.says("Hello")
        chat = chat_of(seat)
        chat.tune(Parameters(web_search=True, web=WebParameters(only=("a.org", "b.org"))))
        assert chip.is_on
        seat.give(NEW_CHAT)
        await seat.until(lambda: seat.presenter.chat_presenter.chat is not chat)
        assert chip.isHidden(), "here a new chat is the demo's"
        chat_of(seat).choose_gateway(seat.services.profiles.default_id)
        assert chip.isVisible()
        assert not chip.is_on
        chip.open_popup()
        popup = first_of(seat.window, WebPopup)
        assert popup.isVisible()
        chat_of(seat).choose_gateway(DEMO)
        assert chip.isHidden()
        assert popup.isHidden()

    run(scene)


def test_what_is_chosen_is_said_in_few_words() -> None:
    on = WebChoice(is_offered=True, is_on=True)
    assert on.words == "Web"
    assert replace(on, web=WebParameters(only=("xn--mnchen-3ya.de",))).words == "Web: münchen.de"
    two = WebParameters(only=("a.org", "b.org"))
    assert replace(on, web=two).words == "Web: 2 sites"
    assert replace(on, web=two, is_on=False).words == "Web"
    assert replace(on, web=WebParameters(never=("a.org",), city="Oslo")).told == "On, never a.org, with where you are"
    assert replace(on, is_on=False).told == "Off"
    assert replace(on, refusal="It refused.").told == "It refused."


@pytest.mark.parametrize(
    ("written", "code"),
    [("Germany", "DE"), (" de ", "DE"), ("united kingdom", "GB"), ("XK", "XK"), ("", ""), ("Atlantis", ""), ("zz", "")],
)
def test_a_country_is_known_by_its_name_and_its_letters(written: str, code: str) -> None:
    assert country_code(written) == code
    assert country_code(country_name(code)) == code


def test_letters_that_are_no_countrys_are_none() -> None:
    assert country_code("EU") == country_code("world") == country_code("UN") == ""
    assert country_name("") == ""
