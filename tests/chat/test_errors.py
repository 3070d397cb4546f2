"""What a failure's note answers about the connection and the key."""

from __future__ import annotations

from collections.abc import Iterator

from turbodesk.chat.errors import (
    Busy,
    Failure,
    FailureNote,
    GatewayFailure,
    KeyRefused,
    ModelUnavailable,
    OutOfCredit,
    RequestRefused,
    SecretFailure,
    StoreFailure,
    TooLarge,
    Unreachable,
)


def notes(of: type[Failure]) -> Iterator[FailureNote]:
    """The note of each failure of a family, the family's own first."""
    yield of().note
    for kind in of.__subclasses__():
        yield from notes(kind)


def test_whatever_a_gateway_says_of_a_key_it_may_be_right_all_the_same() -> None:
    assert all(note.leaves_key_open for note in notes(GatewayFailure))


def test_a_key_that_could_not_be_kept_or_is_none_is_not_kept_after_its_check() -> None:
    assert not any(note.leaves_key_open for note in notes(SecretFailure))
    assert not FailureNote("key-form", "This is no key.").leaves_key_open


def test_a_look_at_the_connection_is_offered_where_it_may_tell_more() -> None:
    assert all(failure().note.is_about_connection for failure in (Unreachable, KeyRefused, Busy))
    assert not TooLarge().note.is_about_connection
    for family in (StoreFailure, SecretFailure):
        assert not any(note.is_about_connection for note in notes(family))


def test_only_an_objection_to_what_was_asked_shows_that_the_key_was_let_through() -> None:
    assert ModelUnavailable("model: claude-x").note.shows_key_accepted
    assert OutOfCredit().note.shows_key_accepted
    for failure in (RequestRefused("No connected db."), ModelUnavailable("Not Found"), KeyRefused("model"), Busy()):
        assert not failure.note.shows_key_accepted
