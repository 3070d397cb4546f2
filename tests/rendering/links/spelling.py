"""Makes other spellings of a host, all of which a browser takes for the same one."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

LABELS = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
HOSTS = st.builds(
    "{}.{}".format, st.lists(LABELS, min_size=1, max_size=3).map(".".join), st.sampled_from(["com", "de"])
)
_DOTS = ".。．｡"
_UNSEEN = ["", "\u00ad", "\u200b", "\u2060", "\ufe0f"]


@st.composite
def spellings(draw: DrawFn, host: str, *, for_eyes: bool = False) -> str:
    """Draw a spelling of `host`: capitals, full width, look-alike dots, signs without a width, percent signs.

    With `for_eyes` without the last: nobody reads those as letters.
    """
    return "".join(draw(_signs(one, for_eyes=for_eyes)) for one in host) + draw(st.sampled_from(["", "."]))


def _signs(one: str, *, for_eyes: bool) -> st.SearchStrategy[str]:
    if one == ".":
        return st.sampled_from(_DOTS)
    full = chr(ord(one) + 0xFEE0)
    ways = [one, one, one, one.upper(), full, f"%{ord(one):02x}", "".join(f"%{byte:02X}" for byte in full.encode())]
    ways = [way for way in ways if not (for_eyes and "%" in way)]
    return st.builds("{}{}".format, st.sampled_from(ways), st.sampled_from(_UNSEEN))
