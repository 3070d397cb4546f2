"""What the test gateway answers: one `Answer` for each request, as data that JSON can hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

REPLY = """\
# A plausible reply

It has *some* emphasis, a list, a table and code.

- first
- second
  - within the second

| what | how many |
|------|---------:|
| apples | 3 |

```python
print("Grüße, 世界 👋")
```

And a last sentence.
"""

ERRORS = {
    400: ("invalid_request_error", "messages: text content blocks must be non-empty"),
    401: ("authentication_error", "invalid x-api-key"),
    402: ("billing_error", "Your credit balance is too low"),
    403: ("permission_error", "Your API key does not have permission to use the specified resource"),
    404: ("not_found_error", "model: claude-nobody"),
    413: ("request_too_large", "Request exceeds the maximum size"),
    429: ("rate_limit_error", "This request would exceed your rate limit"),
    500: ("api_error", "Internal server error"),
    504: ("timeout_error", "The request timed out"),
    529: ("overloaded_error", "Overloaded"),
}


@dataclass(frozen=True)
class Answer:
    """What is answered to one request, or to several."""

    text: str = REPLY
    """The reply."""
    status: int = 200
    """Other than 200: an error, in the protocol's own form unless `body` says otherwise."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent besides the usual ones, or instead of those of the same name in lower case."""
    body: object = None
    """A body instead of a reply or an error: text as it is, anything else as JSON."""
    events: Sequence[object] | None = None
    """The stream's events instead of the usual ones: objects of the protocol, or text sent as it is."""
    as_json: bool = False
    """One JSON message even though a stream was asked for."""
    as_stream: bool = False
    """A stream even though one JSON message was asked for."""
    stop_reason: str = "end_turn"
    usage: Mapping[str, object] = field(default_factory=lambda: {"input_tokens": 25, "output_tokens": 1})
    """As reported at the start; at the end `output_tokens` is the number of deltas."""
    names: bool = True
    """Whether events have an `event:` line."""
    newline: str = "\n"
    """The line end within the stream."""
    chars: int = 4
    """Characters of one delta."""
    chunk: int | None = None
    """Bytes written at a time, wherever that cuts; None: an event at a time."""
    gap_ms: float = 0
    """Between two writes."""
    pace: float | None = None
    """Characters a second instead of a gap, kept by the clock however long a write takes."""
    silence_ms: float = 0
    """Before the first byte of the answer."""
    stall_after: int | None = None
    """After so many events comes a pause of `stall_ms`."""
    stall_ms: float = 0
    stop_after: int | None = None
    """Only so many events are sent, then `error` and `then`."""
    error: Mapping[str, object] | None = None
    """An `error` event at the end of what is sent."""
    then: str = "end"
    """"end": the body ends as it should; "drop": the connection closes without the body's end; "reset": the same with a
    TCP reset; "hold": the connection stays open and silent."""
    framing: str = "chunked"
    """Of a stream: "chunked", or "close" for a body that ends with the connection."""
    times: int = 1
    """To how many requests it is given."""

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Answer:
        """Read an answer of a script file.

        Raises:
            ValueError: it has a field that means nothing.
        """
        if unknown := set(raw) - {one.name for one in fields(cls)}:
            raise ValueError(f"an answer has no {', '.join(sorted(unknown))}")
        return cls(**raw)

    def stream(self, model: str) -> Iterator[bytes]:
        """Yield the events as bytes, as far as `stop_after` lets them."""
        events = list(self.events) if self.events is not None else reply_events(self, model)
        if self.stop_after is not None:
            events = events[: self.stop_after]
        if self.error is not None:
            events.append({"type": "error", "error": dict(self.error)})
        for event in events:
            if isinstance(event, str):
                yield event.encode()
                continue
            assert isinstance(event, Mapping)
            name = f"event: {event.get('type', 'message')}\n" if self.names else ""
            text = f"{name}data: {json.dumps(event, ensure_ascii=False)}\n\n"
            yield text.replace("\n", self.newline).encode()

    def message(self, model: str) -> dict[str, object]:
        """Return the whole reply as one message."""
        deltas = -(-len(self.text) // self.chars)
        return {
            **_begun(self, model),
            "content": [{"type": "text", "text": self.text}],
            "stop_reason": self.stop_reason,
            "usage": {**self.usage, "output_tokens": deltas},
        }


def reply_events(answer: Answer, model: str) -> list[object]:
    """Return the usual events of a reply in one text block."""
    deltas = [answer.text[at : at + answer.chars] for at in range(0, len(answer.text), answer.chars)]
    return [
        {"type": "message_start", "message": _begun(answer, model)},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "ping"},
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": delta}}
            for delta in deltas
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": answer.stop_reason, "stop_sequence": None},
            "usage": {"output_tokens": len(deltas)},
        },
        {"type": "message_stop"},
    ]


def interleaved(*texts: str, chars: int = 3) -> list[object]:
    """Return the events of a reply whose text blocks grow at the same time and are all stopped at the end."""
    events: list[object] = [{"type": "message_start", "message": _begun(Answer(), "claude-sonnet-4-6")}]
    for index in range(len(texts)):
        events.append({"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}})
    for at in range(0, max(map(len, texts)), chars):
        for index, text in enumerate(texts):
            if piece := text[at : at + chars]:
                delta = {"type": "text_delta", "text": piece}
                events.append({"type": "content_block_delta", "index": index, "delta": delta})
    events += [{"type": "content_block_stop", "index": index} for index in range(len(texts))]
    events.append({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}})
    return [*events, {"type": "message_stop"}]


def _begun(answer: Answer, model: str) -> dict[str, object]:
    return {
        "id": "msg_bdrk_01TestTestTestTestTestTest",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": dict(answer.usage),
    }
