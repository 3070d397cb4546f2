"""The gateway's own tools for the web, search and reading of pages: what is sent of them, in which of their versions.

The newest version goes first. One that is refused is stepped down from, for that gateway and model, and is not tried
again (`parameter_fallback`); where the oldest search is refused, replies are made without the web. A name such as
"web_search.20260209" among the refused means: this version, and every newer one.

Why searches and pages are called for directly: from 2026 on the provider would rather have the model run code over what
it finds, in a container that belongs to one of its accounts. A gateway that spreads a key over several accounts
does not find it again, and the older models refuse it (protocol, 1.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from turbodesk.chat.parameters import WebParameters
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.tool_pairing import Block

SEARCH, FETCH = "web_search", "web_fetch"
PLACE = "web_search.place"
"""The refused name of where the person is."""
SEARCHES = ("20260318", "20260209", "20250305")
"""The versions of the search, newest first."""
FETCHES = ("20260318", "20260309", "20260209", "20250910")
FETCH_BETA = "web-fetch-2025-09-10"
"""What the oldest reading of pages had to be asked for with, before it became general."""

MOST_SEARCHES = 5
"""In one reply, which would otherwise search on and on."""
MOST_PAGES = 5
PAGE_TOKENS = 15_000
"""Of a page that are read, about ten printed pages' worth; the rest of it would cost more than it tells."""

_FIRST_DIRECT = "20260209"
"""From this version on it can be said who may call."""
_NAMED = re.compile(r"web[\s_-]?(search|fetch)(?:_(\d{8}))?", re.IGNORECASE)
_SERVER_TOOLS = re.compile(r"server[\s_-]?tools?\b", re.IGNORECASE)
_CODE = re.compile(r"programmatic tool|allowed_callers|code[\s_-]execution", re.IGNORECASE)
_SITES = re.compile(r"(allowed|blocked)_domains|\bdomains?\b", re.IGNORECASE)
_PLACES = re.compile(r"user_location|\btime ?zone\b|\bcountry\b", re.IGNORECASE)


def search_version(refused: frozenset[str]) -> str | None:
    """Return the search to send, None for none."""
    return None if SEARCH in refused else _newest(SEARCHES, SEARCH, refused)


def fetch_version(refused: frozenset[str]) -> str | None:
    """Return the reading of pages to send, None for none: never a newer one than the search is of."""
    search = search_version(refused)
    if search is None or FETCH in refused:
        return None
    oldest = FETCHES[-1]
    found = _newest(FETCHES, FETCH, refused) or oldest  # the oldest again, asked for in the old way
    return found if found <= search else next((one for one in FETCHES if one <= min(found, search)), oldest)


def beta(request: ReplyRequest) -> str:
    """Return what the reading of pages must be asked for with, in `anthropic-beta`; "" for nothing."""
    asks = f"{FETCH}.{FETCHES[-1]}" in request.refused and any(one["name"] == FETCH for one in web_tools(request))
    return FETCH_BETA if asks else ""


def web_tools(request: ReplyRequest) -> list[Block]:
    """Return the tools for the web that are offered in a request."""
    wishes, refused = request.parameters, request.refused
    version = search_version(refused)
    if not wishes.web_search or not request.model.web_search or version is None:
        return []
    search: Block = {"type": f"{SEARCH}_{version}", "name": SEARCH, "max_uses": MOST_SEARCHES, **_sites(wishes.web)}
    if wishes.web.has_place and PLACE not in refused:
        search["user_location"] = _location(wishes.web)
    tools = [_direct(search, version)]
    if (version := fetch_version(refused)) is not None:
        fetch: Block = {"type": f"{FETCH}_{version}", "name": FETCH, "max_uses": MOST_PAGES, **_sites(wishes.web)}
        if "citations" not in refused:
            fetch["citations"] = {"enabled": True}
        fetch["max_content_tokens"] = min(PAGE_TOKENS, max(1, request.model.context // 10))
        tools.append(_direct(fetch, version))
    return tools


def _direct(tool: Block, version: str) -> Block:
    return {**tool, "allowed_callers": ["direct"]} if version >= _FIRST_DIRECT else tool


def _sites(web: WebParameters) -> Block:
    if web.only:
        return {"allowed_domains": list(web.only)}
    return {"blocked_domains": list(web.never)} if web.never else {}


def _location(web: WebParameters) -> Block:
    told = {"city": web.city, "region": web.region, "country": web.country, "timezone": web.timezone}
    return {"type": "approximate", **{name: value for name, value in told.items() if value}}


def _newest(versions: tuple[str, ...], name: str, refused: frozenset[str]) -> str | None:
    out = [version for version in versions if f"{name}.{version}" in refused]
    return next((version for version in versions if not out or version < min(out)), None)


def is_version(refused: str) -> bool:
    """Whether a refused name is that of a version, below which there are others."""
    return refused.rpartition(".")[2].isdigit()


def objection(detail: str, body: Mapping[str, object], refused: frozenset[str]) -> str | None:
    """Return the name to refuse of what a refusal objects to among the tools for the web in `body`, "" for nothing.

    None: it objects to the sites a person keeps the search to, and these are not given up without being asked.
    """
    sent = dict(_versions(body))
    named = _NAMED.search(detail)
    if not sent or not (named or _SERVER_TOOLS.search(detail) or _CODE.search(detail)):
        return ""
    if _SITES.search(detail):
        return None
    name = f"web_{named[1].lower()}" if named else SEARCH
    if name not in sent:
        return ""
    if name == SEARCH and _PLACES.search(detail) and _has_place(body):
        return PLACE
    if named is None and not _CODE.search(detail):
        return SEARCH
    found = named[2] if named is not None and named[2] else sent[name]
    step = _step(name, min(found, sent[name]), detail[named.end() if named else 0 :])
    oldest = f"{FETCH}.{FETCHES[-1]}"
    return oldest if step == FETCH and oldest not in refused else step


def _step(name: str, version: str, rest: str) -> str:
    """The name to refuse so that the next try has a version below this one, or none; `rest` may list those known."""
    versions = SEARCHES if name == SEARCH else FETCHES
    older = [one for one in versions if one < version]
    if "expected" in rest:  # the tags that it knows are listed behind the one it does not
        known = {found[2] for found in _NAMED.finditer(rest) if f"web_{found[1].lower()}" == name}
        older = [one for one in older if one in known]
    return f"{name}.{versions[versions.index(older[0]) - 1]}" if older else name


def _versions(body: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for tool in _sent(body):
        name, _, version = str(tool["type"]).rpartition("_")
        yield name, version


def _has_place(body: Mapping[str, object]) -> bool:
    return any("user_location" in tool for tool in _sent(body))


def _sent(body: Mapping[str, object]) -> list[Mapping[str, object]]:
    tools = body.get("tools")
    every = [one for one in tools if isinstance(one, Mapping)] if isinstance(tools, list) else []
    return [one for one in every if one.get("name") in (SEARCH, FETCH) and "type" in one]
