"""Which addresses a text shows, and how long it takes to find them."""

from __future__ import annotations

import sys

import pytest
from linkify_it.tlds import TLDS

from turbodesk.rendering.links import shapes
from turbodesk.rendering.links.shown import shown_addresses
from turbodesk.rendering.links.top_level import FILES, MEMBERS, TOP_LEVEL


def hosts(text: str) -> list[str]:
    return [one.host for one in shown_addresses(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see bank.com/login, or http://localhost:80/x.", ["bank.com", "localhost"]),
        ("访问bank.com的网站", ["bank.com"]),
        ("ไปที่bank.comนะ", ["bank.com"]),
        ("bank\u200b.com", ["bank.com"]),
        ("bank．com", ["bank.com"]),
        ("bank。com", ["bank.com"]),
        ("ｂａｎｋ．ｃｏｍ", ["bank.com"]),
        ("𝐛𝐚𝐧𝐤.𝐜𝐨𝐦", ["bank.com"]),
        ("bank.сom", ["bank.xn--om-nmc"]),
        ("аррӏе.com", ["xn--80ak6aa92e.com"]),
        ("bank․com", [""]),
        ("bankꓸcom", ["xn--bankcom-578y"]),
        ("bank\u200a.\u2009com", [""]),
        ("«\u202fbank.com\u202f» \u2009bank.com\u2009:", ["bank.com", "bank.com"]),
        ("пример.рф", ["xn--e1afmkfd.xn--p1ai"]),
        ("例え.みんな", ["xn--r8jz45g.xn--q9jyb4c"]),
        ("docs.rs/serde www.docs.rs", ["docs.rs", "www.docs.rs"]),
        ("https://docs.rs", ["docs.rs"]),
        ("8.8.8.8", ["8.8.8.8"]),
        ("http://[::1]:80/", ["[::1]"]),
        ("me@bank.com", ["bank.com"]),
        ("first.me@bank.com", ["bank.com"]),
        ("bank.com's", ["bank.com"]),
        ("(bank.com)", ["bank.com"]),
        ("bank.com—now", ["bank.com"]),
        ("bank.com-", ["bank.com"]),
        ("https://bank.com@evil.com", ["bank.com", "evil.com"]),
        ("https://web.archive.org/web/2020/https://bank.com/x or evil.com", ["web.archive.org", "evil.com"]),
        ("matrix.to:443/#/#room:matrix.org", ["matrix.to"]),
        ("https://evil.com/→https://bank.com", ["evil.com", "bank.com"]),
        ("https://evil.com/ bank.com", ["evil.com", "bank.com"]),
        ("https://evil.com\u2044bank.com", ["evil.com", "bank.com"]),
        ("evil.com／bank.com", ["evil.com", "bank.com"]),
    ],
)
def test_an_address_is_found(text: str, found: list[str]) -> None:
    assert hosts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("Node.js", "ASP.NET Core", "README.md", "main.go", "Vue.js docs", "setup.py", "main.rs:10", "install.sh"),
        *(
            "asyncio.run",
            "os.name",
            "foo.id()",
            "np.int64",
            "e.g. this",
            "i.e.",
            "U.S. News",
            "Ph.D.",
            "3.11",
            "v1.2.3.4",
        ),
        *(
            "10.0.19045.2",
            "tsconfig.app.json",
            "你好。世界",
            "今日は。世界。",
            "Hello.World"[:5],
            "use https:// always",
            "a.b",
        ),
        *(
            "System.IO",
            "Array.prototype.at",
            "user.email",
            "B.Sc.",
            "Makefile.am",
            "java.net",
            "main.tf",
            "bundle.js.map",
            "libc.so.6",
            "...",
            "@user",
            "x@y",
            "file.tar.gz",
        ),
    ],
)
def test_other_words_with_a_dot_are_none(text: str) -> None:
    assert hosts(text) == []


def test_the_top_level_is_what_others_know_it_to_be() -> None:
    """Against a list that another project keeps; both lose and gain a few names a year."""
    others = {name.lower().encode().decode("idna") if name.startswith("XN--") else name.lower() for name in TLDS}
    assert len(TOP_LEVEL & others) > 0.95 * len(TOP_LEVEL)
    assert FILES | MEMBERS <= TOP_LEVEL


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        ".",
        "a.",
        "com.",
        "公",
        "公a",
        "公.",
        "。",
        "\u200b",
        "a\u200b",
        "https://",
        "https:/",
        "@",
        "a@",
        "-",
        "[",
        "rn",
        "é",
    ],
)
def test_finding_takes_time_linear_in_the_text(unit: str) -> None:
    def work(size: int) -> int:
        calls = 0

        def count(_frame: object, _event: str, _argument: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(count)
        try:
            list(shown_addresses(unit * size))
        finally:
            sys.setprofile(None)
        return calls

    assert work(2_000) < 5 * work(500) + 100


def test_what_looks_like_ascii_is_no_ascii_itself() -> None:
    for code in range(128):
        assert shapes.seen(chr(code))[0] == chr(code)
    assert shapes.seen("раураl")[0] == "paypal"
    assert shapes.outline("paypa1") == shapes.outline("PaypaI") == shapes.outline("раураl") == "paypal"
