"""Which links open, which ask first, and which never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rendering.links.spelling import HOSTS, spellings
from turbodesk.rendering.links import Verdict, as_opened, judge
from turbodesk.rendering.links.verdict import ELSEWHERE, FOREIGN, LOOKS_ALIKE, MORE_RECEIVERS, NAME_BEFORE


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("https://example.org/a", "the article"),
        ("https://example.org/a", "https://example.org/other"),
        ("https://www.example.org/a", "example.org"),
        ("https://example.org", "www.example.org"),
        ("http://example.org:8080/", "Example.org/x"),
        ("mailto:me@example.org", "me@example.org"),
        ("mailto:me@example.org", "联系邮箱me@example.org"),
        ("mailto:me@example.org?subject=hi", "write to me"),
        ("mailto:me@example.org,you@example.org", "both of us"),
        ("mailto:me@example.org,you@example.org", "all at example.org"),
        ("mailto:me@example.org,you@example.org", "me@example.org and you@example.org"),
        ("https://example.org", "version 3.11 of node.js, e.g. this"),
        ("https://nodejs.org", "Node.js"),
        ("https://dotnet.microsoft.com", "ASP.NET"),
        ("https://github.com/a", "README.md"),
        ("https://github.com/x", "main.go"),
        ("https://vuejs.org", "Vue.js docs"),
        ("https://docs.python.org/3/library/asyncio-runner.html", "asyncio.run"),
        ("https://docs.python.org/3/library/os.html", "os.path.join() and os.name"),
        ("https://learn.microsoft.com/dotnet/api/system.io", "System.IO"),
        ("https://github.com/rust-lang/rust", "src/main.rs, lib.rs and build.sh"),
        ("https://github.com/a/b", "git@github.com:a/b.git"),
        ("https://www.linkedin.com/in/x", "LinkedIn.com"),
        ("https://openai.com/x", "OpenAI.com"),
        ("https://www.booking.com/hotel", "Booking.com | Official site"),
        ("https://cafe.com", "Café"),
        ("https://modern.example.com", "Modern art"),
        ("https://example.com/a", "参见example.com的文章"),
        ("https://ja.wikipedia.org", "ウィキペディア。詳細"),
        ("https://news.example/x", "U.S. News i.e. Ph.D. Smith at 5 p.m."),
        ("https://example.org/v", "v1.2.3.4 or 10.0.19045.2"),
        ("https://münchen.de/x", "https://münchen.de/x"),
        ("https://日本語.jp/x", "https://日本語.jp/x"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://localhost:3000/", "localhost:3000"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("https://a_b.example.com/", "here"),
    ],
)
def test_an_honest_link_opens(href: str, text: str) -> None:
    assert judge(href, text).verdict is Verdict.OPEN


@pytest.mark.parametrize(
    ("href", "text", "why"),
    [
        ("https://evil.example/x", "https://bank.example", ELSEWHERE),
        ("https://evil.example/x", "bank.com", ELSEWHERE),
        ("https://evil.example/x", "see www.bank.com/login now", ELSEWHERE),
        ("https://evil.example/x", "访问bank.com的网站", ELSEWHERE),
        ("https://evil.example/x", "bank\u200b.com", ELSEWHERE),
        ("https://evil.example/x", "bank。com", ELSEWHERE),
        ("https://evil.example/x", "bank.сom", ELSEWHERE),
        ("https://evil.example/x", "ʙᴀɴᴋ.ᴄᴏᴍ", ELSEWHERE),
        ("https://evil.example/x", "🅱🅰🅽🅺.🅒🅞🅜", ELSEWHERE),
        ("https://bank.com/x", "bank.сom", ELSEWHERE),
        ("https://bank.com/x", "bаnk.com", ELSEWHERE),
        ("https://paypai.com", "paypaI.com", ELSEWHERE),
        ("https://evil.example/x", "\u202emoc.knab", ELSEWHERE),
        ("https://evil.example/x", "http://localhost", ELSEWHERE),
        ("https://evil.example/x", "8.8.8.8", ELSEWHERE),
        ("https://evil.github.io", "github.io", ELSEWHERE),
        ("https://evil.example/x", "me@bank.com", ELSEWHERE),
        ("https://evil.example/x", "https://bank.com\\@evil.example", ELSEWHERE),
        ("https://bank.example@evil.example/", "click", NAME_BEFORE),
        ("https://bank.example%5C@evil.example/", "click", NAME_BEFORE),
        ("https://bаnk.example/", "bank", FOREIGN),
        ("https://xn--bnk-7cd.example/", "bank", FOREIGN),
        ("https://аррӏе.com/x", "here", FOREIGN),
        ("https://аррӏе.com/x", "https://аррӏе.com/x", FOREIGN),
        ("https://%D0%B0%D1%80%D1%80%D3%8F%D0%B5.com/x", "here", FOREIGN),
        ("https://bänk.example", "here", FOREIGN),
        ("https://g00gle.com", "Google", LOOKS_ALIKE),
        ("https://paypa1.com", "PayPal", LOOKS_ALIKE),
        ("https://rnicrosoft.com", "Microsoft", LOOKS_ALIKE),
        ("mailto:thief@example.org", "friend@example.org", ELSEWHERE),
        ("mailto:thief@evil.example", "bank.com", ELSEWHERE),
        ("mailto:me@example.org?bcc=thief@evil.example", "me@example.org", MORE_RECEIVERS),
        ("mailto:me@bаnk.example", "write", FOREIGN),
    ],
)
def test_a_link_that_may_mislead_asks_first(href: str, text: str, why: str) -> None:
    judged = judge(href, text)
    assert (judged.verdict, judged.why) == (Verdict.ASK, why)
    assert judged.address.isascii()
    assert judged.goes_to.isascii()
    assert judged.goes_to in judged.address


@pytest.mark.parametrize("comma", [",", "%2C"])
def test_a_second_receiver_beside_the_one_that_is_named_asks_first(comma: str) -> None:
    judged = judge(f"mailto:me@example.org{comma}thief@evil.example", "me@example.org")
    assert (judged.verdict, judged.why) == (Verdict.ASK, MORE_RECEIVERS)
    assert judged.goes_to == "me@example.org, thief@evil.example"


def test_what_is_shown_of_a_foreign_host_is_what_the_network_asks_for() -> None:
    judged = judge("https://%D0%B0%D1%80%D1%80%D3%8F%D0%B5.com/x", "here")
    assert (judged.goes_to, judged.address) == ("xn--80ak6aa92e.com", "https://xn--80ak6aa92e.com/x")
    assert as_opened("https://аррӏе.com/ä") == "https://xn--80ak6aa92e.com/%C3%A4"
    assert as_opened("#note") == "#note"


@pytest.mark.parametrize(
    "href",
    [
        *(
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "vbscript:x",
            "",
            "x",
            "https://",
            "http://[",
        ),
        *("mailto:", "mailto:?to=a@b.example", "mailto://host/x", "mailto:a@%00", "https://bank.com%40evil.example"),
    ],
)
def test_nothing_but_web_and_mail_is_opened(href: str) -> None:
    assert judge(href, "click").verdict is Verdict.REFUSE


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_link_can_be_judged(href: str, text: str) -> None:
    for one in (href, f"https://{href}", f"mailto:{href}"):
        judged = judge(one, text)
        if judged.verdict is not Verdict.REFUSE:
            assert judged.address.startswith(("http://", "https://", "mailto:"))
            assert judged.address.isascii()
        assert bool(judged.why) == (judged.verdict is Verdict.ASK)


@given(st.data(), HOSTS, st.one_of(HOSTS, st.just("here"), st.text(max_size=20)))
def test_every_spelling_of_a_host_is_judged_alike(data: st.DataObject, host: str, text: str) -> None:
    plain = judge(f"https://{host}/x", text)
    other = judge(f"https://{data.draw(spellings(host))}/x", text)
    assert (other.verdict, other.goes_to, other.why) == (plain.verdict, plain.goes_to, plain.why)


@given(st.data(), HOSTS, HOSTS, st.sampled_from(["{}", "https://{}/x", "see {}, please", "登录{}吧", "<{}>"]))
def test_no_link_opens_unasked_whose_text_shows_another_host(
    data: st.DataObject, host: str, other: str, frame: str
) -> None:
    shown = data.draw(spellings(other, for_eyes=True))
    same = host == other or f"www.{host}" == other or host == f"www.{other}"
    verdict = judge(f"https://{data.draw(spellings(host))}/", frame.format(shown)).verdict
    assert verdict is Verdict.ASK or same


@given(HOSTS, st.sampled_from(["{}", "https://{}/x", "see {}, please", "登录{}吧", "www.{}"]))
def test_a_text_that_shows_where_the_link_goes_never_asks(host: str, frame: str) -> None:
    assert judge(f"https://{host}/", frame.format(host)).verdict is Verdict.OPEN
