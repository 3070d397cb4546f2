"""Makes turns of a chat here out of the nodes of a source: the rules that hold for every program.

The tree comes from parents alone; cycles are cut, a node whose parent is nowhere becomes a first one, and nothing here
calls itself, for chats 20,000 nodes deep are real. Nodes that show nothing vanish, and what hangs from them hangs from
the nearest one above that shows something. Between two messages of the person's all nodes are one reply, until they
fork: two replies in a row would be sent as two turns.

What a second archive of the same account adds hangs where its parents are *here*: another layout of the same chat has
other parents, and both together would make forks that never were. A reply that is known takes up the nodes of its run
that are new; words that came behind the known ones are added to it, words in between are another layout's.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import Literal

from turbodesk.app.imports.chats import SourceChat, SourceFile, SourceNode
from turbodesk.app.imports.findings import Unkept
from turbodesk.chat.json_values import joined
from turbodesk.chat.message import Role, Status
from turbodesk.chat.moments import is_moment
from turbodesk.chat.parts import Text, Thinking
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.origins import KnownChat, Origin

UNFINISHED = (Status.INTERRUPTED, Status.STOPPED, Status.REPLYING)


@dataclass(frozen=True, slots=True)
class PlannedMessage:
    """One message here, and the nodes it is made of."""

    id: str
    parent_id: str | None
    role: Role
    nodes: tuple[SourceNode, ...]
    created_at: int
    finished_at: int
    adds: Literal["all", "more", "longer"] = "all"
    """"all": a new message. Of one that is here: "more", these nodes come behind what it says; "longer", they are all
    of it, to be taken where they say more than it does."""


@dataclass(slots=True)
class Plan:
    """What a chat of the source changes here."""

    conversation_id: str
    turns: list[PlannedMessage] = field(default_factory=list)
    """Parents before children."""
    origins: dict[str, Origin] = field(default_factory=dict)
    """Of nodes that were not known, or showed nothing before."""
    leaf_id: str | None = None
    """The end of the branch in front by the source."""
    created_at: int = 0
    updated_at: int = 0
    left_out: list[Unkept] = field(default_factory=list)
    """What new nodes had and no place is for."""


def made_id(ms: int, *names: str) -> str:
    """Return an id that looks like a UUIDv7 of that time, always the same for the same names."""
    digest = hashlib.sha256("\x00".join(names).encode("utf-8", "replace")).digest()
    tail = int.from_bytes(digest[:10], "big")
    rand_a, rand_b = (tail >> 62) & 0xFFF, tail & ((1 << 62) - 1)
    digits = f"{(ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def with_sound_ids(chat: SourceChat) -> SourceChat:
    """Return a chat whose ids are whole letters, which is all that a database takes: one odd id must cost no other."""
    ids = (chat.id, chat.current_id, *(id_ for node in chat.nodes for id_ in (node.id, node.parent_id)))
    if all(id_ is None or id_.isascii() for id_ in ids):
        return chat
    nodes = [replace(node, id=joined(node.id), parent_id=_joined(node.parent_id)) for node in chat.nodes]
    return replace(chat, id=joined(chat.id), current_id=_joined(chat.current_id), nodes=nodes)


def _joined(id_: str | None) -> str | None:
    return None if id_ is None else joined(id_)


def shows(node: SourceNode) -> bool:
    """Whether a person sees anything of a node."""
    if node.role is None:
        return False
    if any(not isinstance(part, Text | Thinking) or part.text.strip() for part in node.parts):
        return True
    return bool(node.left_out) or (node.status is Status.FAILED and bool(node.error))


def planned(program: str, chat: SourceChat, known: KnownChat | None, *, now: int) -> Plan | None:
    """Return what a chat changes here; None where nothing of it is to be seen. `now`: for chats without any time."""
    return _Planning(program, chat, known, now).plan()


class _Planning:
    """One chat on its way."""

    def __init__(self, program: str, chat: SourceChat, known: KnownChat | None, now: int) -> None:
        self._program, self._chat = program, chat
        self._known = known or KnownChat("")
        self._is_new = known is None
        self._nodes = _by_id(chat.nodes)
        self._shown = {id_: shows(node) for id_, node in self._nodes.items()}
        self._up = _acyclic(self._nodes)
        self._order = _from_the_roots(self._nodes, self._up)
        self._times = self._all_times(now)
        self._above: dict[str, str | None] = {}
        """The nearest node above that shows something, in this archive."""
        self._place: dict[str, str | None] = {}
        """The message a node is, or stands under."""

    def plan(self) -> Plan | None:
        if not any(self._shown.values()):
            return None
        times = [self._times[id_] for id_, is_shown in self._shown.items() if is_shown]
        created = _moment(self._chat.created_at)
        created = min(times) if created is None else created
        conversation_id = self._known.conversation_id or made_id(created, self._program, self._chat.id)
        plan = Plan(conversation_id, created_at=created)
        told = _moment(self._chat.updated_at)
        plan.updated_at = max(times) if told is None else told
        runs = self._runs()
        firsts = {run[0]: run for run in runs}
        in_run = {id_ for run in runs for id_ in run}
        for id_ in self._order:
            if id_ in firsts:
                self._put_run(firsts[id_], plan)
            elif id_ not in in_run:
                self._put_hidden(id_, plan)
        plan.leaf_id = self._leaf()
        if self._is_new:
            plan.left_out += self._chat.left_out
        elif not self._is_dated and not plan.turns:
            plan.updated_at = self._known.told_at  # nothing says that it has changed, so it has not changed now
        return plan

    # Who hangs from whom

    def _runs(self) -> list[list[str]]:
        """Return the nodes of each message, in order, and learn what is above each."""
        children: dict[str | None, int] = {}
        for id_ in self._order:
            parent = self._up[id_]
            above = None if parent is None else parent if self._shown[parent] else self._above[parent]
            self._above[id_] = above
            if self._shown[id_]:
                children[above] = children.get(above, 0) + 1
        runs: dict[str, list[str]] = {}
        for id_ in self._order:
            if not self._shown[id_]:
                continue
            above = self._above[id_]
            if above is not None and self._is_reply(id_) and self._is_reply(above) and children[above] == 1:
                runs[id_] = runs[above]
                runs[id_].append(id_)
            else:
                runs[id_] = [id_]
        return [run for id_, run in runs.items() if run[0] == id_]

    def _is_reply(self, id_: str) -> bool:
        return self._nodes[id_].role is Role.ASSISTANT

    def _put_hidden(self, id_: str, plan: Plan) -> None:
        origin = self._known.nodes.get(id_)
        if origin is None:
            self._place[id_] = self._under(id_)
            plan.origins[id_] = Origin(self._place[id_], is_shown=False)
            plan.left_out += self._nodes[id_].left_out
        else:
            self._place[id_] = self._alive(origin.message_id, id_)

    def _under(self, id_: str) -> str | None:
        """Return the message that a node hangs from."""
        if (origin := self._known.nodes.get(id_)) is not None and not origin.is_shown:
            return self._alive(origin.message_id, id_)  # it keeps the place it had while it showed nothing
        parent = self._up[id_]
        if parent is not None:
            return self._place[parent]
        beyond = self._known.nodes.get(self._nodes[id_].parent_id or "")  # in an older archive, and in this one no more
        return beyond.message_id if beyond is not None and beyond.message_id in self._known.messages else None

    def _alive(self, message_id: str | None, id_: str) -> str | None:
        """Return a known message; where it was deleted here, the one its node's parent is."""
        if message_id is None or message_id in self._known.messages:
            return message_id
        parent = self._up[id_]
        return None if parent is None else self._place[parent]

    # Turns

    def _put_run(self, run: list[str], plan: Plan) -> None:
        role = self._nodes[run[0]].role
        assert role is not None
        known = {
            id_: origin.message_id
            for id_ in run
            if (origin := self._known.nodes.get(id_)) is not None and origin.is_shown and origin.message_id is not None
        }
        fresh = [id_ for id_ in run if id_ not in known]
        for id_ in fresh:
            plan.left_out += self._nodes[id_].left_out
        if not known:
            turn = self._new_turn(run, role)
            plan.turns.append(turn)
            self._place.update(dict.fromkeys(run, turn.id))
        else:
            self._join(run, known)
            self._grow(run, known, plan)
        for id_ in fresh:
            plan.origins[id_] = Origin(self._joined.get(id_) if known else self._place[id_])

    def _new_turn(self, run: list[str], role: Role) -> PlannedMessage:
        anchor = min(run, key=lambda id_: _anchor_rank(self._nodes[id_]))  # the first of the best
        at = self._times[anchor]
        return PlannedMessage(
            made_id(at, self._program, self._chat.id, anchor),
            self._under(run[0]),
            role,
            tuple(self._nodes[id_] for id_ in run),
            at,
            max(at, self._times[run[-1]]),
        )

    def _join(self, run: list[str], known: Mapping[str, str]) -> None:
        """Give each node of a run with known ones its message: that of the known one before it, else of the next."""
        self._joined: dict[str, str] = {}
        at = next(known[id_] for id_ in run if id_ in known)
        for id_ in run:
            at = known.get(id_, at)
            self._joined[id_] = at
            self._place[id_] = self._alive(at, run[0])

    def _grow(self, run: list[str], known: Mapping[str, str], plan: Plan) -> None:
        """Let the last known message of a run go on, or be finished, where there is more of it now."""
        last = max(index for index, id_ in enumerate(run) if id_ in known)
        message_id = known[run[last]]
        message = self._known.messages.get(message_id)
        if message is None or message.role is not Role.ASSISTANT:
            return
        is_unfinished = message.status in UNFINISHED
        more = run if is_unfinished and set(known.values()) == {message_id} else run[last + 1 :]
        if more:
            plan.turns.append(
                PlannedMessage(
                    message_id,
                    None,
                    Role.ASSISTANT,
                    tuple(self._nodes[id_] for id_ in more),
                    self._times[more[0]],
                    self._times[more[-1]],
                    "longer" if more is run else "more",
                )
            )

    def _leaf(self) -> str | None:
        current = self._chat.current_id
        if current in self._place and (found := self._place[current]) is not None:
            return found
        parents = {above for id_, above in self._above.items() if self._shown[id_]}
        ends = [id_ for id_ in self._order if self._shown[id_] and id_ not in parents and self._place[id_] is not None]
        return self._place[max(ends, key=lambda id_: (self._times[id_], id_))] if ends else None

    def _all_times(self, now: int) -> dict[str, int]:
        """Return each node's time: its own, else that of the one above, else the earliest there is."""
        own = {id_: at for id_, node in self._nodes.items() if (at := _moment(node.made_at)) is not None}
        fallback = min(own.values(), default=now)
        self._is_dated = bool(own)
        for told in (self._chat.updated_at, self._chat.created_at):
            if (at := _moment(told)) is not None:
                fallback, self._is_dated = at, True
        times: dict[str, int] = {}
        for id_ in self._order:
            parent = self._up[id_]
            times[id_] = own[id_] if id_ in own else fallback if parent is None else times[parent]
        return times


