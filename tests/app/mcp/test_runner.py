"""What a server may do, and what must come of it: real processes that behave badly."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import pytest

from tests.app.mcp.conftest import Servers, is_running, nasty, until
from turbodesk.app.mcp.context import ServerFailed, ToolFailed
from turbodesk.app.mcp.results import outcome
from turbodesk.app.mcp.runner import ServerRunner, ServerState
from turbodesk.app.mcp.words import ServerRemedy
from turbodesk.chat.tool_server import ServerFacts, ToolServer


async def call(runner: ServerRunner, tool: str = "go", **arguments: Any) -> Any:
    result = await runner.ask(lambda client: client.call_tool(tool, arguments))
    return outcome(result.model_dump(mode="json", by_alias=True, exclude_none=True))


def text_of(found: Any) -> str:
    return found.content if isinstance(found.content, str) else found.content[0].text


async def test_a_server_starts_at_its_first_call_and_is_asked_what_it_brings(servers: Servers) -> None:
    runner, learned = servers.run("good", era=""), list[ServerFacts]()
    runner.learned.connect(learned.append)
    states = [runner.state]
    runner.changed.connect(lambda _: states.append(runner.state))
    assert text_of(await call(runner, x=1)) == '{"x": 1}'
    assert states == [ServerState.OFF, ServerState.STARTING, ServerState.READY]
    assert learned == [runner.facts]
    assert (learned[0].era, learned[0].tools[0]["name"]) == ("legacy", "go")
    await runner.stop()
    assert states[3:] == [ServerState.OFF]
    assert text_of(await call(runner)) == "{}"
    assert len(learned) == 1, "what is known already was told again"


async def test_what_is_no_message_is_passed_over(servers: Servers) -> None:
    runner = servers.run("garbage")
    assert text_of(await call(runner)) == "ok"
    assert runner.connection is not None
    assert runner.connection.process is not None
    assert "Server starting" in runner.connection.process.noise.text


async def test_a_server_that_prints_nothing_but_noise_is_given_up(servers: Servers) -> None:
    runner = servers.run("noise")
    with pytest.raises(ServerFailed, match="prints other things"):
        await runner.start()
    assert runner.trouble is not None
    assert "noise" in runner.trouble.details


async def test_a_server_that_never_answers_is_given_up(servers: Servers) -> None:
    runner = servers.run("mute", start_limit_s=0.5)
    with pytest.raises(ServerFailed, match="did not answer within") as failed:
        await runner.start()
    assert failed.value.trouble.remedy is ServerRemedy.TRY_AGAIN
    assert runner.state is ServerState.FAILED


async def test_a_server_that_dies_ends_the_call_though_its_pipes_stay_open(servers: Servers) -> None:
    async def secrets(_: ToolServer) -> dict[str, str]:
        return {"API_TOKEN": "hush-hush"}

    runner = servers.run("dies", secrets=secrets)
    with pytest.raises(ServerFailed, match="code 3") as failed:
        await call(runner)
    details = failed.value.trouble.details
    assert "disk is on fire; •••" in details
    child = int(details.split()[-1])
    await until(lambda: runner.state is ServerState.FAILED)
    await until(lambda: not is_running(child))
    first = runner.connection
    with pytest.raises(ServerFailed):
        await call(runner)  # which has started it again
    assert runner.connection is not first


async def test_a_server_that_ends_again_and_again_is_not_started_by_itself(servers: Servers) -> None:
    runner = servers.run("dies_at_once")
    for _ in range(3):
        with pytest.raises(ServerFailed, match="asks for a setting") as failed:
            await runner.start()
        assert failed.value.trouble.remedy is ServerRemedy.EDIT
    last = runner.connection
    with pytest.raises(ServerFailed, match="three times within a minute") as failed:
        await call(runner)
    assert (failed.value.trouble.remedy, runner.connection) == (ServerRemedy.EDIT, last)
    with pytest.raises(ServerFailed, match="asks for a setting"):
        await runner.start(by_hand=True)
    assert runner.connection is not last


async def test_an_answer_of_a_server_that_ends_with_it_arrives(servers: Servers) -> None:
    assert text_of(await call(servers.run("answers_and_goes"))) == "bye"


async def test_a_server_that_ends_at_what_it_does_not_know_is_asked_as_older_ones_are(servers: Servers) -> None:
    runner = servers.run("knows_no_probe", era="")
    assert text_of(await call(runner)) == "ok"
    assert runner.facts.era == "legacy"


async def test_what_a_server_has_started_goes_with_it(servers: Servers) -> None:
    runner = servers.run("children")
    child = int(text_of(await call(runner)))
    assert is_running(child)
    await runner.stop()
    await until(lambda: not is_running(child))


async def test_a_server_that_does_not_want_to_go_goes(servers: Servers) -> None:
    runner = servers.run("stubborn")
    child = int(text_of(await call(runner)))
    assert runner.connection is not None
    process = runner.connection.process
    assert process is not None
    await runner.stop()
    assert process.exit_code == -9
    await until(lambda: not is_running(child))
    assert runner.state is ServerState.OFF


async def test_a_run_is_killed_though_nobody_waits_for_it(servers: Servers) -> None:
    runner = servers.run("stubborn")
    child = int(text_of(await call(runner)))
    runner.kill()
    await until(lambda: not is_running(child))
    await until(lambda: runner.state is ServerState.FAILED)


async def test_a_flood_on_stderr_is_read_slowly_and_kept_in_bounds(servers: Servers) -> None:
    runner = servers.run("flood")
    await runner.start()
    assert runner.connection is not None
    process = runner.connection.process
    assert process is not None
    await until(lambda: process.stderr.total > 1_000_000)
    began, before = time.monotonic(), process.stderr.total
    await asyncio.sleep(0.3)
    assert process.stderr.total - before < 40_000_000 * (time.monotonic() - began)
    assert text_of(await call(runner)) == "ok"
    assert len(process.stderr.text) < 500_000


async def test_stop_is_at_once_and_the_server_hears_of_it(servers: Servers) -> None:
    runner, told = servers.run("long"), list[tuple[float, float | None, str | None]]()
    is_told = asyncio.Event()

    async def tell(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, total, message))
        is_told.set()

    task = asyncio.ensure_future(runner.ask(lambda client: client.call_tool("go", {}, progress_callback=tell)))
    await is_told.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told[0] == (0, 3_000, "step 0")
    await until(lambda: "stopped as asked" in runner.printed)


async def test_a_server_that_reads_nothing_can_be_stopped(servers: Servers) -> None:
    runner = servers.run("does_not_read")
    tasks = [asyncio.ensure_future(call(runner, text="x" * 500_000)) for _ in range(3)]
    await until(lambda: runner.state is ServerState.READY)
    await asyncio.sleep(0.05)
    await runner.stop()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [str(one) for one in found] == ["Does_not_read was stopped."] * 3


async def test_one_bad_tool_does_not_take_the_others_along(servers: Servers) -> None:
    runner = servers.run("malformed")
    await runner.start()
    assert [one.get("name") for one in runner.facts.tools][:2] == ["good", "bad"]
    assert len(runner.facts.tools) == 7


async def test_what_a_tool_gave_against_the_rules_is_not_lost(servers: Servers) -> None:
    runner = servers.run("malformed")
    found = await call(runner, "out")
    assert found.table == {"n": "four"}, "it does not meet the tool's own schema"
    text, picture = found.content
    assert "hologram" in text.text
    assert "inside" in text.text
    assert picture.source["media_type"] == "image/png"
    assert text_of(await call(runner, "good")) == "a string"
    assert (await call(runner, "listed")).table == [1, 2]
    assert "nothing" in text_of(await call(runner, "any"))


async def test_an_answer_that_strict_readers_refuse_is_an_answer(servers: Servers) -> None:
    runner = servers.run("unreadable")
    assert text_of(await call(runner, "half")) == "a\ufffdb"
    assert (await call(runner, "nan")).table == {"n": None}
    for name in ("deep", "cut", "error"):
        with pytest.raises(ToolFailed):
            await call(runner, name)
    assert text_of(await call(runner, "half")) == "a\ufffdb"


async def test_answers_in_a_list_are_read(servers: Servers) -> None:
    assert text_of(await call(servers.run("batches"))) == "one of a list"


async def test_a_changed_tool_is_told(servers: Servers) -> None:
    runner, learned = servers.run("changes"), list[ServerFacts]()
    await runner.start()
    runner.learned.connect(learned.append)
    await call(runner, "send")
    await until(lambda: learned)
    assert "evil" in str(learned[0].tools)


async def test_a_line_without_end_ends_the_server_and_not_us(servers: Servers) -> None:
    runner = servers.run("endless_line")
    with pytest.raises(ServerFailed, match="more at once"):
        await call(runner)


async def test_a_large_result_arrives_whole(servers: Servers) -> None:
    found = await call(servers.run("large", "5000000"))
    assert len(found.shown) == 5_000_000
    assert len(found.content) < 61_000


@pytest.mark.parametrize(("name", "count"), [("endless_pages", 50), ("same_page", 2), ("no_tools", 0)])
async def test_pages_are_counted(servers: Servers, name: str, count: int) -> None:
    runner = servers.run(name)
    await runner.start()
    assert len(runner.facts.tools) == count


async def test_a_list_that_is_refused_is_said(servers: Servers) -> None:
    with pytest.raises(ServerFailed, match="would not say what tools") as failed:
        await servers.run("refuses_list").start()
    assert "no database" in failed.value.trouble.details


async def test_a_refused_call_is_told_in_the_servers_words(servers: Servers) -> None:
    runner = servers.run("refuses")
    with pytest.raises(ToolFailed, match="Unknown tool: go"):
        await call(runner)
    assert runner.state is ServerState.READY


async def test_a_command_that_is_not_there_is_named_with_what_to_get(servers: Servers) -> None:
    for command, remedy in (("npx", ServerRemedy.GET_NODE), ("uvx", ServerRemedy.GET_UV), ("x-y", ServerRemedy.EDIT)):

        async def nothing() -> dict[str, str]:
            return {"PATH": "/nowhere"}

        runner = servers.run(ToolServer("s", "Files", command), environment=nothing)
        with pytest.raises(ServerFailed, match="was not found") as failed:
            await runner.start()
        assert failed.value.trouble.remedy is remedy


async def test_a_program_that_is_none_is_said(servers: Servers, tmp_path: Any) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"\x00nothing")
    file.chmod(0o755)
    script = tmp_path / "script"
    script.write_text("#!/nowhere/at/all\n")
    script.chmod(0o755)
    with pytest.raises(ServerFailed, match="is there, but not the program that runs it"):
        await servers.run(ToolServer("s", "Files", str(script))).start()
    with pytest.raises(ServerFailed, match="The folder “/nowhere” was not found"):
        await servers.run(ToolServer("s", "Files", sys.executable, folder="/nowhere")).start()
    for path in (file, tmp_path):
        with pytest.raises(ServerFailed, match="could not be started"):
            await servers.run(ToolServer("s", "Files", str(path))).start()
    with pytest.raises(ServerFailed):
        await servers.run(ToolServer("s", "Files", sys.executable, ("a\x00b",))).start()


async def test_an_idle_server_rests_and_one_that_works_does_not(servers: Servers) -> None:
    runner = servers.run("good", idle_s=0.2)
    await call(runner)
    await until(lambda: runner.state is ServerState.OFF)
    runner = servers.run("long", idle_s=0.1)
    task = asyncio.ensure_future(runner.ask(lambda client: client.call_tool("go", {})))
    await until(lambda: runner.state is ServerState.READY)
    await asyncio.sleep(0.4)
    assert not task.done()
    task.cancel()
    await asyncio.wait({task})
    await until(lambda: runner.state is ServerState.OFF)


async def test_a_start_that_nobody_waits_for_any_more_leaves_nothing(servers: Servers) -> None:
    runner = servers.run("mute")
    start = asyncio.ensure_future(runner.start())
    await until(lambda: runner.connection is not None and runner.connection.process is not None)
    assert runner.connection is not None
    process = runner.connection.process
    assert process is not None
    await until(lambda: process.pid)
    start.cancel()
    await asyncio.wait({start})
    await runner.stop()
    assert not is_running(process.pid)
    assert runner.state is ServerState.OFF


async def test_starts_at_the_same_time_are_one(servers: Servers) -> None:
    runner = servers.run("good")
    found = await asyncio.gather(*(call(runner, n=number) for number in range(5)))
    assert [json.loads(text_of(one))["n"] for one in found] == [0, 1, 2, 3, 4]


async def test_several_servers_are_stopped_together(servers: Servers) -> None:
    runners = [servers.run(nasty("stubborn")) for _ in range(3)]
    children = [int(text_of(await call(runner))) for runner in runners]
    await asyncio.gather(*(runner.stop() for runner in runners))
    assert {runner.state for runner in runners} == {ServerState.OFF}
    await until(lambda: not any(map(is_running, children)))


async def test_a_secret_stands_in_its_place_of_the_command_line_and_is_no_variable(servers: Servers) -> None:
    async def secrets(_: ToolServer) -> dict[str, str]:
        return {"KEY": "k1", "TOKEN": "t1"}

    server = nasty("environment", "--key=${secret:KEY}", "--gone=${secret:GONE}", secrets=("KEY", "GONE", "TOKEN"))
    told = json.loads(text_of(await call(servers.run(server, secrets=secrets))))
    assert told["args"] == ["--key=k1"]
    assert "KEY" not in told["env"]
    assert told["env"]["TOKEN"] == "t1"
