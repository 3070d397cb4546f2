"""Where a gateway counts, the meter tells its count once typing has paused; nowhere else and no oftener is it asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.attachments.test_intake import NoPictures
from tests.app.wired import replied, said, streamed, until, wired
from tests.gateway_server import Answer, GatewayServer
from turbodesk.app.exact import MOST_FILES, ExactCounts
from turbodesk.app.forecast import forecast
from turbodesk.app.services import Services
from turbodesk.chat.attachments import PLAIN, Attachment
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.reply_status import ending_note, message_details


@pytest.fixture
async def server() -> AsyncIterator[GatewayServer]:
    async with GatewayServer(counts_tokens=True) as running:
        yield running


@pytest.fixture
async def services(tmp_path: Path, server: GatewayServer) -> AsyncIterator[Services]:
    async with wired(tmp_path, server, NoPictures) as services:
        services.profiles.learn(services.profiles.default_id, count_tokens=True)
        yield services


def counts(services: Services, pause_s: float = 0.0) -> ExactCounts:
    return ExactCounts(services.gateways, services.profiles, services.scope.child("test"), pause_s=pause_s)


def asked(server: GatewayServer) -> list[str]:
    bodies = [one.json for one in server.requests if one.path.endswith("/count_tokens")]
    return [body["messages"][-1]["content"][-1]["text"] for body in bodies]


async def test_the_count_of_the_very_draft_is_told_as_exact(services: Services, server: GatewayServer) -> None:
    chat, exact = services.workspace.new_chat(demo=False), counts(services)
    chat.drafts.write("How long is this?")
    exact.want(chat)
    await until(lambda: exact.of(chat) is not None)
    told = forecast(chat, chat.conversation.draft, counted=exact.of(chat))
    assert (told.tokens, told.is_exact) == (8, True)
    exact.want(chat)
    assert asked(server) == ["How long is this?"], "it is asked once"
    chat.drafts.write("How long is this? Longer.")
    assert exact.of(chat) is None
    assert not forecast(chat, chat.conversation.draft, counted=exact.of(chat)).is_exact


async def test_each_letter_takes_the_question_before_it_back(services: Services, server: GatewayServer) -> None:
    chat, exact = services.workspace.new_chat(demo=False), counts(services, pause_s=0.05)
    for length in range(1, 6):
        chat.drafts.write("Hello"[:length])
        exact.want(chat)
    await until(lambda: exact.of(chat) is not None)
    assert asked(server) == ["Hello"]


async def test_a_question_under_way_is_hung_up_when_the_draft_is_another(
    services: Services, server: GatewayServer
) -> None:
    chat, exact = services.workspace.new_chat(demo=False), counts(services, pause_s=60)
    chat.drafts.write("Hello")
    exact.want(chat)
    exact.take_back(chat)
    assert exact._scope.is_running("count"), "it is still about this"  # noqa: SLF001 - as below
    chat.drafts.write("Hello there")
    exact.take_back(chat)
    assert not exact._scope.is_running("count")  # noqa: SLF001 - nothing outside tells that nothing happens


@pytest.mark.parametrize("known", [None, False])
async def test_a_gateway_that_is_not_known_to_count_is_not_asked(
    services: Services, server: GatewayServer, known: bool | None
) -> None:
    services.profiles.learn(services.profiles.default_id, count_tokens=known)
    chat, demo, exact = (
        services.workspace.new_chat(demo=False),
        services.workspace.new_chat(demo=True),
        counts(services),
    )
    for one in (chat, demo):
        one.drafts.write("Hello")
        exact.want(one)
        assert not exact._scope.is_running("count")  # noqa: SLF001 - nothing outside tells that nothing happens
    assert server.requests == []


async def test_nothing_is_counted_while_a_reply_arrives_nor_without_a_draft(
    services: Services, server: GatewayServer
) -> None:
    server.script(streamed([{"type": "text", "text": "Well."}], stall_after=3, stall_ms=60_000))
    chat, exact = services.workspace.new_chat(demo=False), counts(services)
    chat.drafts.write("waiting to be counted")
    exact.want(chat)
    exact.want(None)
    chat.send("Hello")
    exact.want(chat)
    chat.drafts.write("while it arrives")
    exact.want(chat)
    await until(lambda: server.requests)
    chat.stop()
    await until(lambda: not chat.is_replying)
    chat.drafts.write("")
    exact.want(chat)
    assert asked(server) == []


async def test_a_refusal_leaves_the_estimate(services: Services, server: GatewayServer) -> None:
    server.counts = None
    chat, exact = services.workspace.new_chat(demo=False), counts(services)
    chat.drafts.write("Hello")
    told: list[None] = []
    exact.counted.connect(told.append)
    exact.want(chat)
    await until(lambda: told)
    assert exact.of(chat) is None
    exact.want(chat)
    assert len(server.requests) == 1, "the same is not asked again"


async def test_large_files_do_not_travel_to_be_counted(services: Services, server: GatewayServer) -> None:
    chat, exact = services.workspace.new_chat(demo=False), counts(services)
    large = Attachment("0" * 64, PLAIN, "large.txt", MOST_FILES + 1)
    chat.drafts.attach(large)
    exact.want(chat)
    assert not exact._scope.is_running("count")  # noqa: SLF001 - as above
    assert server.requests == []


async def test_attachments_are_part_of_the_estimate_as_far_as_they_are_sent(services: Services) -> None:
    chat = services.workspace.new_chat(demo=False)
    text = Attachment("1" * 64, PLAIN, "a.txt", 37_000).part
    picture = Attachment("2" * 64, "image/png", "b.png", 10, width=1_092, height=1_092).part
    only_words = forecast(chat, "Look").tokens
    assert forecast(chat, "Look", (text,)).tokens == pytest.approx(only_words + 10_000, abs=20)
    assert forecast(chat, "", (picture,)).tokens == pytest.approx(39 * 39, abs=10)
    chat.tune(Parameters(keep_attachments=1))
    assert forecast(chat, "Look", (text, picture)).tokens < 2_000, "only the newest goes along"


async def test_pictures_that_stay_behind_are_not_counted_in_what_was_said(
    services: Services, server: GatewayServer
) -> None:
    server.script(streamed([{"type": "text", "text": "A cat."}]))
    chat = services.workspace.new_chat(demo=False)
    taken = [await services.attachment_service.take(("word " * 8_000 + str(number)).encode()) for number in range(2)]
    for one in taken:
        chat.drafts.attach(one)
    chat.send("Look", chat.conversation.draft_parts)
    await until(lambda: not chat.is_replying)
    chat.choose_model("claude-haiku-4-5-20251001")  # whose own count there is none of yet
    both = forecast(chat, "").tokens
    chat.tune(replace(chat.conversation.parameters, keep_attachments=1))
    assert forecast(chat, "").tokens == pytest.approx(both / 2, rel=0.02)
    assert await said(chat, "And now?")


async def test_an_attachment_that_the_gateway_drops_is_noticed_by_what_it_counts(
    services: Services, server: GatewayServer
) -> None:
    for counted in (30, 2_000):
        server.script(Answer(text="What file?", usage={"input_tokens": counted, "output_tokens": 1}))
        chat = services.workspace.new_chat(demo=False)
        chat.drafts.attach(await services.attachment_service.take(b"word " * 1_000, "notes.txt"))
        chat.send("Sum it up", chat.conversation.draft_parts)
        reply = await replied(chat)
        note = ending_note(reply)
        assert (note is not None and "may not have seen it" in note.sentence) is (counted == 30)
        assert ("counted 30 tokens" in message_details(reply)) is (counted == 30)
        assert await said(chat, "And now?")
    first, second, *_ = [one.json["messages"][0]["content"][0] for one in server.requests if "messages" in one.json]
    assert first["type"] == "document", "so that it can be cited"
    assert second["text"].startswith('<file name="notes.txt">'), "which no gateway drops"
    refused = services.profiles.facts(services.profiles.default_id).refused
    assert {name for names in refused.values() for name in names} == {"documents.text"}


async def test_a_document_that_the_reply_cites_was_seen_whatever_the_gateway_counts(
    services: Services, server: GatewayServer
) -> None:
    place = {"type": "char_location", "cited_text": "word", "document_index": 0, "document_title": "notes.txt"}
    span = {"start_char_index": 0, "end_char_index": 4}
    server.script(streamed([{"type": "text", "text": "A word.", "citations": [{**place, **span}]}]))
    chat = services.workspace.new_chat(demo=False)
    chat.drafts.attach(await services.attachment_service.take(b"word " * 1_000, "notes.txt"))
    chat.send("Sum it up", chat.conversation.draft_parts)
    reply = await replied(chat)
    assert reply.usage.total_input == 25
    assert ending_note(reply) is None
    assert not any(services.profiles.facts(services.profiles.default_id).refused.values())
