"""Asks what to do with the secrets of tools where the key store would not take them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from turbodesk.chat.errors import FailureNote, SecretFailure
from turbodesk.translation import _
from turbodesk.ui.widgets.lifetime import is_alive
from turbodesk.ui.widgets.question import Question

T = TypeVar("T")
_KEEP = _("Keep them until then")
_WORDS = _(
    "The secrets of these tools can be kept in memory until TurboDesk closes. After that they are asked for again."
)


async def kept_or_asked(part: QWidget, keep: Callable[[bool], Awaitable[T]]) -> T:
    """Keep something with secrets, and where the key store refuses, for this run alone if the person agrees.

    `keep` is given whether it is for this run alone.

    Raises:
        SecretFailure: the key store refused, and the person did not agree.
    """
    try:
        return await keep(False)
    except SecretFailure as failure:
        if not await _agrees(part, failure.note):
            raise
        return await keep(True)


async def _agrees(part: QWidget, note: FailureNote) -> bool:
    answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    question = Question(part.window(), note.sentence, _WORDS)
    question.answer(_("Cancel"), is_safe=True)
    question.answer(_KEEP)
    question.answered.connect(lambda words: None if answered.done() else answered.set_result(words == _KEEP))
    question.open()
    try:
        return await answered
    finally:
        if is_alive(question):  # nobody waits for an answer any more
            question.dismiss()
