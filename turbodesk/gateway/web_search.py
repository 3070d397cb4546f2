"""Asks a SearXNG of the person's for pages about words: a search engine that asks others, and gives JSON.

Why this one: it needs no key, many people run one or know one, and its form is documented. It may stand on this
computer or in the own network, since the person named it; the pages it finds may not, see `web_page`.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import httpx
import truststore

from turbodesk.chat.errors import PageRefused
from turbodesk.chat.json_values import parse
from turbodesk.chat.one_line import beginning, one_line
from turbodesk.gateway import web_address
from turbodesk.gateway.web_page import HEADERS, TIMEOUT, body_of, took_too_long, way_to
from turbodesk.translation import _

MOST_BYTES = 3_000_000
LIMIT_S = 30.0
"""It waits itself for the engines it asks, mostly for 3 to 6 s."""
MOST_FOUND = 10
"""Pages told of: more cost more than they tell."""
LONGEST_SNIPPET = 400
_LONGEST_TITLE = 200
_NO_ENGINE = _("“{host}” does not answer as SearXNG does. Is the address in Settings, under Tools, right?")
_NO_JSON = _("{host} does not give its results to programs. Whoever runs it has to allow “json” among its formats.")


@dataclass(frozen=True, slots=True)
class SearchedPage:
    """One page that was found."""

    title: str
    address: str
    snippet: str
    """What the page says around the words, one line; may be ""."""
    published: str = ""
    """The day, as the engine writes it; "" where it is not known."""


def search_address(text: str) -> str:
    """Return where a SearXNG answers, from what a person typed: its page, or that of a search.

    Raises:
        ValueError: with a sentence that says what is wrong with it.
    """
    text = text.strip()
    if "://" not in text and text.partition("/")[0].partition(":")[0] in ("localhost", "127.0.0.1"):
        text = f"http://{text}"
    split = urlsplit(web_address.read(text).url)
    path = split.path.rstrip("/").removesuffix("/search")
    return urlunsplit((split.scheme, split.netloc, f"{path}/search", "", ""))


async def search(engine: str, words: str, *, page: int = 1, proxy: str = "") -> list[SearchedPage]:
    """Return what a SearXNG finds, the best first. `engine` is its address as the person typed it.

    Raises:
        PageRefused: with a sentence that says why there is nothing.
    """
    try:
        address = web_address.read(search_address(engine))
    except ValueError as error:
        told = _("The address of the search engine cannot be used. {why}")
        raise PageRefused(sentence=told.format(why=error)) from None
    try:
        url = httpx.URL(address.url, params={"q": words, "format": "json", "pageno": str(page)})
        async with asyncio.timeout(LIMIT_S):
            raw = await _asked(url, way_to(address, proxy).proxy, address.host)
    except httpx.InvalidURL as error:
        raise PageRefused(str(error), sentence=_("The address of the search engine cannot be used.")) from None
    except TimeoutError:
        raise took_too_long(address.host, LIMIT_S) from None
    try:
        answer = parse(raw.decode("utf-8", "replace"))
    except ValueError:
        raise PageRefused(sentence=_NO_ENGINE.format(host=address.host)) from None
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list):
        raise PageRefused(sentence=_NO_ENGINE.format(host=address.host))
    return _found(results)


async def _asked(url: httpx.URL, proxy: str, host: str) -> bytes:
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    headers = {**HEADERS, "accept": "application/json"}
    try:
        async with (
            httpx.AsyncClient(verify=context, proxy=proxy or None, trust_env=False, timeout=TIMEOUT) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            if response.status_code != 200:
                raise _refused(response.status_code, host)
            data, is_whole = await body_of(response, MOST_BYTES)
    except httpx.HTTPError as error:
        detail = f"{type(error).__name__}: {error}"
        words = _("The search engine {host} could not be reached.")
        raise PageRefused(detail, sentence=words.format(host=host)) from None
    if not is_whole:
        raise PageRefused(sentence=_NO_ENGINE.format(host=host))
    return data


def _refused(status: int, host: str) -> PageRefused:
    if status == 403:
        return PageRefused(sentence=_NO_JSON.format(host=host), status=status)
    if status == 429:
        return PageRefused(sentence=_("{host} was asked too often; wait a while.").format(host=host), status=status)
    return PageRefused(sentence=_NO_ENGINE.format(host=host), status=status)


def _found(results: list[object]) -> list[SearchedPage]:
    """Read the results, leaving out what is none; a page that several engines found stands once."""
    found: dict[str, SearchedPage] = {}
    for one in results:
        if not isinstance(one, dict) or len(found) >= MOST_FOUND:
            continue
        try:
            address = web_address.read(_text(one, "url")).url
        except ValueError:
            continue
        title = beginning(_text(one, "title"), _LONGEST_TITLE) or address
        snippet = beginning(_text(one, "content"), LONGEST_SNIPPET)
        found.setdefault(address, SearchedPage(title, address, snippet, _text(one, "publishedDate")[:10]))
    return list(found.values())


def _text(result: dict[str, object], name: str) -> str:
    value = result.get(name)
    return one_line(value[:5_000]) if isinstance(value, str) else ""
