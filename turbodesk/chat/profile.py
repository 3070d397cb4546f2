"""A gateway as a person keeps it: its name and address, and what TurboDesk has learned of it by asking.

The key is not here: it has an entry of its own in the key store, filed under the profile's id. What is read from the
file may have been edited or be a newer version's, so reading never raises: what does not fit is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from types import MappingProxyType
from urllib.parse import urlsplit

from turbodesk.chat.one_line import one_line
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

FIRST = "default"
"""The id of the profile every TurboDesk begins with; conversations and the key store know it by this name."""

MOST_LETTERS = 200
"""Of a gateway's name."""
_LONGEST = 2_000
"""Characters of an id or an address."""
_NOTHING: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class GatewayFacts:
    """What a gateway has been seen to accept and refuse; None: not known."""

    models: tuple[str, ...] | None = None
    """The ids of its last list of models, in its order."""
    listed: tuple[Mapping[str, object], ...] = ()
    """The entries of that list as they came, in the same order: the shapes differ (protocol, sections 5 and 7)."""
    count_tokens: bool | None = None
    """Whether it has `/v1/messages/count_tokens`."""
    web_search: bool | None = None
    """Whether it takes web search as a server tool."""
    cache_marker: bool | None = None
    """Whether it takes `cache_control` on a block."""
    bearer: bool | None = None
    """Whether it takes the key as a bearer token only."""
    refused: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NOTHING)
    """By model id, the optional parameters that were answered with 400."""

    def left_out_for(self, model: str) -> frozenset[str]:
        """Return the optional parameters a model is not sent here: what it refused, and what the gateway has not."""
        return self.refused.get(model, frozenset()) | self.lacks

    @property
    def lacks(self) -> frozenset[str]:
        """The optional parameters a connection check has found the gateway without, for any model."""
        found = {"cache_control": self.cache_marker, "web_search": self.web_search}
        return frozenset(name for name, has in found.items() if has is False)

    def refuse(self, model: str, parameter: str) -> GatewayFacts:
        """Return the facts with one more parameter a model does not take here."""
        known = self.refused.get(model, frozenset())
        return replace(self, refused={**self.refused, model: known | {parameter}})

    def forget_refusals(self) -> GatewayFacts:
        """Return the facts without any refused parameter, those a check found missing included."""
        return replace(
            self, refused=_NOTHING, cache_marker=self.cache_marker or None, web_search=self.web_search or None
        )

    def forget_web(self, model: str) -> GatewayFacts:
        """Return the facts without what a model was refused of the web, which a check may have found missing."""
        others = frozenset(one for one in self.refused.get(model, frozenset()) if not one.startswith("web_"))
        rest = {id_: names for id_, names in self.refused.items() if id_ != model}
        refused = {**rest, model: others} if others else rest
        return replace(self, refused=refused, web_search=self.web_search or None)

    def to_json(self) -> dict[str, object]:
        """Return it as JSON, without what is not known."""
        raw: dict[str, object] = {
            name: value
            for name in ("count_tokens", "web_search", "cache_marker", "bearer")
            if (value := getattr(self, name)) is not None
        }
        if self.models is not None:
            raw["models"] = list(self.models)
            raw["listed"] = [dict(one) for one in self.listed]
        if self.refused:
            raw["refused"] = {model: sorted(names) for model, names in self.refused.items()}
        return raw

    @classmethod
    def from_json(cls, raw: object) -> GatewayFacts:
        """Read what `to_json` wrote."""
        if not isinstance(raw, Mapping):
            return cls()
        models, listed, refused = raw.get("models"), raw.get("listed"), raw.get("refused")
        return cls(
            models=_texts(models) if isinstance(models, list) else None,
            listed=tuple(one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else (),
            count_tokens=_truth(raw.get("count_tokens")),
            web_search=_truth(raw.get("web_search")),
            cache_marker=_truth(raw.get("cache_marker")),
            bearer=_truth(raw.get("bearer")),
            refused=_refused(refused) if isinstance(refused, Mapping) else _NOTHING,
        )


def key_page(text: str) -> str:
    """Return the address of a page that gives keys as it is kept, "" for none; without a scheme it is https.

    Raises:
        ValueError: with one plain sentence for the person.
    """
    text = text.strip()
    if not text:
        return ""
    if len(text) > _LONGEST or not text.isprintable() or " " in text or "\\" in text:
        raise ValueError(_("An address has no blanks or backslashes in it."))
    address = text if "://" in text else f"https://{text}"
    try:
        split = urlsplit(address)
        host, _port = split.hostname, split.port
    except ValueError:
        raise ValueError(_("This is no address.")) from None
    if split.scheme.lower() not in ("http", "https"):
        raise ValueError(_("An address of a page starts with https://."))
    if not host:
        raise ValueError(_("This is no address."))
    if "@" in split.netloc:
        raise ValueError(_("Leave the name and the password out of the address."))
    return address


@dataclass(frozen=True, slots=True)
class Profile:
    """One gateway of the person's."""

    id: str
    """Never changes; what `Conversation.gateway_id` and the key store's entry hold."""
    name: str
    url: str
    """The address as typed."""
    needs_key: bool = True
    """False: no key is sent. Only a gateway on this computer is ever asked without one."""
    key_page: str = ""
    """The page that gives its keys, as the person named it; "" where they named none."""

    def to_json(self) -> dict[str, object]:
        """Return it as JSON."""
        page = {"key_page": self.key_page} if self.key_page else {}
        return {"id": self.id, "name": self.name, "url": self.url, "needs_key": self.needs_key, **page}

    @classmethod
    def from_json(cls, raw: object) -> Profile | None:
        """Read what `to_json` wrote; None for what is no profile."""
        if not isinstance(raw, Mapping):
            return None
        id_, name, url = (raw.get(key) for key in ("id", "name", "url"))
        if not (isinstance(id_, str) and isinstance(name, str) and isinstance(url, str)):
            return None
        name = one_line(name)[:MOST_LETTERS]
        if not (name and id_ and id_.isprintable() and max(len(id_), len(url)) <= _LONGEST and url.isprintable()):
            return None
        return cls(id_, name, url, raw.get("needs_key") is not False, _page(raw.get("key_page")))


def _page(raw: object) -> str:
    try:
        return key_page(raw) if isinstance(raw, str) else ""
    except ValueError:
        return ""


def _texts(raw: list[object]) -> tuple[str, ...]:
    return tuple(one for one in raw if isinstance(one, str))


def _truth(raw: object) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _refused(raw: Mapping[object, object]) -> Mapping[str, frozenset[str]]:
    return {
        model: frozenset(_texts(names))
        for model, names in raw.items()
        if isinstance(model, str) and isinstance(names, list)
    }
