"""Our own tools as the program makes them: what each gives, and that nothing is given which was not chosen."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.ui.pdf.pdf_files import pdf
from tests.web_server import HttpAnswer, WebServer
from turbodesk.app.folders import ChosenFolders, ConfinedFolder, FolderRefused
from turbodesk.app.services import Services, start_services
from turbodesk.app.tools import Tool, ToolCall, ToolOutcome, ToolRefused, kept_changes
from turbodesk.app.tools.kept_changes import KeptChange
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.message import user_message
from turbodesk.settings import OWN_NETWORK, SEARCH_ENGINE

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe0def46b80000"
    "000049454e44ae426082"
)


@dataclass
class Seat:
    """The program below its window, with a folder of the person's."""

    services: Services
    documents: Path
    changes: list[KeptChange] = field(default_factory=list)
    progress: list[str] = field(default_factory=list)

    def tool(self, name: str) -> Tool:
        tool = self.services.toolbox().find(name)
        assert tool is not None
        return tool

    async def run(self, name: str, call_id: str = "toolu_1", conversation_id: str = "c", **given: Any) -> ToolOutcome:
        call = ToolCall(call_id, conversation_id, None, lambda *told: self.progress.append(told[2]))
        return await self.tool(name).run(given, call)

    async def refused(self, name: str, **given: Any) -> str:
        with pytest.raises(ToolRefused) as refused:
            await self.run(name, **given)
        assert str(refused.value).endswith((".", "”."))
        return str(refused.value)


@pytest.fixture
async def seat(tmp_path: Path) -> AsyncIterator[Seat]:
    documents = tmp_path / "Letters"
    (documents / "2026").mkdir(parents=True)
    (documents / "2026" / "offer.txt").write_text("Dear Ann,\nthe bridge costs 14 million.\n", encoding="utf-8")
    (documents / ".env").write_text("KEY=1", encoding="utf-8")
    async with start_services(tmp_path / "data", report=lambda *_: None) as services:
        made = Seat(services, documents)
        services.tool_changed.connect(made.changes.append)
        ChosenFolders(services.preferences).add(documents)
        yield made


def text(outcome: ToolOutcome) -> str:
    assert isinstance(outcome.content, str)
    return outcome.content


def test_none_is_on_by_itself_and_each_says_what_it_is(tmp_path: Path) -> None:
    async def look() -> None:
        async with start_services(tmp_path, report=lambda *_: None) as services:
            tools = services.toolbox().tools()
            assert [tool.name for tool in tools] == [
                *("current_time", "calculator", "read_page", "search_web", "search_chats", "look_into_folders"),
                *("write_file", "memory"),
            ]
            assert new_conversation().parameters.tools == ()
            for tool in tools:
                assert tool.help.endswith(".")
                assert tool.definition.input_schema["type"] == "object"
                for odd in ({}, {"url": 5, "path": [], "words": None, "action": {}, "query": 1}, {"url": "\ud800"}):
                    tool.describe(odd)

    asyncio.run(look())


# Read a page


async def test_a_page_is_told_as_a_strangers_words_with_its_address(seat: Seat) -> None:
    seat.services.preferences.set(OWN_NETWORK, True)
    page = b"<title>News</title><main><p>The bridge is open. <a href=/more>More</a></main>"
    async with WebServer(
        {"/": HttpAnswer(page), "/away": HttpAnswer(status=302, headers={"location": "http://x.ch/"})}
    ) as web:
        found = await seat.run("read_page", url=f"{web.url}/")
        assert text(found).startswith(f"Title: News\nAddress: {web.url}/\nWhat follows are the words of a web page")
        assert text(found).endswith(f"The bridge is open. [More]({web.url}/more)")
        assert found.references[0].address == f"{web.url}/"
        assert "http://x.ch/" in text(await seat.run("read_page", url=f"{web.url}/away"))
        rows = seat.tool("read_page").describe({"url": web.url})
    assert [(row.label, row.text) for row in rows] == [("Site", "127.0.0.1"), ("Address", web.url)]
    assert seat.tool("read_page").reads_outside
    assert seat.tool("read_page").can_send


