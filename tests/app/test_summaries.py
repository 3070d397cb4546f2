"""The oldest turns summed up: what is sent for it and with it, what it costs, and what can be done with it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.wired import replied, said, until, wired
from tests.gateway_server import Answer, GatewayServer
from turbodesk.app import summaries
from turbodesk.app.exports.markdown import to_markdown
from turbodesk.app.exports.transcript import take_transcript
from turbodesk.app.forecast import forecast
from turbodesk.app.live import LiveChat
from turbodesk.app.services import Services
from turbodesk.chat.left_out import words
from turbodesk.chat.summary import INSTRUCTIONS, TurnSummary, told
from turbodesk.store.archive_reading import take_in

OPUS, HAIKU = "claude-opus-4-7", "claude-haiku-4-5-20251001"
WORDS = Answer(text="They count apples.", usage={"input_tokens": 900, "output_tokens": 1})
BLOCK = {"type": "compaction", "content": "They count apples.", "signature": "EqQB/+=", "encrypted_content": "xyz"}
REFUSAL = Answer(
    status=400,
    body={"type": "error", "error": {"type": "invalid_request_error", "message": "compaction: Extra inputs"}},
)


def compacted(block: Mapping[str, object] = BLOCK) -> Answer:
    """A stream as the provider's own summing up sends it."""
    begun = {"id": "msg_01s", "type": "message", "role": "assistant", "model": "m", "content": []}
    delta = {"type": "compaction_delta", **{name: block[name] for name in ("content", "encrypted_content")}}
    used = {"iterations": [{"type": "compaction", "input_tokens": 700, "output_tokens": 40}], "output_tokens": 0}
    events = [
        {"type": "message_start", "message": {**begun, "usage": {"input_tokens": 0, "output_tokens": 0}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "compaction", "content": None}},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "signature_delta", "signature": "EqQB/+="}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "compaction"}, "usage": used},
        {"type": "message_stop"},
    ]
    return Answer(events=events)


def posted(server: GatewayServer) -> list[dict[str, object]]:
    return [one.json for one in server.requests if one.path.endswith("/v1/messages")]


def texts(body: Mapping[str, object]) -> list[str]:
    """What a body says, block by block."""
    messages = body["messages"]
    assert isinstance(messages, list)
    return [str(block.get("text", block["type"])) for turn in messages for block in turn["content"]]


@pytest.fixture
async def server() -> AsyncIterator[GatewayServer]:
    async with GatewayServer() as running:
        yield running


@pytest.fixture
async def services(tmp_path: Path, server: GatewayServer) -> AsyncIterator[Services]:
    async with wired(tmp_path, server) as services:
        yield services


async def long_chat(services: Services, model: str = HAIKU) -> LiveChat:
    """Four questions and answers."""
    chat = services.workspace.new_chat(demo=False)
    chat.choose_model(model)
    for number in range(4):
        await said(chat, f"Question {number}")
    return chat


async def summed_up(chat: LiveChat) -> TurnSummary:
    assert chat.summaries.begin()
    await until(lambda: not chat.summaries.is_running)
    summary = chat.summaries.in_force
    assert summary is not None
    return summary


async def test_one_request_sums_up_the_oldest_half_and_its_words_are_sent_instead(
    services: Services, server: GatewayServer
) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], WORDS, Answer(text="Yes."))
    chat = await long_chat(services)
    plan = chat.summaries.plan()
    assert plan is not None
    assert (plan.before, list(plan.ids)) == (chat.ids()[4], list(chat.ids()[:4]))
    assert plan.dollars is not None
    assert plan.dollars > 0
    summary = await summed_up(chat)
    assert (summary.text, summary.count) == ("They count apples.", 4)
    assert (summary.before, summary.model) == (chat.ids()[4], HAIKU)
    asked = posted(server)[4]
    assert texts(asked) == ["Question 0", "Answer 0", "Question 1", "Answer 1", INSTRUCTIONS]
    assert "compaction" not in asked, "the model knows none of its provider's"
    assert "anthropic-beta" not in server.requests[4].headers
    await said(chat, "Still there?")
    assert texts(posted(server)[5])[:3] == [told(summary), "Question 2", "Answer 2"]
    assert len(chat.ids()) == 10, "the turns stay where they are"


