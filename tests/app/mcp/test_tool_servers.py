"""The person's servers: kept, offered with nothing running, called, changed and gone with their secrets."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tests.app.mcp.conftest import ROOT, is_running, nasty, until
from tests.store.test_secrets import Scripted
from turbodesk.app.mcp.context import ServerFailed
from turbodesk.app.mcp.leftovers import Leftovers, started_at
from turbodesk.app.mcp.runner import ServerState
from turbodesk.app.mcp.secret_values import with_values
from turbodesk.app.mcp.server_records import ServerRecord, from_json, kept_tools, to_json
from turbodesk.app.mcp.tool_servers import ToolServers
from turbodesk.app.preferences import Preferences
from turbodesk.app.tasks import Scope
from turbodesk.app.tools import ToolRefused
from turbodesk.app.tools.tool import ToolArgument, ToolCall
from turbodesk.app.tools.toolbox import Toolbox
from turbodesk.chat.errors import SecretsLocked
from turbodesk.chat.tool_server import ServerFacts, ToolServer, server_id
from turbodesk.store.paths import DataFolder
from turbodesk.store.secret_store import SecretStore

CALL = ToolCall("c", "v")


@dataclass
class Program:
    """As much of the program as servers need, started again and again on one folder."""

    folder: Path
    scope: Scope
    key_store: Scripted = field(default_factory=Scripted)
    started: list[ToolServers] = field(default_factory=list)

    def start(self) -> ToolServers:
        preferences = Preferences(self.folder / "settings.json", self.scope, {})
        secret_store = SecretStore(find_store=lambda: self.key_store)
        servers = ToolServers(DataFolder(self.folder), self.scope, secret_store, preferences, version="1")
        self.started.append(servers)
        return servers


@pytest.fixture
async def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Program]:
    monkeypatch.delenv("SHELL", raising=False)  # asked in a test of its own
    reports: list[Any] = []
    made = Program(tmp_path, Scope("program", lambda *report: reports.append(report)))
    yield made
    for servers in made.started:
        await servers.close()
        servers.save_now()
    await made.scope.close()
    assert not reports, reports


async def test_tools_are_offered_again_with_nothing_running(program: Program) -> None:
    servers = program.start()
    source = await servers.add(nasty("good"), {})
    assert not source.tools()
    await servers.check(source.id)
    (tool,) = source.tools()
    assert (tool.name, tool.title, tool.source, tool.source_title) == ("good__go", "go", "good", "Good")
    assert tool.runs.startswith(sys.executable)
    assert (await tool.run({"x": "y"}, CALL)).content == '{"x": "y"}'
    servers.save_now()
    again = program.start()
    toolbox = Toolbox()
    again.offer_in(toolbox)
    found = toolbox.find("good__go")
    assert found is not None
    assert found.fingerprint == tool.fingerprint
    kept = again.get("good")
    assert kept is not None
    assert kept.runner.state is ServerState.OFF
    assert (await found.run({}, CALL)).content == "{}"


async def test_secrets_are_in_the_key_store_alone_and_reach_the_server(program: Program) -> None:
    servers = program.start()
    server = replace(nasty("environment"), env={"PLAIN": "p"}, args=(*nasty("environment").args, "--key=${secret:KEY}"))
    source = await servers.add(server, {"TOKEN": "hush-hush", "KEY": "k-123456"})
    await servers.check(source.id)
    told = json.loads(str((await source.tools()[0].run({}, CALL)).content))
    assert told["env"]["TOKEN"] == "hush-hush"
    assert told["env"]["PLAIN"] == "p"
    assert "KEY" not in told["env"]
    assert told["args"] == ["--key=k-123456"]
    assert "TURBODESK_API_KEY" not in told["env"]
    servers.save_now()
    files = "".join(path.read_text() for path in program.folder.glob("*.json"))
    assert "hush-hush" not in files + repr(source.record) + source.tools()[0].runs
    assert "k-123456" not in files
    assert set(program.key_store.kept.values()) == {"hush-hush", "k-123456"}
    await servers.remove(source.id)
    assert not program.key_store.kept
    assert servers.all() == ()


async def test_a_server_without_secrets_leaves_the_key_store_closed(program: Program) -> None:
    servers = program.start()
    source = await servers.add(nasty("good"), {})
    await servers.check(source.id)
    await servers.remove(source.id)
    assert not program.key_store.asked


async def test_a_secret_that_cannot_be_had_is_said(program: Program) -> None:
    servers = program.start()
    source = await servers.add(nasty("good"), {"TOKEN": "x"})
    program.key_store.kept.clear()
    with pytest.raises(ServerFailed, match="asks for TOKEN"):
        await servers.check(source.id)
    program.key_store.error = SecretsLocked()
    with pytest.raises(ServerFailed, match="locked"):
        await servers.check(source.id)
    with pytest.raises(SecretsLocked):
        await servers.add(nasty("good"), {"TOKEN": "x"})
    assert len(servers.all()) == 1


async def test_what_is_switched_off_is_not_offered(program: Program) -> None:
    servers = program.start()
    source = await servers.add(nasty("unreadable"), {})
    await servers.check(source.id)
    toolbox, told = Toolbox(), list[None]()
    servers.offer_in(toolbox)
    toolbox.changed.connect(told.append)
    servers.switch_tool(source.id, "deep", is_on=False)
    assert toolbox.find("unreadable__deep") is None
    assert len(toolbox.tools()) == len(source.offered()) - 1
    servers.switch(source.id, is_on=False)
    assert toolbox.tools() == []
    await until(lambda: source.runner.state is ServerState.OFF)
    servers.save_now()
    again = program.start().all()[0]
    assert (again.record.is_on, again.record.off) == (False, frozenset(("deep",)))
    servers.switch(source.id, is_on=True)
    servers.switch_tool(source.id, "deep", is_on=True)
    assert toolbox.find("unreadable__deep") is not None
    assert len(told) == 4


async def test_another_command_is_another_tool(program: Program) -> None:
    servers = program.start()
    source = await servers.add(nasty("good"), {"A": "a"})
    await servers.check(source.id)
    before = source.tools()[0]
    changed = replace(source.record.server, args=(*source.record.server.args, "more"), secrets=("B",))
    await servers.change(changed, {"B": "b"})
    assert source.runner.state is ServerState.OFF
    after = source.tools()[0]
    assert after.name == before.name
    assert after.fingerprint != before.fingerprint
    assert set(program.key_store.kept.values()) == {"b"}


async def test_a_tool_that_says_something_else_is_another_tool(program: Program) -> None:
    servers = program.start()
    source = await servers.add(nasty("changes"), {})
    await servers.check(source.id)
    before = source.tools()[0]
    await before.run({}, CALL)
    await until(lambda: source.tools()[0].fingerprint != before.fingerprint)
    assert "evil" in source.tools()[0].definition.description


async def test_a_server_that_cannot_be_started_refuses_in_a_sentence(program: Program) -> None:
    servers = program.start()
    source = await servers.add(nasty("good"), {})
    await servers.check(source.id)
    await source.runner.stop()
    source.runner.server = replace(source.record.server, command="a-program-nobody-has")
    (tool,) = source.tools()
    with pytest.raises(ToolRefused, match="was not found"):
        await tool.run({}, CALL)


async def test_progress_is_told_a_few_times_a_second(program: Program) -> None:
    servers = program.start()
    source = await servers.add(nasty("long"), {})
    await servers.check(source.id)
    told: list[tuple[float, float | None, str]] = []
    call = replace(CALL, progress=lambda *far: told.append(far))
    task = asyncio.ensure_future(source.tools()[0].run({}, call))
    await until(lambda: len(told) >= 3)
    task.cancel()
    await asyncio.wait({task})
    assert told[2][0] >= 10, "each of a hundred a second was told"
    assert told[2][1:] == (3_000, f"step {told[2][0]:.0f}")


async def test_all_are_stopped_together_with_what_they_started(program: Program) -> None:
    servers = program.start()
    children = []
    for _ in range(3):
        source = await servers.add(nasty("stubborn"), {})
        await servers.check(source.id)
        children.append(int(str((await source.tools()[0].run({}, CALL)).content)))
    assert [source.id for source in servers.all()] == ["stubborn", "stubborn-2", "stubborn-3"]
    noted = json.loads((program.folder / "toolservers-running.json").read_text())
    assert len(noted) == 3
    await servers.close()
    await until(lambda: not any(map(is_running, children)))
    assert not (program.folder / "toolservers-running.json").exists()


def sleeper() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(300)"], start_new_session=True)


async def test_what_a_crash_left_behind_is_ended_at_the_next_start(program: Program) -> None:
    child, other = sleeper(), sleeper()
    try:
        told = {str(child.pid): started_at(child.pid), str(other.pid): "another moment", "1": "x", "no": "x", "0": "y"}
        (program.folder / "toolservers-running.json").write_text(json.dumps(told))
        program.start()
        await asyncio.to_thread(child.wait, 20)
        assert child.returncode == -signal.SIGKILL
        assert other.poll() is None, "a process with the number of one that ran was ended"
    finally:
        for one in (child, other):
            one.kill()
            one.wait()


async def test_a_process_that_ended_leaves_no_note(tmp_path: Path) -> None:
    leftovers = Leftovers(tmp_path / "running.json")
    leftovers.note(os.getpid())
    leftovers.note(2**22 + 1)
    assert list(json.loads((tmp_path / "running.json").read_text())) == [str(os.getpid())]
    assert leftovers.end_old() == [], "what runs in this run is no leftover"
    leftovers.forget(os.getpid())
    assert not (tmp_path / "running.json").exists()


async def test_the_person_signs_in_and_out_at_a_server(program: Program) -> None:
    command = [sys.executable, "-S", "-m", "tests.app.mcp.servers.by_http"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: ASYNC220
        assert process.stdout is not None
        address = f"http://127.0.0.1:{process.stdout.readline().strip()}/who"
        servers, pages = program.start(), list[object]()
        source = await servers.add(ToolServer("", "Who", address=address), {})
        with pytest.raises(ServerFailed, match="sign in"):
            await servers.sign_in(source.id)  # there is no browser
        loop = asyncio.get_running_loop()
        servers.open_page = lambda page: pages.append(
            loop.run_in_executor(None, lambda: urllib.request.urlopen(page).read())
        )
        await servers.sign_in(source.id)
        assert servers.is_signed_in(source.id)
        assert (len(pages), source.runner.state) == (1, ServerState.READY)
        assert (await source.tools()[0].run({}, CALL)).content == "who says hello"
        await servers.sign_out(source.id)
        assert not servers.is_signed_in(source.id)
        assert not program.key_store.kept
        with pytest.raises(ToolRefused, match="in Settings, under Tools"):
            await source.tools()[0].run({}, CALL)
        assert len(pages) == 1
        process.kill()


async def test_only_folders_of_ours_go_with_a_server(program: Program, tmp_path: Path) -> None:
    servers = program.start()
    theirs, ours = tmp_path / "theirs", tmp_path / "toolservers" / "bundles" / "x"
    for folder, name in ((theirs, "one"), (ours, "two")):
        folder.mkdir(parents=True)
        source = await servers.add(replace(nasty("good"), name=name, own_folder=str(folder)), {})
        await servers.remove(source.id)
    assert theirs.exists()
    assert not ours.exists()


TEXTS = st.lists(st.text(max_size=5), max_size=3).map(tuple)
PAIRS = st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3)
SERVERS = st.builds(
    ToolServer,
    st.from_regex(r"[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?", fullmatch=True), st.from_regex(r"\w{1,20}", fullmatch=True),
    st.text(min_size=1, max_size=5), TEXTS, PAIRS, st.none() | st.text(min_size=1, max_size=3), st.just(""), PAIRS,
    TEXTS, st.text(max_size=3), st.booleans(), TEXTS, st.booleans(),
)  # fmt: skip


@given(SERVERS, st.booleans(), st.frozensets(st.text(max_size=3)))
def test_what_is_kept_is_read_again(server: ToolServer, is_on: bool, off: frozenset[str]) -> None:
    facts = ServerFacts("legacy", ({"name": "t", "description": "d"},), "words")
    record = ServerRecord(server, facts, is_on, off)
    again = from_json(json.loads(json.dumps(to_json(record))))
    assert again == replace(record, server=replace(server, name=again.server.name if again else ""))


KEYS = st.sampled_from(["id", "command", "args", "env", "tools", "off", "secrets"])
JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
)


@given(JSON)
def test_no_line_of_the_file_is_too_bad_to_be_read(raw: object) -> None:
    from_json(raw)


def test_what_a_tool_says_is_kept_where_every_file_takes_it() -> None:
    deep: Any = {}
    for _ in range(100):
        deep = {"a": deep}
    tools = (
        {"name": "t", "icons": [1], "description": "x\ud800"},
        {"name": "deep", "inputSchema": deep},
        {"name": float("nan")},
    )
    kept = kept_tools(tools)
    assert kept[0] == {"name": "t", "description": "x\ufffd"}
    assert [one["name"] for one in kept] == ["t", "deep", ""]
    json.dumps(kept, allow_nan=False).encode()


def test_what_a_server_says_of_its_tools_is_bounded() -> None:
    long = [{"name": f"t{number}" + "x" * 5_000, "description": "x" * 90_000} for number in range(100)]
    kept = kept_tools([*long, {"name": "longer", "description": "x" * 200_000}])
    assert [one.get("inputSchema") for one in kept].count("not sound") == 80
    assert len(json.dumps(kept)) < 2_200_000


def test_ids_are_short_and_unlike() -> None:
    assert server_id("@modelcontextprotocol/server-filesystem") == "server-filesystem"
    assert server_id("日本") == "server"
    taken: frozenset[str] = frozenset()
    for _ in range(12):
        made = server_id("A very long name of a server", taken)
        assert len(made) <= 20
        taken |= {made}
    assert len(taken) == 12


def test_the_arguments_of_a_call_are_rows_with_the_servers_words() -> None:
    from turbodesk.app.mcp.offering import offer
    from turbodesk.app.mcp.server_source import described

    schema = {"properties": {"filter[name]": {"title": "Name"}, "$top": {"type": "integer"}}}
    (one,), _ = offer("s", [{"name": "t", "inputSchema": schema}])
    safe = list(one.definition.input_schema["properties"])  # type: ignore[call-overload]
    assert described(one, {safe[0]: "x" * 5_000, safe[1]: 3, "more": {"a": [1]}}) == (
        ToolArgument("Name", "x" * 5_000),
        ToolArgument("$top", "3"),
        ToolArgument("more", '{\n  "a": [\n    1\n  ]\n}'),
    )


async def test_what_a_person_reads_of_a_tool_is_its_first_sentence(program: Program) -> None:
    source = await program.start().add(nasty("good"), {})
    words = ["Reads v1.2 files. And more", "x" * 500, ""]
    tools = tuple({"name": f"t{number}", "description": one} for number, one in enumerate(words))
    source.update(replace(source.record, facts=ServerFacts(tools=tools)))
    assert [tool.help for tool in source.tools()] == ["Reads v1.2 files.", "x" * 239 + "…", "t2"]


def test_whatever_makes_something_else_run_can_be_seen() -> None:
    server = ToolServer("s", "S", "npx", ("-y", "a b"), {"A": "1"}, "/here", secrets=("KEY",))
    assert server.statement == 'npx -y "a b"\nin /here\nA=1\nwith the secrets KEY'
    others = [
        replace(server, args=("-y",)), replace(server, env={"A": "2"}), replace(server, folder=None),
        replace(server, secrets=()), replace(server, is_fenced=True), replace(server, own_folder="/o"),
        replace(server, is_fenced=True, shared_folders=("/x",)), replace(server, is_fenced=True, has_network=True),
        ToolServer("s", "S", address="https://a"), ToolServer("s", "S", address="https://a", headers={"X": "1"}),
    ]  # fmt: skip
    every = [server, *others]
    assert len({one.statement for one in every}) == len({one.run_fingerprint for one in every}) == len(every)


def test_a_secret_of_an_address_is_a_header() -> None:
    server = ToolServer(
        "s", "S", address="https://a/?k=${secret:K}", headers={"X": "y"}, secrets=("Authorization", "K")
    )
    filled = with_values(server, {"Authorization": "Bearer b", "K": "k"})
    assert (filled.address, filled.headers) == ("https://a/?k=k", {"X": "y", "Authorization": "Bearer b"})


async def test_a_tool_that_somebody_still_holds_starts_nothing_that_is_off_or_gone(program: Program) -> None:
    servers = program.start()
    source = await servers.add(nasty("good"), {})
    await servers.check(source.id)
    (tool,) = source.tools()
    servers.switch_tool(source.id, "go", is_on=False)
    with pytest.raises(ToolRefused, match="“go” of Good is switched off"):
        await tool.run({}, CALL)
    servers.switch_tool(source.id, "go", is_on=True)
    servers.switch(source.id, is_on=False)
    with pytest.raises(ToolRefused, match="switched off"):
        await tool.run({}, CALL)
    servers.switch(source.id, is_on=True)
    await servers.remove(source.id)
    with pytest.raises(ToolRefused, match="Good was stopped"):
        await tool.run({}, CALL)
    unused = await servers.add(nasty("good"), {})
    await servers.close()
    with pytest.raises(ServerFailed, match="Good was stopped"):
        await unused.runner.start()


async def test_a_start_that_the_person_cancels_is_ended(program: Program) -> None:
    servers = program.start()
    source = await servers.add(nasty("mute"), {})
    start = asyncio.ensure_future(servers.check(source.id))
    runner = source.runner
    await until(lambda: runner.connection and runner.connection.process and runner.connection.process.pid)
    assert runner.connection is not None
    assert runner.connection.process is not None
    start.cancel()
    await asyncio.wait({start})
    assert runner.state is ServerState.OFF
    assert not is_running(runner.connection.process.pid)
