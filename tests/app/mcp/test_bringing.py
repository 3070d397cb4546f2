"""What servers bring beside tools, and what they ask the person."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.app.mcp.conftest import Servers, until
from turbodesk.app.mcp import bringing
from turbodesk.app.mcp.context import ToolFailed
from turbodesk.app.mcp.elicitation import (
    ElicitationAction,
    ElicitationAnswer,
    ElicitationField,
    ElicitationQuestion,
    question,
)
from turbodesk.app.mcp.environment import argv_for, environment, found, places, shell_path
from turbodesk.app.mcp.results import outcome
from turbodesk.app.tools.tool import ToolFile


async def test_files_are_listed_and_read_though_some_are_broken(servers: Servers) -> None:
    runner = servers.run("brings")
    assert await bringing.resources(runner) == (
        bringing.ServerResource("note://1", "One"),
        bringing.ServerResource("note://{id}", "Any", places=("id",)),
    )
    assert await bringing.read_resource(runner, "note://1") == (
        ToolFile("file.txt", "text/plain", b"words"),
        ToolFile("file.bin", "x/y", b"hi"),
    )


async def test_prompts_are_listed_and_become_drafts(servers: Servers) -> None:
    runner = servers.run("brings")
    (prompt,) = await bringing.prompts(runner)
    assert (prompt.name, [one.name for one in prompt.arguments]) == ("sum", ["of"])
    assert prompt.arguments[0].is_required
    assert await bringing.prompt_text(runner, "sum", {"of": "it"}) == "Sum it up"


async def test_a_server_that_has_none_of_these_says_so_by_refusing(servers: Servers) -> None:
    runner = servers.run("good")
    assert await bringing.resources(runner) == ()
    assert await bringing.prompts(runner) == ()


async def asked(servers: Servers, answer: ElicitationAnswer | None, **arguments: Any) -> tuple[list[Any], Any]:
    """Have a server ask, and return what was asked and what it was told."""
    questions: list[ElicitationQuestion] = []

    async def elicit(one: ElicitationQuestion) -> ElicitationAnswer:
        questions.append(one)
        assert answer is not None
        return answer

    runner = servers.run("asks", elicit=lambda: elicit if answer is not None else None)
    result = await runner.ask(lambda client: client.call_tool("go", arguments))
    told = outcome(result.model_dump(mode="json", by_alias=True)).content
    return questions, json.loads(str(told))


async def test_a_server_asks_and_is_told_what_the_person_said(servers: Servers) -> None:
    values: dict[str, str | int | float | bool | list[str] | None] = {"name": "Ada", "often": 2}
    questions, told = await asked(servers, ElicitationAnswer(ElicitationAction.ACCEPT, values))
    assert told == {"action": "accept", "content": values}
    assert questions == [
        ElicitationQuestion(
            "asks",
            "Asks",
            "Who are you?",
            (
                ElicitationField("name", "Your name", "string", is_required=True, least=2),
                ElicitationField("size", "size", "string", choices=(("s", "Small"), ("l", "Large"))),
                ElicitationField("often", "often", "integer", default=3),
            ),
        )
    ]
    _, told = await asked(servers, ElicitationAnswer(ElicitationAction.DECLINE, values))
    assert told["action"] == "decline"
    assert not told.get("content")


async def test_a_page_is_opened_by_the_person_and_nothing_of_it_is_told(servers: Servers) -> None:
    accept = ElicitationAnswer(ElicitationAction.ACCEPT, {"name": "than asked"})
    questions, told = await asked(servers, accept, url="https://example.com/pay?x=1")
    assert (questions[0].address, questions[0].fields) == ("https://example.com/pay?x=1", ())
    assert told["action"] == "accept"
    assert not told.get("content")


@pytest.mark.parametrize(
    "url", ["http://example.com", "javascript:alert(1)", "https://me:pw@example.com", "file:///etc"]
)
async def test_other_addresses_are_declined_without_asking(servers: Servers, url: str) -> None:
    questions, told = await asked(servers, ElicitationAnswer(ElicitationAction.ACCEPT), url=url)
    assert (questions, told["action"]) == ([], "decline")


async def test_a_refusal_that_names_a_page_asks_for_it(servers: Servers) -> None:
    questions: list[ElicitationQuestion] = []

    async def elicit(one: ElicitationQuestion) -> ElicitationAnswer:
        questions.append(one)
        return ElicitationAnswer(ElicitationAction.ACCEPT)

    runner = servers.run("needs_a_page", elicit=lambda: elicit)
    with pytest.raises(ToolFailed, match="Pay, then ask again"):
        await runner.ask(lambda client: client.call_tool("go", {}))
    assert [(one.words, one.address) for one in questions] == [("Pay first", "https://example.com/pay")]


async def test_a_question_goes_with_the_call_it_is_for(servers: Servers) -> None:
    questions, gone = list[ElicitationQuestion](), list[str]()

    async def elicit(one: ElicitationQuestion) -> ElicitationAnswer:
        questions.append(one)
        try:
            await asyncio.sleep(300)
        finally:
            gone.append("closed")
        raise AssertionError

    runner = servers.run("asks", elicit=lambda: elicit)
    task = asyncio.ensure_future(runner.ask(lambda client: client.call_tool("go", {})))
    await until(lambda: questions)
    task.cancel()
    await until(lambda: gone)


async def test_where_nobody_can_be_asked_the_server_is_told(servers: Servers) -> None:
    questions, told = await asked(servers, None)
    assert questions == []
    assert told.get("action") != "accept"


def test_choices_of_every_version_are_read() -> None:
    class Params:
        mode = "form"
        message = "Which\u202e?"

        def __init__(self, raw: dict[str, Any]) -> None:
            self.requested_schema = {"type": "object", "properties": {"x": raw}}

    titled = [{"const": "a", "title": "First"}, {"const": "b"}]
    wanted = (("a", "First"), ("b", "b"))
    for raw in ({"oneOf": titled}, {"type": "array", "items": {"anyOf": titled}, "minItems": 1}):
        found = question("s", "S", Params(raw))
        assert found is not None
        assert (found.words, found.fields[0].choices) == ("Which?", wanted)
    many = Params({})
    many.requested_schema = {"properties": {f"f{number}": {} for number in range(50)}}
    assert question("s", "S", many) is None
    many.requested_schema = None  # type: ignore[assignment]
    assert question("s", "S", many) == ElicitationQuestion("s", "S", "Which?")


# What a server is started with


async def test_a_server_inherits_what_it_needs_and_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = tmp_path / "shell"
    shell.write_text('#!/bin/sh\necho noise; PATH=/from/the/shell:$PATH; eval "$2"; sleep 100 &\n')
    shell.chmod(0o755)
    wanted = {"LANG": "de_DE.UTF-8", "HTTPS_PROXY": "http://p:1", "DISPLAY": ":7"}
    kept_back = {"TURBODESK_API_KEY": "sk-1", "LD_LIBRARY_PATH": "/ours", "BASH_FUNC_x": "() { :; }"}
    ours = {"SHELL": str(shell), "PATH": "/usr/bin:/bin", **wanted, **kept_back}
    given = await environment(ours)
    assert given["PATH"].split(":")[:3] == ["/from/the/shell", "/usr/bin", "/bin"]
    assert {name: given.get(name) for name in wanted} == wanted
    assert not set(kept_back) & set(given)


@pytest.mark.parametrize("script", ["exit 1", "exec sleep 100", "kill -9 $$"])
async def test_a_shell_that_says_nothing_costs_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr("turbodesk.app.mcp.environment.SHELL_LIMIT_S", 0.3)
    shell = tmp_path / "shell"
    shell.write_text(f"#!/bin/sh\n{script}\n")
    shell.chmod(0o755)
    assert await shell_path({"SHELL": str(shell), "PATH": "/usr/bin:/bin"}) == ""
    assert await shell_path({"SHELL": str(tmp_path / "none")}) == ""
    assert await shell_path({}) == ""


def test_the_usual_places_are_looked_into_newest_first(tmp_path: Path) -> None:
    for version in ("v9.1.0", "v20.3.1", "v18.9.9"):
        (tmp_path / f".nvm/versions/node/{version}/bin").mkdir(parents=True)
    (tmp_path / ".local/bin").mkdir(parents=True)
    here = [one.removeprefix(str(tmp_path)) for one in places(tmp_path) if one.startswith(str(tmp_path))]
    assert here == ["/.local/bin", "/.nvm/versions/node/v20.3.1/bin"]


def test_a_command_is_found_by_the_servers_path(tmp_path: Path) -> None:
    program = tmp_path / "python3"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    given = {"PATH": str(tmp_path)}
    assert argv_for(["python", "-m", "x"], given) == [str(program), "-m", "x"]
    assert found(str(program), {}) == str(program)
    for missing in ("npx", str(tmp_path / "gone")):
        with pytest.raises(FileNotFoundError) as failed:
            argv_for([missing], given)
        assert failed.value.filename == missing


@pytest.mark.parametrize("argument", ["a & calc", "%PATH%", 'x" & y', "a\nb"])
def test_what_the_interpreter_of_windows_would_run_is_refused(tmp_path: Path, argument: str) -> None:
    program = tmp_path / "npx.CMD"
    program.write_text("")
    assert argv_for([str(program), "-y", "C:\\A b (c)\\d"], {})[1:] == ["-y", "C:\\A b (c)\\d"]
    with pytest.raises(OSError, match="take for a command"):
        argv_for([str(program), argument], {})


async def test_a_server_may_be_fenced_in(servers: Servers) -> None:
    from tests.app.mcp.conftest import inherited, nasty
    from turbodesk.app.mcp.sandbox import why_not

    if await why_not(await inherited()):
        pytest.skip("bubblewrap is not here, or not allowed")
    server = replace(nasty("environment"), is_fenced=True, own_folder=nasty("good").folder or "")
    runner = servers.run(server)
    result = await runner.ask(lambda client: client.call_tool("go", {}))
    told = json.loads(str(outcome(result.model_dump(mode="json", by_alias=True)).content))
    assert told["cwd"] == server.own_folder
    assert "DISPLAY" not in told["env"]


@pytest.mark.parametrize(
    ("said", "times"), [(ElicitationAction.DECLINE, 2), (ElicitationAction.CANCEL, 2), (ElicitationAction.ACCEPT, 20)]
)
async def test_a_server_that_asks_without_end_is_declined_without_the_person(
    servers: Servers, said: ElicitationAction, times: int
) -> None:
    asked: list[str] = []

    async def elicit(question: ElicitationQuestion) -> ElicitationAnswer:
        asked.append(question.words)
        return ElicitationAnswer(said, {})

    runner = servers.run("asks_again", elicit=lambda: elicit)
    for calls in (1, 2):
        await runner.ask(lambda client: client.call_tool("go", {}))
        await until(lambda: runner.printed.count("asked enough") == calls)  # noqa: B023  # within the turn of the loop
        assert len(asked) == calls * times, "those after the call are declined too, since nobody waits for it"