async def test_the_provider_s_own_is_asked_for_and_goes_back_as_it_came(
    services: Services, server: GatewayServer
) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], compacted(), Answer(text="Yes."))
    chat = await long_chat(services, OPUS)
    summary = await summed_up(chat)
    assert (summary.text, summary.block) == ("They count apples.", BLOCK)
    assert posted(server)[4]["compaction"] == {"type": "summarize", "instructions": INSTRUCTIONS}
    assert server.requests[4].headers["anthropic-beta"] == "compact-2026-09-04"
    await said(chat, "Still there?")
    first, second = posted(server)[5]["messages"][:2]  # type: ignore[index]
    assert first == {"role": "assistant", "content": [BLOCK]}
    assert second["content"] == [{"type": "text", "text": "Question 2"}]
    assert json.dumps(BLOCK["signature"]).encode() in server.requests[5].body
    assert server.requests[5].headers["anthropic-beta"] == "compact-2026-09-04"
    chat.summaries.edit(summary.id, "They count pears.")
    await said(chat, "And now?")
    assert texts(posted(server)[6])[0].endswith("They count pears."), "changed words are no longer the provider's"


async def test_a_gateway_without_it_is_asked_in_words_and_that_is_remembered(
    services: Services, server: GatewayServer
) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], REFUSAL, WORDS, Answer(), WORDS)
    chat = await long_chat(services, OPUS)
    summary = await summed_up(chat)
    assert (summary.text, summary.block) == ("They count apples.", None)
    assert "compaction" not in posted(server)[5]
    await said(chat, "More")
    await summed_up(chat)
    assert "compaction" not in posted(server)[7]
    facts = services.profiles.facts(chat.conversation.gateway_id)
    assert [words(one) for one in facts.left_out_for(OPUS)] == ["summing up by the provider"]


async def test_a_gateway_that_drops_it_without_a_word_is_paid_once(services: Services, server: GatewayServer) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], WORDS)
    chat = await long_chat(services, OPUS)
    assert (await summed_up(chat)).text == "They count apples."
    assert len(posted(server)) == 5


async def test_a_block_that_is_refused_later_goes_as_words(services: Services, server: GatewayServer) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], compacted(), REFUSAL, Answer(text="Yes."))
    chat = await long_chat(services, OPUS)
    summary = await summed_up(chat)
    reply = await said(chat, "Still there?")
    assert reply.text == "Yes."
    assert texts(posted(server)[6])[0] == told(summary)


async def test_it_survives_a_restart_and_is_undone_and_put_back(tmp_path: Path, server: GatewayServer) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], WORDS)
    async with wired(tmp_path, server) as services:
        chat = await long_chat(services)
        made = await summed_up(chat)
    async with wired(tmp_path, server) as services:
        again = await services.workspace.open(chat.conversation.id)
        assert again is not None
        assert again.summaries.in_force == made
        again.summaries.undo(made.id)
        assert again.summaries.in_force is None
        await said(again, "All of it?")
        assert texts(posted(server)[-1])[0] == "Question 0"
        again.summaries.put_back(made.id)
        await said(again, "And now?")
        assert texts(posted(server)[-1])[0] == told(made)
        again.summaries.edit(made.id, "   ")
        again.summaries.edit(made.id, "They count apples.")
        assert again.summaries.in_force == made, "nothing was changed"


async def test_a_branch_that_parts_before_it_sends_its_own_words(services: Services, server: GatewayServer) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], WORDS)
    chat = await long_chat(services)
    made = await summed_up(chat)
    second = chat.message(chat.ids()[2])
    assert second is not None
    chat.edit(second, "Another question 1")
    await replied(chat)
    assert chat.summaries.in_force is None
    assert texts(posted(server)[-1]) == ["Question 0", "Answer 0", "Another question 1"]
    chat.show(made.before)
    assert chat.summaries.in_force == made


async def test_the_next_one_sums_up_the_one_before_as_well(services: Services, server: GatewayServer) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], WORDS, Answer(text="Ah."), WORDS)
    chat = await long_chat(services)
    first = await summed_up(chat)
    await said(chat, "Question 4")
    second = await summed_up(chat)
    assert second.id != first.id
    assert texts(posted(server)[6])[0] == told(first)
    assert second.count > first.count
    chat.summaries.undo(second.id)
    assert chat.summaries.in_force == first


async def test_stopping_keeps_nothing_and_counts_what_came(services: Services, server: GatewayServer) -> None:
    slow = Answer(text="word " * 10_000, gap_ms=1, usage={"input_tokens": 900, "output_tokens": 1})
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], slow)
    chat = await long_chat(services)
    before = await services.workspace.ledger.spent_this_month()
    assert chat.summaries.begin()
    await until(lambda: (state := chat.summaries.at(chat.ids()[4])) is not None and state.so_far > 0)
    assert not chat.summaries.begin(), "one at a time"
    chat.summaries.stop()
    await (await server.request(4)).gone.wait()
    assert chat.summaries.at(chat.ids()[4]) is None
    assert chat.conversation.summaries == ()
    assert await services.workspace.ledger.spent_this_month() > before


