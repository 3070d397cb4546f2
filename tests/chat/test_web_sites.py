"""Sites are typed as people know them, and sent as a search knows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.parameters import MOST_SITES, is_site
from turbodesk.chat.web_sites import readable, site, sites


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("example.org", "example.org"),
        ("  Example.ORG. ", "example.org"),
        ("https://www.example.org/", "www.example.org"),
        ("https://user:word@example.org:8443/blog/?q=1#top", "example.org/blog"),
        ("example.org/Blog/2026", "example.org/Blog/2026"),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("straße.de/a", "xn--strae-oqa.de/a"),
        ("例え.jp", "xn--r8jz45g.jp"),
        ("", ""),
        ("word", ""),
        ("localhost:8080", ""),
        ("192.168.0.1", ""),
        ("*.example.org", ""),
        ("-a.org", ""),
        ("a..org", ""),
        ("exa mple.org", ""),
        ("example.org/ä", ""),
        (f"{'a' * 64}.org", ""),
        (f"{'a.' * 140}org", ""),
        ("\u202eexample.org", ""),
        ("\ud800.org", ""),
    ],
)
def test_an_address_or_a_name_becomes_a_site_or_nothing(typed: str, meant: str) -> None:
    assert site(typed) == meant


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_a_site_that_can_be_kept_or_none(typed: str) -> None:
    found = site(typed)
    assert found == "" or (is_site(found) and site(found) == found)
    assert site(readable(found)) == found


def test_a_list_is_parted_by_what_people_part_lists_by() -> None:
    typed = "example.org, https://b.example/x;\nmünchen.de example.org  no-site"
    assert sites(typed) == (("example.org", "b.example/x", "xn--mnchen-3ya.de"), ("no-site",))
    assert sites("  ") == ((), ())
    many = [f"a{number}.org" for number in range(MOST_SITES + 2)]
    assert sites(" ".join(many)) == (tuple(many[:MOST_SITES]), tuple(many[MOST_SITES:]))


def test_a_site_is_shown_in_its_own_letters_where_these_lead_back_to_it() -> None:
    assert readable("xn--mnchen-3ya.de/a") == "münchen.de/a"
    assert readable("example.org") == "example.org"
    assert readable("xn--a.de") == "xn--a.de", "which stands for nothing"
