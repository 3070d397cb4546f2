"""What a gateway says of one model it offers: always an id, and more where it tells more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from turbodesk.chat.model import MOST_TOKENS_HELD, Effort, Lifecycle, ThinkingMode, ThinkingOff, is_model_id
from turbodesk.chat.one_line import one_line
from turbodesk.quick_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedModel:
    """One line of a gateway's list of models; what the gateway did not tell is None or ""."""

    id: str
    name: str = ""
    owner: str = ""
    """Who made the model, where the list says so (`owned_by`)."""
    context: int | None = None
    """Tokens."""
    max_output: int | None = None
    """Tokens."""
    thinking: tuple[ThinkingMode, ...] | None = None
    efforts: tuple[Effort, ...] | None = None
    web_search: bool | None = None
    """Whether it may be given the gateway's own search of the web."""
    retires: dt.date | None = None
    lifecycle: Lifecycle | None = None
    thinking_off: ThinkingOff | None = None
    """How it can be kept from thinking, if at all."""
    structured: bool | None = None
    """Whether it takes a JSON schema."""

    def to_json(self) -> dict[str, object]:
        """Return what is known, for remembering a list between two runs."""
        known: dict[str, object] = {"id": self.id}
        known |= {name: value for name in ("name", "owner", "context", "max_output") if (value := getattr(self, name))}
        if self.thinking is not None:
            known["thinking"] = [one.value for one in self.thinking]
        if self.thinking_off is not None:
            known["thinking_off"] = self.thinking_off.value
        if self.structured is not None:
            known["structured"] = self.structured
        if self.efforts is not None:
            known["efforts"] = [effort.value for effort in self.efforts]
        if self.web_search is not None:
            known["web_search"] = self.web_search
        if self.retires is not None:
            known["retires"] = self.retires.isoformat()
        if self.lifecycle is not None:
            known["lifecycle"] = self.lifecycle.value
        return known

    @classmethod
    def from_json(cls, raw: object) -> ListedModel | None:
        """Read what `to_json` wrote; None for what names no model."""
        if not isinstance(raw, Mapping) or not isinstance(raw.get("id"), str) or not is_model_id(raw["id"].strip()):
            return None
        thinking, efforts = raw.get("thinking"), raw.get("efforts")
        return cls(
            id=raw["id"].strip(),
            name=_text(raw.get("name")),
            owner=_text(raw.get("owner")),
            context=_count(raw.get("context")),
            max_output=_count(raw.get("max_output")),
            # The newest way first: where both are taken, the older one is being given up (protocol, 1.5).
            thinking=tuple(one for one in reversed(ThinkingMode) if one in thinking)
            if isinstance(thinking, list)
            else None,
            thinking_off=next((one for one in ThinkingOff if one == raw.get("thinking_off")), None),
            structured=structured if isinstance(structured := raw.get("structured"), bool) else None,
            efforts=tuple(one for one in Effort if one in efforts) if isinstance(efforts, list) else None,
            web_search=search if isinstance(search := raw.get("web_search"), bool) else None,
            retires=day(raw.get("retires")),
            lifecycle=next((one for one in Lifecycle if one == raw.get("lifecycle")), None),
        )


def day(value: object) -> dt.date | None:
    """Return the day of an ISO date or time, None for anything else."""
    try:
        return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _text(value: object) -> str:
    return one_line(value)[:200] if isinstance(value, str) else ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_TOKENS_HELD else None
