"""A gateway that has refused large pictures gets them smaller from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tests.app.conftest import AppFixture
from turbodesk.app.asking import request_for
from turbodesk.app.chat_context import ChatContext
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.message import Message, user_message
from turbodesk.chat.model import Model
from turbodesk.gateway.attachments import LARGE_PICTURES, SMALLER_EDGE, File

SHARP = Model("sharp", "Sharp", image_edge=2_576)


class Files:
    """Gives what it was asked for as the file."""

    async def files_for(
        self, messages: Sequence[Message], keep: int | None, model: Model, *, before: Sequence[Attachment] = ()
    ) -> Mapping[str, File]:
        return {"edge": File("image/png", str(model.image_edge).encode())}


@pytest.mark.parametrize(
    ("model", "refused", "edge"),
    [
        (SHARP, frozenset(), 2_576),
        (SHARP, frozenset({LARGE_PICTURES}), SMALLER_EDGE),
        (replace(SHARP, image_edge=1_000), frozenset({LARGE_PICTURES}), 1_000),
    ],
)
async def test_pictures_go_as_large_as_model_and_gateway_take_them(
    services: AppFixture, model: Model, refused: frozenset[str], edge: int
) -> None:
    context = ChatContext(
        services.history,
        services.journal,
        services.gateway_of,
        services.model_of,
        Files(),  # type: ignore[arg-type]  # all that is asked of it here
        refused=lambda _, __: refused,
    )
    request = await request_for(context, new_conversation(), (user_message("Hi", None),), model)
    assert request.model is model
    assert request.files["edge"].content == str(edge).encode()
    assert request.smaller is not None
    assert (await request.smaller())["edge"].content == str(min(edge, SMALLER_EDGE)).encode()