def _anchor_rank(node: SourceNode) -> int:
    """Return how little a node is fit to name its message: words are in every layout, calls and pictures are not."""
    if any(isinstance(part, Text) and part.text.strip() for part in node.parts):
        return 0
    return 1 if any(isinstance(part, SourceFile) for part in node.parts) else 2


def _moment(value: object) -> int | None:
    return value if is_moment(value) else None


def _by_id(nodes: Iterable[SourceNode]) -> dict[str, SourceNode]:
    """Return the nodes by their ids; of two with one id the first that shows something."""
    found: dict[str, SourceNode] = {}
    for node in nodes:
        if node.id not in found or (shows(node) and not shows(found[node.id])):
            found[node.id] = node
    return found


def _acyclic(nodes: Mapping[str, SourceNode]) -> dict[str, str | None]:
    """Return the parent of each node; None where it has none here. Each cycle is cut above its oldest node."""
    up = {id_: node.parent_id if node.parent_id in nodes else None for id_, node in nodes.items()}
    done: set[str] = set()
    for start in nodes:
        walk: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in done and at not in walk:
            walk[at] = None
            at = up[at]
        if at is not None and at in walk:
            cycle = list(walk)[list(walk).index(at) :]
            up[min(cycle, key=lambda id_: (_moment(nodes[id_].made_at) or 1 << 62, id_))] = None
        done.update(walk)
    return up


def _from_the_roots(nodes: Mapping[str, SourceNode], up: Mapping[str, str | None]) -> Sequence[str]:
    """Return all ids, parents before children, whatever the order of `nodes`: siblings by time, then by id."""
    children: dict[str | None, list[str]] = {}
    for id_ in sorted(nodes, key=lambda id_: (_moment(nodes[id_].made_at) or 0, id_)):
        children.setdefault(up[id_], []).append(id_)
    order: list[str] = []
    waiting = deque(children.get(None, []))
    while waiting:
        id_ = waiting.popleft()
        order.append(id_)
        waiting.extend(children.get(id_, []))
    return order
