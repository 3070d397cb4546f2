"""What a process prints: lines cut anywhere, and the last of what never ends."""

from __future__ import annotations

from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import given

from turbodesk.app.mcp.lines import LineSplitter, Tail, masked
from turbodesk.app.mcp.words import SeenRun, ServerRemedy, older_kit, trouble


@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=8))
def test_lines_are_the_same_however_they_come(data: bytes, cuts: list[int]) -> None:
    splitter = LineSplitter()
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    lines = [line for begin, end in pairwise(places) for line in splitter.feed(data[begin:end])]
    *whole, rest = data.split(b"\n")
    assert lines == whole
    assert splitter.size == len(rest)


def test_the_last_lines_are_kept_and_no_more() -> None:
    tail = Tail(3, 10)
    tail.feed(b"one\ntwo\nthree\nfour is long indeed\nfi")
    tail.feed(b"ve \xff")
    assert tail.text == "two\nthree\nfour is lo\nfive \ufffd"
    assert tail.total == 40
    tail.feed(b"x" * 5_000_000)
    assert len(tail.text) < 60


def test_secrets_are_masked_longest_first() -> None:
    assert masked("key abcdef and abcdefgh, abc", ["abcdef", "abcdefgh", "abc"]) == "key ••• and •••, abc"


def test_failures_are_told_with_what_to_do() -> None:
    told = {
        "'Server' object has no attribute 'list_tools'": ServerRemedy.OLDER_KIT,
        "env: 'node': No such file or directory": ServerRemedy.GET_NODE,
        "npm error code E404": ServerRemedy.EDIT,
        "getaddrinfo EAI_AGAIN registry.npmjs.org": ServerRemedy.TRY_AGAIN,
        "SyntaxError: Unexpected token '??='": ServerRemedy.GET_NODE,
        "ERROR: Package 'x' requires a different Python: 3.9.2 not in '>=3.10'": ServerRemedy.GET_PYTHON,
        "Error: GITHUB_TOKEN must be set": ServerRemedy.EDIT,
        "EACCES: permission denied": ServerRemedy.EDIT,
    }
    for stderr, remedy in told.items():
        found = trouble(SeenRun("S", "s", exit_code=1, stderr=f"line\n{stderr}\n"))
        assert (found.remedy, found.sentence[:16]) == (remedy, "S did not start."), stderr
        assert stderr in found.details
    late = trouble(SeenRun("S", "s", exit_code=1, stderr="GITHUB_TOKEN must be set", was_ready=True))
    assert late.sentence == "S ended with the code 1. Its last words: “GITHUB_TOKEN must be set”"
    assert trouble(SeenRun("S", "s", exit_code=1, stderr="KeyError: 'url'")).remedy is ServerRemedy.TRY_AGAIN
    assert trouble(SeenRun("S", "s", exit_code=-9)).sentence == "S ended by the signal 9. It said nothing."


def test_failures_of_the_network_are_told_apart() -> None:
    group = ExceptionGroup("", [ExceptionGroup("", [OSError("All connection attempts failed")])])
    assert "nobody answers" in trouble(SeenRun("W", error=group)).sentence
    assert "no such name" in trouble(SeenRun("W", error=OSError("[Errno -2] Name or service not known"))).sentence
    assert trouble(SeenRun("W", error=ValueError("Unsupported protocol version: 1"))).remedy is ServerRemedy.UPDATE
    for status, remedy in ((401, ServerRemedy.SIGN_IN), (404, ServerRemedy.EDIT), (503, ServerRemedy.TRY_AGAIN)):
        assert trouble(SeenRun("W", status=status)).remedy is remedy
    assert "expired" in trouble(SeenRun("W", status=401, is_signed_in=True)).sentence


def test_the_older_kit_is_asked_for_where_a_server_is_started_in_a_way_that_can() -> None:
    assert older_kit("/usr/bin/uvx", ("x", "--a")) == ("--with", "mcp<2", "x", "--a")
    assert older_kit("uv", ("tool", "run", "x")) == ("tool", "run", "--with", "mcp<2", "x")
    assert older_kit("uv.exe", ("run", "x")) == ("run", "--with", "mcp<2", "x")
    assert older_kit("python3", ("-m", "x")) is None
