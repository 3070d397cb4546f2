"""What back-ups of both versions of Cherry Studio share: names, files by id, and how models are called.

Ids of topics and messages survive from version 1 to 2, so both are one program: who imports again after the update
gets what is new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbodesk.app.imports.values import mapping, name, text

if TYPE_CHECKING:
    from turbodesk.app.imports.container import Container, Member

KEY, PROGRAM = "cherry", "Cherry Studio"


class CherryFiles:
    """The files of a back-up by their ids. Paths in messages are another computer's."""

    def __init__(self, container: Container) -> None:
        self._by_id: dict[str, Member] = {}
        for member in container.members:
            folder, _, last = member.path.rpartition("/")
            if folder.rpartition("/")[2].lower() == "files":
                self._by_id.setdefault(last.partition(".")[0], member)

    def member(self, id_: object) -> Member | None:
        """Return the file with this id, if it is in the back-up."""
        return self._by_id.get(text(id_)) if id_ else None


def model_of(row: dict[str, object]) -> str | None:
    """Return the model a message or an assistant names, without its provider."""
    named = mapping(row.get("model"))
    return name(named.get("id")) or bare_model(row.get("modelId"))


def bare_model(id_: object) -> str | None:
    """Return a model's id without the provider before it, such as "gateway::claude-sonnet-4-6"."""
    found = name(id_)
    return name(found.rpartition("::")[2]) if found else None