async def test_a_long_page_comes_in_parts_and_whole_for_the_person(seat: Seat) -> None:
    seat.services.preferences.set(OWN_NETWORK, True)
    lines = [f"<p>Line {number} of this long page." for number in range(5_000)]
    async with WebServer({"/": HttpAnswer("".join(lines).encode())}) as web:
        told, start = "", 0
        while True:
            found = await seat.run("read_page", url=web.url, start=start)
            told += text(found)
            if "[This is a part" not in text(found):
                break
            assert len(text(found)) < 31_000
            start = int(text(found).rpartition("start=")[2].rstrip(".]"))
        assert all(f"Line {number} of" in told for number in range(5_000))
        assert "Line 4999 of" in found.shown
        assert "ends before" in await seat.refused("read_page", url=web.url, start=10**8)


async def test_the_own_network_is_read_only_where_that_is_set(seat: Seat) -> None:
    async with WebServer({"/": HttpAnswer(b"router")}) as web:
        assert "Pages of my own network" in await seat.refused("read_page", url=web.url)
        assert not web.asked
    for wrong in ({}, {"url": ""}, {"url": "file:///etc/passwd"}, {"url": "https://x.ch", "start": -1}):
        await seat.refused("read_page", **wrong)


# Search the web


async def test_a_search_needs_an_engine_and_tells_what_it_found(seat: Seat) -> None:
    assert "Settings, under Tools" in await seat.refused("search_web", query="x")
    result = {"url": "https://a.ch/", "title": "A", "content": "About a", "publishedDate": "2026-05-01T"}
    answers = {
        "/search?q=a&format=json&pageno=1": HttpAnswer(json.dumps({"results": [result]}).encode()),
        "/search?q=b&format=json&pageno=2": HttpAnswer(b'{"results": []}'),
    }
    async with WebServer(answers) as web:
        seat.services.preferences.set(SEARCH_ENGINE, web.url)
        found = await seat.run("search_web", query="a")
        assert text(found).endswith("1. A\nhttps://a.ch/ (2026-05-01)\nAbout a")
        assert found.references[0].address == "https://a.ch/"
        assert text(await seat.run("search_web", query="b", page=2)) == "Nothing was found for: b"
    assert "could not be reached" in await seat.refused("search_web", query="a")


# Search my chats


async def test_chats_are_found_but_neither_this_one_nor_deleted_ones(seat: Seat) -> None:
    history = seat.services.workspace.context.history
    chats = {title: new_conversation() for title in ("Bridge", "This one", "Gone")}
    for title, chat in chats.items():
        made = user_message(f"The aqueduct of {title} is old", None)
        history.save_conversation(replace(chat, title=title))
        history.save_message(chat.id, made)
    history.delete_conversations(chats["Gone"].id)
    await seat.services.database.drain()
    found = await seat.run("search_chats", conversation_id=chats["This one"].id, words="aqueduct")
    assert "aqueduct of Bridge" in text(found)
    assert "aqueduct of This one" not in text(found)
    assert "aqueduct of Gone" not in text(found)
    assert [one.title for one in found.references] == ["Bridge"]
    assert text(await seat.run("search_chats", words="zeppelin")).startswith("No other chat has")
    await seat.refused("search_chats", words=" ")


# Folders


async def test_folders_are_listed_read_and_searched(seat: Seat) -> None:
    (seat.documents / "plan.pdf").write_bytes(pdf(["The bridge in a PDF"]))
    (seat.documents / "dot.png").write_bytes(PIXEL)
    assert text(await seat.run("look_into_folders", action="list", path="")) == "Letters/"
    listed = text(await seat.run("look_into_folders", action="list", path="Letters"))
    assert listed.splitlines()[0] == "2026/"
    assert "left out" in listed
    assert ".env" not in listed
    read = await seat.run("look_into_folders", action="read", path="letters/2026/offer.txt")
    assert text(read).endswith("Dear Ann,\nthe bridge costs 14 million.\n")
    assert str(seat.documents.parent) not in text(read), "where it lies is nobody's business"
    assert "The bridge in a PDF" in text(await seat.run("look_into_folders", action="read", path="Letters/plan.pdf"))
    found = text(await seat.run("look_into_folders", action="search", path="", words="BRIDGE"))
    assert "Letters/2026/offer.txt, line 2: the bridge costs 14 million." in found
    assert "Letters/plan.pdf: The bridge in a PDF" in found
    assert "[3 files of “Letters” were looked at. 1 hidden" in found


