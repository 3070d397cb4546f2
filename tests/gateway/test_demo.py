"""The demo answers like a gateway: through the same client, in the same format, with everything it promises to show."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.gateway.conftest import SONNET, Naps, Told, asking, hear
from turbodesk import resources
from turbodesk.app.tools import own_toolbox
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.events import TextDelta
from turbodesk.chat.message import Block, Message, Role, Status
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Text, ToolResult
from turbodesk.chat.turns import calls, go_on_words
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.client import HttpGateway
from turbodesk.gateway.demo import demo_gateway


@pytest.fixture
async def demo(naps: Naps) -> AsyncIterator[HttpGateway]:
    gateway = demo_gateway(tokens_per_second=math.inf, seed=7, sleep=naps)
    yield gateway
    await gateway.close()


def go_on(request: ReplyRequest, reply: Message, said: str, *, flows: bool) -> ReplyRequest:
    """What is asked to have a reply continued; with `flows` it has said all of `said`, otherwise its own part of it."""
    if flows:
        return replace(request, continues=Message("reply", "m1", Role.ASSISTANT, (Block(0, Text(said)),)))
    words = Message("words", reply.id, Role.USER, (Block(0, Text(go_on_words(reply))),))
    return replace(request, messages=(*request.messages, reply, words))


async def ask(demo: HttpGateway, text: str, **changes: object) -> Told:
    return await hear(demo, asking(text, **changes))  # type: ignore[arg-type]


async def test_a_check_succeeds(demo: HttpGateway) -> None:
    await demo.check()


@pytest.mark.parametrize("asked", ["Hello", "hi there!", "Show me the tour", "What can you do?", "help"])
async def test_a_greeting_is_answered_with_everything_there_is_to_see(demo: HttpGateway, asked: str) -> None:
    message = (await ask(demo, asked)).message
    assert (message.status, message.stop_reason) == (Status.COMPLETE, "end_turn")
    for shown in (
        *("\n## ", "\n1. ", "\n   - ", "\n     - ", "\n> ", "|---", "```python\n", "```javascript\n", "$$\n", "\\frac"),
        *("中文", "日本語", "العربية", "עברית", "👩‍👩‍👧", "**demo**"),
    ):
        assert shown in message.text
    assert message.text.count("```") % 2 == 0
    assert message.text.count("$$") % 2 == 0


@pytest.mark.parametrize(
    ("asked", "shown", "absent"),
    [
        ("Show me some Python code", "```python", "$$"),
        ("a table please", "|---", "```"),
        ("some maths", "$$", "|---"),
        ("other languages", "עברית", "```"),
        ("a list and a table", "|---", "```"),
        ("What is the capital of France?", "This is the demo", "##"),
    ],
)
async def test_a_part_is_shown_when_asked_for(demo: HttpGateway, asked: str, shown: str, absent: str) -> None:
    text = (await ask(demo, asked)).message.text
    assert shown in text
    assert absent not in text


@pytest.mark.parametrize("asked", ["Write me a long story", "write me a long poem about cats", "a longer answer"])
async def test_a_long_reply_is_long_whole_and_does_not_repeat_itself(demo: HttpGateway, asked: str) -> None:
    message = (await ask(demo, asked)).message
    assert len(message.text.encode()) >= 30 * 1024
    assert message.stop_reason == "end_turn"
    paragraphs = [one for one in message.text.split("\n\n") if len(one) > 40]
    assert len(set(paragraphs)) == len(paragraphs)


async def test_only_so_many_tokens_are_given(demo: HttpGateway) -> None:
    message = (await ask(demo, "Write me a long story", parameters=Parameters(max_tokens=50))).message
    assert (message.status, message.stop_reason, message.usage.output_tokens) == (Status.COMPLETE, "max_tokens", 50)


async def test_numbers_are_plausible(demo: HttpGateway) -> None:
    message = (await ask(demo, "Hello")).message
    assert message.usage.output_tokens is not None
    assert len(message.text) / 6 < message.usage.output_tokens < len(message.text) / 3
    assert message.usage.total_input is not None
    assert 5 < message.usage.total_input < 100
    assert message.reported_model == "claude-sonnet-4-6"


async def test_it_streams_in_small_pieces_and_answers_without_a_stream_too(demo: HttpGateway) -> None:
    told = await ask(demo, "Hello")
    assert max(len(event.text) for event in told.events if isinstance(event, TextDelta)) < 40
    assert (await ask(demo, "Hello", parameters=Parameters(stream=False))).message.text == told.message.text


async def test_its_pace_is_natural() -> None:
    naps = Naps()
    gateway = demo_gateway(tokens_per_second=90, seed=7, sleep=naps)
    told = await ask(gateway, "Hello")
    await gateway.close()
    assert told.message.usage.output_tokens is not None
    assert 60 <= told.message.usage.output_tokens / sum(naps.taken) <= 120
    assert len(set(naps.taken)) > 100
    assert max(naps.taken) < 1


@pytest.mark.parametrize(
    ("asked", "kind", "retries"),
    [
        ("fail: key", "key-refused", 0),
        ("fail: expired", "key-expired", 0),
        ("fail: credit", "out-of-credit", 0),
        ("fail: permission", "not-permitted", 0),
        ("fail: model", "model-unavailable", 0),
        ("fail: size", "too-large", 0),
        ("fail: limit", "too-many-requests", 0),
        ("Fail busy", "busy", 2),
    ],
)
async def test_it_fails_on_request(demo: HttpGateway, naps: Naps, asked: str, kind: str, retries: int) -> None:
    told = await ask(demo, asked)
    assert told.failure is not None
    assert (told.failure.kind, len(told.waits)) == (kind, retries)
    assert told.message.text == ""


@pytest.mark.parametrize(("asked", "kind"), [("fail", "busy"), ("Fail!", "busy"), ("fail: cut", "cut-off")])
async def test_it_breaks_off_in_the_middle_on_request(demo: HttpGateway, asked: str, kind: str) -> None:
    told = await ask(demo, asked)
    assert told.failure is not None
    assert told.failure.kind == kind
    assert told.message.text.endswith("Right in the middle of a")


@pytest.mark.parametrize("cuts", [(1,), (7, 80), (40, 3, 25)])
@pytest.mark.parametrize("flows", [True, False])
async def test_it_goes_on_from_the_letter_where_it_ended(demo: HttpGateway, cuts: tuple[int, ...], flows: bool) -> None:
    """`flows`: the model takes up its own reply; otherwise it is asked to in words."""
    asked = "some maths"
    whole = (await ask(demo, asked)).message.text
    request = asking(asked, model=replace(SONNET, prefill=flows))
    said = ""
    for limit in cuts:
        told = await hear(demo, replace(request, parameters=Parameters(max_tokens=limit)))
        said += told.message.text if flows else told.message.text.strip()
        request = go_on(request, told.message, said, flows=flows)
    last = (await hear(demo, replace(request, parameters=Parameters()))).message.text
    assert "".join((said + last).split()) == "".join(whole.split())


async def test_continue_after_the_failure_it_was_asked_for_ends_the_sentence(demo: HttpGateway) -> None:
    told = await ask(demo, "fail")
    request = go_on(asking("fail"), told.message, told.message.text, flows=False)
    went_on = await hear(demo, request)
    assert went_on.failure is None
    assert went_on.message.text.startswith("sentence, as you see.")
    flowing = replace(asking("fail", model=replace(SONNET, prefill=True)), continues=told.message)
    assert (await hear(demo, flowing)).message.text.startswith(" sentence, as you see.")


@pytest.mark.parametrize(("asked", "said"), [("some maths", "What a real model said"), ("fail: key", "And more")])
async def test_it_cannot_go_on_with_what_it_would_not_have_said(demo: HttpGateway, asked: str, said: str) -> None:
    reply = Message("reply", "m1", Role.ASSISTANT, (Block(0, Text(said)),))
    told = await hear(demo, go_on(asking(asked), reply, said, flows=False))
    assert "That was all" in told.message.text


@pytest.mark.parametrize("words", ["Continue", "go on!", "Please continue."])
async def test_continue_may_be_typed(demo: HttpGateway, words: str) -> None:
    begun = (await ask(demo, "some maths", parameters=Parameters(max_tokens=50))).message
    request = asking("some maths")
    typed = Message("m2", begun.id, Role.USER, (Block(0, Text(words)),))
    told = await hear(demo, replace(request, messages=(*request.messages, begun, typed)))
    whole = (await ask(demo, "some maths")).message
    assert whole.text.endswith(told.message.text)
    after_all = await hear(demo, replace(request, messages=(*request.messages, whole, typed)))
    assert "That was all" in after_all.message.text


async def test_it_fails_once_and_recovers_on_request(demo: HttpGateway, naps: Naps) -> None:
    for _ in range(2):
        naps.taken.clear()
        told = await ask(demo, "fail: once")
        assert (told.message.status, naps.taken) == (Status.COMPLETE, [4.0])
        assert "the reply after all" in told.message.text


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("fail: busy", "the reply after all"),
        ("fail: limit", "the reply after all"),
        ("fail", "You pressed **Try again**"),
        ("fail: cut", "You pressed **Try again**"),
    ],
)
async def test_trying_again_after_what_passes_leads_on(demo: HttpGateway, asked: str, page: str) -> None:
    for _ in range(2):  # asked for once more, it fails once more
        assert (await ask(demo, asked)).failure is not None
        assert page in (await ask(demo, asked)).message.text


async def test_one_failure_does_not_use_up_another(demo: HttpGateway, naps: Naps) -> None:
    assert (await ask(demo, "fail: busy")).failure is not None
    naps.taken.clear()
    assert (await ask(demo, "fail: once")).message.status is Status.COMPLETE
    assert naps.taken == [4.0]


@pytest.mark.parametrize("asked", ["fail: model", "fail: permission"])
async def test_another_model_answers_where_one_may_not(demo: HttpGateway, asked: str) -> None:
    other = replace(SONNET, id="claude-opus-4-7")
    for _ in range(2):
        assert (await ask(demo, asked)).failure is not None
        assert "you chose another one" in (await ask(demo, asked, model=other)).message.text


@pytest.mark.parametrize(
    "asked", ["key", "expired", "credit", "permission", "model", "size", "limit", "busy", "", "cut"]
)
async def test_each_failure_says_that_it_is_the_demo_s(demo: HttpGateway, asked: str) -> None:
    failure = (await ask(demo, f"fail: {asked}")).failure
    assert failure is not None
    assert failure.is_of_demo
    assert FailureNote.from_json(failure.to_json()).is_of_demo


@pytest.mark.parametrize("stream", [True, False])
async def test_thinking_counts_as_written(demo: HttpGateway, stream: bool) -> None:
    plain = (await ask(demo, "Hello")).message.usage.output_tokens
    usage = (await ask(demo, "Hello", parameters=Parameters(thinking=True, stream=stream))).message.usage
    details = usage.extra["output_tokens_details"]
    assert isinstance(details, dict)
    assert usage.output_tokens == plain + details["thinking_tokens"]
    assert details["thinking_tokens"] > 20


async def test_failing_is_only_a_request_at_the_beginning(demo: HttpGateway) -> None:
    assert (await ask(demo, "Why do people fail?")).failure is None


async def test_it_can_be_stopped() -> None:
    gateway = demo_gateway(tokens_per_second=1_000)
    begun = asyncio.Event()

    async def read() -> None:
        async for event in gateway.reply(asking("Write me a long story")):
            if isinstance(event, TextDelta):
                begun.set()

    task = asyncio.create_task(read())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await gateway.close()


def test_what_the_long_reply_says_of_numbers_is_true() -> None:
    text = resources.path("demo", "walk.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| ([IVXLC]+) \| `([01]+)` \| (.+?) \| ([\d.]+) \|$", text, re.MULTILINE)
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 100
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    for number, roman, binary, divisors, root in rows:
        digits = [values[sign] for sign in roman]
        pairs = zip(digits, [*digits[1:], 0], strict=True)
        assert sum(-one if one < after else one for one, after in pairs) == int(number)
        assert not re.search(r"(.)\1{3}", roman)
        assert int(binary, 2) == int(number)
        told = [int(one) for one in re.findall(r"\d+", divisors)]
        assert told == [one for one in range(1, int(number) + 1) if int(number) % one == 0]
        assert float(root) == pytest.approx(math.sqrt(int(number)), abs=5e-4)


def test_the_code_it_shows_does_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    code = re.search(r"```python\n(.*?)```", resources.path("demo", "code.md").read_text("utf-8"), re.DOTALL)
    assert code is not None
    exec(compile(code[1], "code.md", "exec"), {})
    said = code[1].rstrip().splitlines()[-1]
    assert said == f"# {capsys.readouterr().out.strip()}"


@pytest.mark.parametrize(
    ("asked", "tools", "called"),
    [
        ("What time is it?", ("current_time", "calculator"), "current_time"),
        ("Which day is today?", ("current_time",), "current_time"),
        ("What is 6 * 7?", ("current_time", "calculator"), "calculator"),
        ("What time is it?", ("calculator",), None),
        ("What time is it?", (), None),
        ("Sometimes I wonder", ("current_time",), None),
    ],
)
async def test_it_asks_for_the_tool_that_would_help(
    demo: HttpGateway, asked: str, tools: tuple[str, ...], called: str | None
) -> None:
    request = replace(asking(asked), tools=own_toolbox().definitions(tools))
    told = await hear(demo, request)
    assert [call.name for call in calls(told.message)] == ([] if called is None else [called])
    assert (told.message.stop_reason == "tool_use") is (called is not None)
    if called is not None:
        result = ToolResult(calls(told.message)[0].id, "Sunday, 22 November")
        answered = Message("m2", told.message.id, Role.USER, (Block(0, result),))
        last = await hear(demo, replace(request, messages=(*request.messages, told.message, answered)))
        assert "Sunday, 22 November" in last.message.text
        assert last.message.stop_reason == "end_turn"
