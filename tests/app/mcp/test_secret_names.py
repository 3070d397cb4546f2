"""Secrets leave arguments for the key store, and stand in their places again when the server is started."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.mcp.secret_names import filled_arguments, is_secret_name, secret_arguments

ARGS = st.lists(
    st.sampled_from(
        ["-y", "--api-key", "--api-key=k", "--token", "t1", "", "--", "ghp_" + "a" * 36, "x", "a=b", "--n=1"]
    )
    | st.text(max_size=5)
)


@given(ARGS)
def test_what_was_taken_out_is_put_back(args: list[str]) -> None:
    kept, secrets = secret_arguments(tuple(args))
    assert filled_arguments(kept, {**secrets, "OTHER": "o"}) == (tuple(args), {"OTHER": "o"})


def test_an_argument_whose_secret_is_lost_goes() -> None:
    kept, _ = secret_arguments(("--key=abc", "-y"))
    assert filled_arguments(kept, {}) == (("-y",), {})


def test_names_of_secrets_are_known_and_others_are_left() -> None:
    assert all(
        is_secret_name(one) for one in ("OPENAI_API_KEY", "Authorization", "--db-password", "GITHUB_PAT", "x-token")
    )
    assert not any(is_secret_name(one) for one in ("--author", "MAX_TOKENS", "PATH", "LOG_LEVEL", "MONKEY", "PATTERN"))