async def test_what_is_not_chosen_is_refused(seat: Seat, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    (seat.documents / "key.txt").write_text("-----BEGIN RSA PRIVATE KEY-----", encoding="utf-8")
    for path in ("Other/x", "/etc/passwd", "Letters/../secret.txt", "Letters/.env", "Letters/key.txt", "Letters"):
        await seat.refused("look_into_folders", action="read", path=path)
    for action in ("", "delete", 5):
        await seat.refused("look_into_folders", action=action, path="Letters")
    ChosenFolders(seat.services.preferences).remove(seat.documents)
    assert "Settings, under Tools" in await seat.refused("look_into_folders", action="list", path="Letters")
    assert "Settings, under Tools" in text(await seat.run("look_into_folders", action="list", path=""))


async def test_folders_of_one_name_are_told_apart_and_a_whole_disk_is_none(seat: Seat, tmp_path: Path) -> None:
    (tmp_path / "other" / "Letters").mkdir(parents=True)
    chosen = ChosenFolders(seat.services.preferences)
    chosen.add(tmp_path / "other" / "Letters")
    chosen.add(tmp_path / "other" / "Letters")
    assert [one.name for one in chosen.all] == ["Letters", "Letters (2)"]
    for wrong in (Path(tmp_path.anchor), tmp_path / "none"):
        with pytest.raises(ValueError, match=r"\."):
            chosen.add(wrong)


async def test_the_programs_own_folder_is_never_entered(seat: Seat, tmp_path: Path) -> None:
    ChosenFolders(seat.services.preferences).add(tmp_path)
    name = ChosenFolders(seat.services.preferences).all[1].name
    listed = text(await seat.run("look_into_folders", action="list", path=name))
    assert "data/" not in listed
    await seat.refused("look_into_folders", action="read", path=f"{name}/data/settings.json")


# Writing


async def test_a_file_is_written_after_a_look_and_can_be_had_back(seat: Seat) -> None:
    tool = seat.tool("write_file")
    assert tool.asks_always
    assert tool.preview is not None
    given = {"path": "Letters/2026/offer.txt", "text": "Dear Ben,\n"}
    preview = await tool.preview(given, ToolCall("toolu_1", "c"))
    assert (preview.before, preview.after) == ("Dear Ann,\nthe bridge costs 14 million.\n", "Dear Ben,\n")
    assert preview.name == "Letters/2026/offer.txt"
    await seat.run("write_file", **given)
    offer = seat.documents / "2026" / "offer.txt"
    assert offer.read_text(encoding="utf-8") == "Dear Ben,\n"
    changes = seat.services.tool_changes()
    assert [one.title for one in changes.all()] == ["“offer.txt” was changed"]
    assert [one.id for one in seat.changes] == [one.id for one in changes.all()]
    assert changes.undo(changes.all()[0].id).endswith(".")
    assert offer.read_text(encoding="utf-8").startswith("Dear Ann")
    assert changes.all() == []
    with pytest.raises(FolderRefused, match="no longer kept"):
        changes.undo(seat.changes[0].id)


async def test_a_new_file_is_gone_after_undo_and_a_later_change_is_never_lost(seat: Seat) -> None:
    await seat.run("write_file", path="Letters/new/a.txt", text="one")
    changes, made = seat.services.tool_changes(), seat.documents / "new" / "a.txt"
    changes.undo(changes.all()[0].id)
    assert not made.exists()
    await seat.run("write_file", path="Letters/new/a.txt", text="two")
    made.write_text("mine", encoding="utf-8")
    with pytest.raises(FolderRefused, match="changed since"):
        changes.undo(changes.all()[0].id)
    assert made.read_text(encoding="utf-8") == "mine"


async def test_a_file_that_changed_after_the_look_is_not_written(seat: Seat) -> None:
    tool, offer = seat.tool("write_file"), seat.documents / "2026" / "offer.txt"
    assert tool.preview is not None
    given = {"path": "Letters/2026/offer.txt", "text": "x"}
    await tool.preview(given, ToolCall("toolu_1", "c"))
    offer.write_text("mine", encoding="utf-8")
    assert "changed since it was shown" in await seat.refused("write_file", **given)
    assert offer.read_text(encoding="utf-8") == "mine"
    assert seat.services.tool_changes().all() == []


async def test_marks_and_ends_of_lines_stay_as_they_were(seat: Seat) -> None:
    offer = seat.documents / "2026" / "offer.txt"
    offer.write_bytes(b"\xef\xbb\xbfa\r\nb\r\n")
    await seat.run("write_file", path="Letters/2026/offer.txt", text="a\nc\n")
    assert offer.read_bytes() == b"\xef\xbb\xbfa\r\nc\r\n"


async def test_what_is_no_text_or_no_place_is_not_written(seat: Seat) -> None:
    (seat.documents / "dot.png").write_bytes(PIXEL)
    (seat.documents / "old.txt").write_bytes("Größe".encode("cp1252"))
    for path in (
        "Letters/dot.png",
        "Letters/old.txt",
        "Letters",
        "Letters/.env",
        "Letters/2026",
        "Other/x.txt",
        "Letters/../x",
    ):
        await seat.refused("write_file", path=path, text="x")
    assert (seat.documents / "dot.png").read_bytes() == PIXEL
    assert (seat.documents / ".env").read_text(encoding="utf-8") == "KEY=1"


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
async def test_nothing_is_written_where_what_was_before_cannot_be_kept(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    (seat.services.folder / "tool-changes").write_text("a file where the folder should be", encoding="utf-8")
    assert "nothing was changed" in await seat.refused("write_file", path="Letters/2026/offer.txt", text="x")
    assert (seat.documents / "2026" / "offer.txt").read_text(encoding="utf-8").startswith("Dear Ann")


async def test_the_oldest_of_what_is_kept_makes_room(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = seat.services.tool_changes()
    monkeypatch.setattr(kept_changes, "MOST_KEPT", 3)
    for number in range(5):
        await seat.run("write_file", path=f"Letters/{number}.txt", text="x")
    assert [one.title for one in changes.all()] == [f"“{number}.txt” was made" for number in (4, 3, 2)]
    monkeypatch.setattr(kept_changes, "MOST_ALL", 10)
    await seat.run("write_file", path="Letters/last.txt", text="x")
    assert [one.title for one in changes.all()] == ["“last.txt” was made"]


async def test_damage_among_what_is_kept_harms_nothing(seat: Seat) -> None:
    await seat.run("write_file", path="Letters/a.txt", text="x")
    folder = seat.services.folder / "tool-changes"
    for name, content in (
        ("0.json", "{"),
        ("1.json", "[]"),
        ("2.json", '{"at": 1, "title": "x", "root": "x", "files": []}'),
    ):
        (folder / name).write_text(content, encoding="utf-8")
    assert [one.title for one in seat.services.tool_changes().all()] == ["“a.txt” was made"]
    for odd in ("0", "../settings", "", "none"):
        with pytest.raises(FolderRefused):
            seat.services.tool_changes().undo(odd)


async def test_what_was_done_is_kept_in_no_language(seat: Seat) -> None:
    await seat.run("write_file", path="Letters/a.txt", text="x")
    (path,) = (seat.services.folder / "tool-changes").glob("*.json")
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["result"] == ["file-made", "a.txt", 1]
    path.write_text(json.dumps({**kept, "title": "« a.txt » a été créé"}), encoding="utf-8")
    assert [one.title for one in seat.services.tool_changes().all()] == ["“a.txt” was made"]
    for older in ({}, {"result": ["of-tomorrow", "a.txt", 1]}, {"result": "odd"}):
        known = {key: value for key, value in kept.items() if key != "result"}
        path.write_text(json.dumps({**known, **older, "title": "As it was told"}), encoding="utf-8")
        assert [one.title for one in seat.services.tool_changes().all()] == ["As it was told"]


async def test_what_cannot_be_put_back_is_said(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    await seat.run("write_file", path="Letters/2026/offer.txt", text="x")
    changes = seat.services.tool_changes()

    def refuse(folder: ConfinedFolder, parts: tuple[str, ...], data: bytes) -> None:
        raise FolderRefused("in the words of the model")

    with monkeypatch.context() as patch:
        patch.setattr(ConfinedFolder, "write", refuse)
        with pytest.raises(FolderRefused, match=r"“offer\.txt” could not be put back as it was\."):
            changes.undo(changes.all()[0].id)
    assert changes.undo(changes.all()[0].id) == "It is as it was before."