async def test_what_it_used_counts_with_the_month(services: Services, server: GatewayServer) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], compacted())
    chat = await long_chat(services, OPUS)
    before = await services.workspace.ledger.spent_this_month()
    await summed_up(chat)
    after = await services.workspace.ledger.spent_this_month()
    assert after - before == pytest.approx((700 * 5 + 40 * 25) / 1_000_000)


async def test_a_failure_is_told_and_can_be_taken_away(services: Services, server: GatewayServer) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], Answer(status=413), Answer(text=" "))
    chat = await long_chat(services)
    for _ in range(2):
        assert chat.summaries.begin()
        await until(lambda: not chat.summaries.is_running)
        state = chat.summaries.at(chat.ids()[4])
        assert state is not None
        assert state.failure is not None
        assert state.failure.sentence
        chat.summaries.dismiss()
        assert chat.summaries.at(chat.ids()[4]) is None


async def test_a_defect_of_ours_is_reported_and_has_an_end(
    tmp_path: Path, server: GatewayServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], WORDS)
    reports: list[BaseException] = []
    defect = RuntimeError("ours")

    def fails(*_: object, **__: object) -> TurnSummary:
        raise defect

    async with wired(tmp_path, server, report=lambda _, error: reports.append(error)) as services:
        chat = await long_chat(services)
        monkeypatch.setattr(summaries, "new_summary", fails)
        assert chat.summaries.begin()
        await until(lambda: not chat.summaries.is_running)
        state = chat.summaries.at(chat.ids()[4])
        assert state is not None
        assert state.failure is not None
        assert state.failure.sentence == "Something went wrong inside TurboDesk."
    assert reports == [defect]


async def test_there_is_nothing_to_sum_up_in_a_short_chat_or_in_the_demo(services: Services) -> None:
    chat = services.workspace.new_chat(demo=False)
    assert chat.summaries.plan() is None
    assert not chat.summaries.begin()
    await said(chat, "Hello")
    assert chat.summaries.plan() is None
    demo = services.workspace.new_chat(demo=True)
    demo.conversation = replace(demo.conversation, gateway_id="demo")
    assert demo.summaries.plan() is None


async def test_the_forecast_is_of_what_is_sent(services: Services, server: GatewayServer) -> None:
    long = Answer(text="A long answer. " * 400, usage={"input_tokens": 9_000, "output_tokens": 1})
    server.script(*[long] * 4, WORDS)
    chat = await long_chat(services)
    before = forecast(chat, "").tokens
    await summed_up(chat)
    assert forecast(chat, "").tokens < before / 2
    server.script(default=Answer(text="So.", usage={"input_tokens": 3, "output_tokens": 1}))
    await said(chat, "And?")
    summary = chat.summaries.in_force
    assert summary is not None
    chat.summaries.undo(summary.id)
    assert forecast(chat, "").tokens > 5_000, "what was counted of less is no count of all"


async def test_one_that_ends_early_is_kept_and_says_so(services: Services, server: GatewayServer) -> None:
    cut = Answer(text="They count", stop_reason="max_tokens")
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], cut)
    chat = await long_chat(services)
    summary = await summed_up(chat)
    assert (summary.text, summary.is_cut) == ("They count", True), "it was paid for, and can be written to its end"
    chat.summaries.edit(summary.id, "They count apples.")
    assert chat.summaries.in_force == replace(summary, text="They count apples.", is_cut=False, is_edited=True)


async def test_a_chat_as_a_text_says_where_a_summary_is_sent(services: Services, server: GatewayServer) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], Answer(text="They count:\n\n- apples"))
    chat = await long_chat(services)
    await summed_up(chat)
    text = to_markdown(await take_transcript(chat, services.workspace.model))
    above, _, below = text.partition("> *From here on, the model is sent this summary of what stands above:*")
    assert "Question 0" in above
    assert below.startswith("\n>\n> They count:\n>\n> - apples\n\n## You\n\nQuestion 2")


async def test_an_import_keeps_it(services: Services, server: GatewayServer, tmp_path: Path) -> None:
    server.script(*[Answer(text=f"Answer {number}") for number in range(4)], compacted())
    chat = await long_chat(services, OPUS)
    made = await summed_up(chat)
    archive = tmp_path / "chats.zip"
    await services.new_archive().export(archive)
    async with wired(tmp_path / "other", server) as others:
        await take_in(others.database, archive)
        await others.workspace.load()
        found = await others.workspace.open(chat.conversation.id)
        assert found is not None
        assert found.summaries.in_force == made
