"""What is sent for the commonest requests, to each model, as files a person can read and compare.

After a change that is meant, write them anew and look at what became of them:

    python -m tests.gateway.test_golden && git diff tests/gateway/golden
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateway.conftest import MODELS
from tests.gateway.rules import FACTS, broken
from turbodesk.chat.attachments import PDF, PLAIN, Attachment
from turbodesk.chat.message import Block, Message, Role, Status
from turbodesk.chat.model import Effort
from turbodesk.chat.parameters import Parameters, WebParameters
from turbodesk.chat.parts import Document, Image, Part, Text, Thinking, ToolResult, ToolUse
from turbodesk.chat.project import Project
from turbodesk.chat.summary import INSTRUCTIONS, TurnSummary
from turbodesk.chat.tools import ToolDefinition
from turbodesk.gateway.attachments import File
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.request import build

GOLDEN = Path(__file__).parent / "golden"
SYSTEM = "You are a librarian. Answer briefly, and name your sources."
LONG = "\n".join(f"Chapter {number}: what happened on day {number} of the journey." for number in range(1, 501))
PLACED = WebParameters(city="München", region="Bayern", country="DE", timezone="Europe/Berlin")
SEAL = "EqQBCgIYAhIkMTIzNDU2Nzg="
SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}},
    "required": ["title"],
    "additionalProperties": False,
}
COMPACTED = {"type": "compaction", "content": "Words: robot is Czech.", "signature": SEAL, "encrypted_content": None}
CLOCK = ToolDefinition(
    "current_time", "Tells the date and time of this computer.", {"type": "object", "properties": {}, "required": []}
)


def said(id_: str, parent: str | None, role: Role, *parts: Part, **changes: object) -> Message:
    blocks = tuple(Block(at, part) for at, part in enumerate(parts))
    return replace(Message(id_, parent, role, blocks), **changes)  # type: ignore[arg-type]


def cases(model_id: str) -> dict[str, ReplyRequest]:
    """The requests, by name."""
    model = MODELS[model_id]
    other = "claude-opus-4-6" if model_id != "claude-opus-4-6" else "claude-sonnet-4-6"
    ask = said("m1", None, Role.USER, Text("Where does the word “robot” come from?"))
    plain = ReplyRequest(model, (ask,), Parameters(), "w")
    thought = (Thinking("Čapek, 1920.", SEAL), Text("From Czech *robota*."))
    earlier = (
        said("m1", None, Role.USER, Text("Where does the word “robot” come from?")),
        said("m2", "m1", Role.ASSISTANT, *thought, model=model_id),
        said("m3", "m2", Role.USER, Text("And “android”?")),
        said("m4", "m3", Role.ASSISTANT, Thinking("Greek.", SEAL), Text("From Greek *andr-*."), model=other),
        said("m5", "m4", Role.USER, Text("And “cyborg”?")),
    )
    summary = TurnSummary("s1", "m3", "The person collects words; “robot” is Czech, by Čapek, 1920.", 2, model_id)
    later, asks = earlier[2:], said("m3", "m2", Role.USER, Text(INSTRUCTIONS))
    png = Image({"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB"})
    pdf = Document({"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQK"}, title="report.pdf")
    knowledge = [
        Attachment("a" * 64, PLAIN, "journey.txt", len(LONG)),
        Attachment("b" * 64, PDF, "report.pdf", 9, pages=1),
        Attachment("c" * 64, "image/png", "map.png", 9, width=1, height=1),
    ]
    project = Project("p", "Journey", instructions="You know the journey.", files=tuple(knowledge))
    files = {
        "a" * 64: File(PLAIN, LONG.encode()),
        "b" * 64: File(PDF, b"%PDF-1.4\n"),
        "c" * 64: File("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1"),
    }
    text_attached = said("m1", None, Role.USER, knowledge[0].part, Text("Sum this up."))
    broken_off = said(
        "m2", "m1", Role.ASSISTANT, Text("From Czech *robota*, which "), model=model_id, status=Status.STOPPED
    )
    call = said("m2", "m1", Role.ASSISTANT, Thinking("Look.", SEAL), ToolUse("toolu_1", "current_time"), model=model_id)
    result = said("m3", "m2", Role.USER, ToolResult("toolu_1", "2026-11-22T19:36:00Z"))
    return {
        "plain": plain,
        "tuned": replace(
            plain,
            parameters=Parameters(
                system=SYSTEM, temperature=0.3, top_p=0.8, top_k=40, stop_sequences=("THE END",), user_id="u-7"
            ),
        ),
        "thinking": replace(plain, messages=earlier, parameters=Parameters(thinking=True, budget_tokens=4_096)),
        "effort": replace(plain, parameters=Parameters(effort=Effort.MAX, thinking=True)),
        "fast": replace(plain, parameters=Parameters(fast=True, thinking=True)),
        "fast-refused": replace(plain, parameters=Parameters(fast=True), refused=frozenset({"speed"})),
        "not-thinking-refused": replace(
            plain, refused=frozenset({"thinking.disabled", "thinking.between_tools"}), tools=(CLOCK,)
        ),
        "much-effort": replace(plain, parameters=Parameters(effort=Effort.MAX)),
        "tools-unthought": replace(plain, tools=(CLOCK,), parameters=Parameters(tool_choice="any"), messages=earlier),
        "branched": replace(plain, messages=earlier, parameters=Parameters(thinking=True), begun_ms=1),
        "json": replace(plain, parameters=Parameters(system=SYSTEM, effort=Effort.LOW), schema=SCHEMA),
        "json-in-words": replace(
            plain,
            parameters=Parameters(system=SYSTEM),
            schema=SCHEMA,
            refused=frozenset({"output_config.format"}),
        ),
        "image": replace(plain, messages=(said("m1", None, Role.USER, png, Text("What is this?")),)),
        "pdf": replace(plain, messages=(said("m1", None, Role.USER, pdf, Text("Sum this up.")),)),
        "text-attached": replace(plain, messages=(text_attached,), files=files),
        "text-attached-refused": replace(
            plain, messages=(text_attached,), files=files, refused=frozenset({"documents.text"})
        ),
        "continue": replace(plain, continues=broken_off),
        "switched": replace(plain, messages=earlier),
        "tools": replace(
            plain, messages=(ask, call, result), tools=(CLOCK,), parameters=Parameters(thinking=True, tool_choice="any")
        ),
        "project": replace(plain, project=project, files=files),
        "project-own-prompt": replace(
            plain, messages=earlier, project=project, files=files, parameters=Parameters(system=SYSTEM)
        ),
        "project-of-texts": replace(
            plain, project=replace(project, files=project.files[:1]), files=files, parameters=Parameters(system=SYSTEM)
        ),
        "project-refused": replace(
            plain, project=project, files=files, refused=frozenset({"images", "documents", "cache_control"})
        ),
        "cached": replace(
            plain,
            messages=(said("m1", None, Role.USER, Text(LONG)), *(replace(one, parent_id=None) for one in earlier[1:])),
            parameters=Parameters(system=SYSTEM),
        ),
        "summarised": replace(plain, messages=later, summary=summary, parameters=Parameters(system=SYSTEM)),
        "summarised-by-provider": replace(plain, messages=later, summary=replace(summary, block=COMPACTED)),
        "summarised-by-provider-refused": replace(
            plain, messages=later, summary=replace(summary, block=COMPACTED), refused=frozenset({"compaction"})
        ),
        "to-summarise": replace(plain, messages=(*earlier[:2], asks), summarises=True),
        "to-summarise-in-words": replace(
            plain, messages=(*earlier[:2], asks), summarises=True, refused=frozenset({"compaction"})
        ),
        "diagnosed": replace(plain, asks_about="msg_01HCDu5LRGeP2o7s2xGmxyx8"),
        "undiagnosed": replace(plain, asks_about="msg_01HCDu5LRGeP2o7s2xGmxyx8", refused=frozenset({"diagnostics"})),
        "web": replace(plain, parameters=Parameters(web_search=True)),
        "web-older": replace(
            plain,
            parameters=Parameters(web_search=True, web=replace(PLACED, never=("example.com/ads",))),
            refused=frozenset({"web_search.20260318"}),
        ),
        "web-oldest": replace(
            plain,
            parameters=Parameters(web_search=True, web=replace(PLACED, only=("example.org", "xn--mnchen-3ya.de"))),
            refused=frozenset({"web_search.20260209"}),
        ),
        "web-search-only": replace(
            plain, parameters=Parameters(web_search=True), refused=frozenset({"web_fetch", "web_search.20260209"})
        ),
    }


def written(request: ReplyRequest) -> str:
    """The body as the file has it; a long text is told by its beginning."""
    text = json.dumps(build(request), ensure_ascii=False, indent=2)
    return text.replace(json.dumps(LONG)[1:-1], "Chapter 1 … chapter 500") + "\n"


@pytest.mark.parametrize("model_id", MODELS)
def test_what_is_sent_is_what_was_agreed(model_id: str) -> None:
    for name, request in cases(model_id).items():
        agreed = (GOLDEN / model_id / f"{name}.json").read_text("utf-8")
        assert written(request) == agreed, f"{model_id}: {name}"


@pytest.mark.parametrize("model_id", MODELS)
def test_what_was_agreed_breaks_no_rule(model_id: str) -> None:
    for name, request in cases(model_id).items():
        assert broken(json.loads(json.dumps(build(request))), FACTS[model_id]) == [], f"{model_id}: {name}"


def test_there_is_no_file_that_nothing_makes() -> None:
    made = {f"{model_id}/{name}.json" for model_id in MODELS for name in cases(model_id)}
    assert {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*.json")} == made


def write_anew() -> None:
    """Write every file as the builder makes it now."""
    for model_id in MODELS:
        (GOLDEN / model_id).mkdir(parents=True, exist_ok=True)
        for name, request in cases(model_id).items():
            (GOLDEN / model_id / f"{name}.json").write_text(written(request), "utf-8")


if __name__ == "__main__":
    write_anew()
