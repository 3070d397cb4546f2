"""A search engine of the person's is asked as it documents, and each way it can fail is a sentence."""

from __future__ import annotations

import json

import pytest

from tests.web_server import HttpAnswer, WebServer
from turbodesk.chat.errors import PageRefused
from turbodesk.gateway.web_search import MOST_FOUND, SearchedPage, search, search_address

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("search.example.ch", "https://search.example.ch/search"),
        ("https://example.ch/searx/", "https://example.ch/searx/search"),
        ("https://example.ch/searx/search?q=old#x", "https://example.ch/searx/search"),
        ("localhost:8888", "http://localhost:8888/search"),
        ("http://192.168.1.5:8080", "http://192.168.1.5:8080/search"),
    ],
)
def test_where_it_answers(typed: str, asked: str) -> None:
    assert search_address(typed) == asked
    assert search_address(asked) == asked


async def test_results_are_told_once_each_and_what_is_none_is_left_out() -> None:
    results: list[object] = [
        {
            "url": "https://a.example/x",
            "title": "A \u202e\n page",
            "content": "w " * 500,
            "publishedDate": "2026-01-02T",
        },
        {"url": "https://a.example/x#part", "title": "The same"},
        {"url": "javascript:alert(1)", "title": "Bad"},
        {"url": "ftp://a.example/", "title": "Bad"},
        {"title": "No address"},
        "no object",
        {"url": "https://b.example/", "title": 5, "content": None},
        *({"url": f"https://c.example/{number}", "title": str(number)} for number in range(30)),
    ]
    body = json.dumps({"results": results}).encode()
    async with WebServer({"/search?q=a+%26+b&format=json&pageno=1": HttpAnswer(body, headers=JSON)}) as server:
        found = await search(server.url, "a & b")
    assert found[0].title == "A page"
    assert (found[0].address, found[0].published) == ("https://a.example/x", "2026-01-02")
    assert len(found[0].snippet) <= 400
    assert found[1] == SearchedPage("https://b.example/", "https://b.example/", "")
    assert len(found) == MOST_FOUND


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (HttpAnswer(b"Forbidden", 403), "formats"),
        (HttpAnswer(b"Slow down", 429), "too often"),
        (HttpAnswer(b"<html>", 200), "does not answer as SearXNG"),
        (HttpAnswer(b'{"results": 5}', 200), "does not answer as SearXNG"),
        (HttpAnswer(b"[]", 200), "does not answer as SearXNG"),
        (HttpAnswer(status=302, headers={"location": "https://evil.example/"}), "does not answer as SearXNG"),
        (HttpAnswer(b"[" * 4_000_000, 200), "does not answer as SearXNG"),
        (HttpAnswer(b"[" * 100_000, 200), "does not answer as SearXNG"),
    ],
)
async def test_each_failure_is_a_sentence(answer: HttpAnswer, words: str) -> None:
    async with WebServer({"/search?q=x&format=json&pageno=1": answer}) as server:
        with pytest.raises(PageRefused) as refused:
            await search(server.url, "x")
    assert words in refused.value.note.sentence


async def test_one_that_is_not_there_is_a_sentence() -> None:
    async with WebServer() as server:
        gone = server.url
    for engine, words in ((gone, "could not be reached"), ("ftp://x", "cannot be used")):
        with pytest.raises(PageRefused, match=words):
            await search(engine, "x")
