"""A bucket may answer what it likes: a part is never the whole, and what it teaches is believed once."""

from __future__ import annotations

import datetime as dt
import email.utils
from collections.abc import AsyncIterator, Callable

import pytest

from tests.remote.answers import BROKEN_FILES, FILE, OTHER, VAULT
from tests.web_server import HttpAnswer, WebServer
from turbodesk.chat.storage_choice import S3, StorageChoice
from turbodesk.chat.storage_errors import (
    Missing,
    NotStorage,
    Refused,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnreachable,
    WrongClock,
)
from turbodesk.remote.storages.s3 import S3Bucket

LOG = f"/chats/{VAULT}/log/"
LISTED = f"/chats/?list-type=2&prefix={VAULT}%2Flog%2F"
PAGE = HttpAnswer(b"<!DOCTYPE html><html><title>Sign in</title></html>")
NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
SECRET = "secret-of-the-storage"


Open = Callable[..., S3Bucket]


@pytest.fixture
async def opened(server: WebServer) -> AsyncIterator[Open]:
    made: list[S3Bucket] = []

    def open_bucket(region: str = "", path: str = "") -> S3Bucket:
        choice = StorageChoice(S3, server.url + path, "AKIDPERSON", "chats", region)
        made.append(S3Bucket(choice, SECRET, VAULT, clock=lambda: NOW))
        return made[-1]

    yield open_bucket
    for one in made:
        await one.close()


@pytest.fixture
def bucket(opened: Open) -> S3Bucket:
    return opened()


def page(*files: tuple[str, str], token: str = "", is_more: bool = False) -> HttpAnswer:
    """A page of a listing: keys and sizes."""
    lines = "".join(f"<Contents><Key>{key}</Key><Size>{size}</Size></Contents>" for key, size in files)
    more = f"<IsTruncated>{'true' if is_more or token else 'false'}</IsTruncated>"
    next_one = f"<NextContinuationToken>{token}</NextContinuationToken>" if token else ""
    xml = (
        f'<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{more}{next_one}{lines}</ListBucketResult>'
    )
    return HttpAnswer(xml.encode(), headers={"content-type": "application/xml"})


def refusal(code: str, status: int = 403, more: str = "", **headers: str) -> HttpAnswer:
    body = f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>No.</Message>{more}</Error>'
    return HttpAnswer(body.encode(), status, {"content-type": "application/xml", **headers})


def regions(server: WebServer) -> list[str]:
    """The region each request was signed for."""
    return [headers["authorization"].split("/")[2] for _path, headers in server.asked]


def key(name: str) -> str:
    return f"{VAULT}/log/{name}"


async def test_all_pages_of_a_listing_are_one(server: WebServer, bucket: S3Bucket) -> None:
    server.answers[LISTED] = page((key(FILE), "12"), token="a/b=")
    server.answers[LISTED.replace("?", "?continuation-token=a%2Fb%3D&")] = page((key(OTHER), "7"))
    assert await bucket.list("log") == {FILE: 12, OTHER: 7}
    assert server.asked[0][1]["host"] == server.url.removeprefix("http://")


@pytest.mark.parametrize(
    ("name", "size"),
    [
        (FILE, "1"),
        (f"elsewhere/{FILE}", "1"),
        (key(f"deeper/{FILE}"), "1"),
        (key(f"../{FILE}"), "1"),
        (key(""), "0"),
        (key(".hidden"), "1"),
        (key(FILE), "-1"),
        (key(FILE), ""),
        (key(FILE), "9" * 30),
    ],
)
async def test_what_is_no_file_of_ours_is_passed_over(
    server: WebServer, bucket: S3Bucket, name: str, size: str
) -> None:
    server.answers[LISTED] = page((name, size), (key(OTHER), "7"))
    assert await bucket.list("log") == {OTHER: 7}


async def test_a_listing_that_goes_in_circles_is_given_up(server: WebServer, bucket: S3Bucket) -> None:
    server.answers[LISTED] = page((key(FILE), "12"), token="again")
    server.answers[LISTED.replace("?", "?continuation-token=again&")] = page((key(OTHER), "7"), token="again")
    with pytest.raises(StorageError, match="without end"):
        await bucket.list("log")
    assert len(server.asked) == 2


async def test_a_listing_that_hides_its_rest_is_not_the_whole(server: WebServer, bucket: S3Bucket) -> None:
    server.answers[LISTED] = page((key(FILE), "12"), is_more=True)
    with pytest.raises(StorageError, match="without end"):
        await bucket.list("log")


async def test_a_listing_of_too_many_pages_is_given_up(server: WebServer, bucket: S3Bucket) -> None:
    server.at_first = [page(token=f"{number}") for number in range(5)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("turbodesk.remote.storages.s3.MOST_PAGES", 3)
        with pytest.raises(StorageError, match="without end"):
            await bucket.list("log")
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (PAGE, NotStorage),
        (HttpAnswer(b""), NotStorage),
        (HttpAnswer(b"<ListBucketResult><Cont"), StorageUnreachable),
        (HttpAnswer(b"<!DOCTYPE a><ListBucketResult/>"), NotStorage),
        (HttpAnswer(b"x", 404), NotStorage),
        (refusal("NoSuchBucket", 404), NotStorage),
        (refusal("AccessDenied"), Refused),
        (refusal("InvalidAccessKeyId"), Refused),
        (refusal("SignatureDoesNotMatch"), Refused),
        (refusal("ExpiredToken", 400), Refused),
        (refusal("SlowDown", 503), StorageBusy),
        (refusal("RequestTimeout", 400), StorageUnreachable),
        (refusal("InternalError", 500), StorageUnreachable),
        (refusal("PermanentRedirect", 301), NotStorage),
        (refusal("AuthorizationHeaderMalformed", 400), NotStorage),
        (HttpAnswer(b"", 307, {"location": "/elsewhere"}), NotStorage),
        (refusal("InvalidArgument", 400), StorageError),
        (refusal("RequestTimeTooSkewed", date="soon"), WrongClock),
    ],
)
async def test_what_a_listing_may_come_to(
    server: WebServer, bucket: S3Bucket, answer: HttpAnswer, kind: type[StorageError]
) -> None:
    server.answers[LISTED] = answer
    with pytest.raises(StorageError) as told:
        await bucket.list("log")
    assert type(told.value) is kind
    assert len(server.asked) == 1


async def test_the_region_is_learned_once(server: WebServer, bucket: S3Bucket) -> None:
    server.at_first = [refusal("AuthorizationHeaderMalformed", 400, "<Region>eu-north-1</Region>")]
    server.answers[LISTED] = page((key(FILE), "12"))
    for _round in range(2):
        assert await bucket.list("log") == {FILE: 12}
    assert regions(server) == ["us-east-1", "eu-north-1", "eu-north-1"]


@pytest.mark.parametrize(
    "answer",
    [
        refusal("PermanentRedirect", 301, **{"x-amz-bucket-region": "eu-north-1"}),
        HttpAnswer(b"", 307, {"x-amz-bucket-region": "eu-north-1"}),
        HttpAnswer(
            b"<Error><Code>AuthorizationHeaderMalformed</Code>"
            b"<Message>the region 'us-east-1' is wrong; expecting 'eu-north-1'</Message></Error>",
            400,
        ),
    ],
)
async def test_the_region_is_found_wherever_it_is_told(server: WebServer, bucket: S3Bucket, answer: HttpAnswer) -> None:
    server.at_first = [answer]
    server.answers[LISTED] = page()
    assert await bucket.list("log") == {}
    assert regions(server) == ["us-east-1", "eu-north-1"]


async def test_a_server_that_names_one_region_after_the_other_is_asked_twice(
    server: WebServer, bucket: S3Bucket
) -> None:
    server.answers[LISTED] = refusal("AuthorizationHeaderMalformed", 400, "<Region>eu-north-1</Region>")
    with pytest.raises(NotStorage):
        await bucket.list("log")
    assert len(server.asked) == 2


async def test_what_is_no_region_is_not_signed(server: WebServer, bucket: S3Bucket) -> None:
    server.answers[LISTED] = refusal("AuthorizationHeaderMalformed", 400, "<Region>a/b, or more</Region>")
    with pytest.raises(NotStorage):
        await bucket.list("log")
    assert regions(server) == ["us-east-1"]


@pytest.mark.parametrize(
    ("address", "chosen", "region"),
    [
        ("https://s3.eu-central-1.wasabisys.com", "", "eu-central-1"),
        ("https://s3.us-west-004.backblazeb2.com", "", "us-west-004"),
        ("https://s3.us-west-004.backblazeb2.com", "elsewhere", "elsewhere"),
        ("https://s3.amazonaws.com", "", "us-east-1"),
        ("https://fsn1.your-objectstorage.com", "", "us-east-1"),
    ],
)
def test_the_region_stands_in_many_an_address(address: str, chosen: str, region: str) -> None:
    storage = S3Bucket(StorageChoice(S3, address, "a", "chats", chosen), "b", VAULT)
    assert storage.region == region


def test_at_amazon_each_region_has_its_own_computer() -> None:
    storage = S3Bucket(StorageChoice(S3, "https://s3.amazonaws.com", "a", "chats"), "b", VAULT)
    storage.learn_region("eu-north-1")
    assert storage.host == "s3.eu-north-1.amazonaws.com"
    storage = S3Bucket(StorageChoice(S3, "https://s3.amazonaws.com.example", "a", "chats"), "b", VAULT)
    storage.learn_region("eu-north-1")
    assert storage.host == "s3.amazonaws.com.example"


async def test_a_wrong_clock_is_helped_by_the_time_of_the_answer(server: WebServer, bucket: S3Bucket) -> None:
    there = NOW + dt.timedelta(hours=3)
    server.at_first = [refusal("RequestTimeTooSkewed", date=email.utils.format_datetime(there))]
    server.answers[LISTED] = page()
    for _round in range(2):
        assert await bucket.list("log") == {}
    dates = [headers["x-amz-date"] for _path, headers in server.asked]
    assert dates == ["20261129T120000Z", "20261129T150000Z", "20261129T150000Z"]


async def test_a_time_that_is_refused_as_well_is_a_wrong_clock(server: WebServer, bucket: S3Bucket) -> None:
    server.answers[LISTED] = refusal("RequestTimeTooSkewed", date="Sun, 29 Nov 2026 15:00:00 -0000")
    with pytest.raises(WrongClock):
        await bucket.list("log")
    assert len(server.asked) == 2


async def test_region_and_time_may_both_be_wrong(server: WebServer, opened: Open) -> None:
    server.at_first = [
        refusal("RequestTimeTooSkewed", date="Sun, 29 Nov 2026 15:00:00 GMT"),
        refusal("AuthorizationHeaderMalformed", 400, "<Region>garage</Region>"),
    ]
    server.answers[f"PUT /at/home{LOG}{FILE}"] = HttpAnswer(b"")
    await opened("auto", "/at/home").put(f"log/{FILE}", b"words")
    assert regions(server) == ["auto", "auto", "garage"]
    assert [body for _method, _path, body in server.requests] == [b"words"] * 3


async def test_a_large_file_arrives(server: WebServer, bucket: S3Bucket) -> None:
    content = bytes(3_000_000)
    server.answers[f"PUT {LOG}{FILE}"] = HttpAnswer(b"", 200, {})
    await bucket.put(f"log/{FILE}", content)
    assert server.requests == [("PUT", f"{LOG}{FILE}", content)]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (PAGE, NotStorage),
        (refusal("NoSuchBucket", 404), NotStorage),
        (HttpAnswer(b"", 404), NotStorage),
        (refusal("EntityTooLarge", 400), StorageFull),
        (refusal("XMinioStorageFull", 507), StorageFull),
        (refusal("QuotaExceeded", 403), StorageFull),
        (refusal("AccessDenied", 403), Refused),
    ],
)
async def test_what_writing_may_come_to(
    server: WebServer, bucket: S3Bucket, answer: HttpAnswer, kind: type[StorageError]
) -> None:
    server.answers[f"PUT {LOG}{FILE}"] = answer
    with pytest.raises(StorageError) as told:
        await bucket.put(f"log/{FILE}", b"words")
    assert type(told.value) is kind


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (PAGE, NotStorage),
        (refusal("NoSuchKey", 404), Missing),
        (HttpAnswer(b"", 404), Missing),
        (refusal("NoSuchBucket", 404), NotStorage),
        *BROKEN_FILES,
    ],
)
async def test_what_reading_a_file_may_come_to(
    server: WebServer, bucket: S3Bucket, answer: HttpAnswer, kind: type[Exception]
) -> None:
    server.answers[f"GET {LOG}{FILE}"] = answer
    with pytest.raises(kind):
        await bucket.get(f"log/{FILE}")


async def test_a_file_is_read(server: WebServer, bucket: S3Bucket) -> None:
    server.answers[f"GET {LOG}{FILE}"] = HttpAnswer(b"sealed", headers={})
    assert await bucket.get(f"log/{FILE}") == b"sealed"
    with pytest.raises(ValueError, match="not a name"):
        await bucket.get("log/../../secret")


@pytest.mark.parametrize("answer", [HttpAnswer(b"", 204, {}), HttpAnswer(b"", 404), refusal("NoSuchKey", 404)])
async def test_a_file_is_deleted(server: WebServer, bucket: S3Bucket, answer: HttpAnswer) -> None:
    server.answers[f"DELETE {LOG}{FILE}"] = answer
    await bucket.delete(f"log/{FILE}")
    await bucket.remove_empty_folders()
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "kind"), [(refusal("AccessDenied"), Refused), (refusal("NoSuchBucket", 404), NotStorage)]
)
async def test_what_deleting_may_come_to(
    server: WebServer, bucket: S3Bucket, answer: HttpAnswer, kind: type[StorageError]
) -> None:
    server.answers[f"DELETE {LOG}{FILE}"] = answer
    with pytest.raises(kind):
        await bucket.delete(f"log/{FILE}")


async def test_no_detail_holds_the_key(server: WebServer, bucket: S3Bucket) -> None:
    body = f"<Error><Code>AccessDenied</Code><Message>AKIDPERSON and {SECRET} are no pair</Message></Error>"
    server.answers[f"GET {LOG}{FILE}"] = HttpAnswer(body.encode(), 403)
    with pytest.raises(Refused) as told:
        await bucket.get(f"log/{FILE}")
    assert told.value.detail == "HTTP 403 Forbidden: AccessDenied [secret] and [secret] are no pair"


def test_an_address_that_is_not_safe_is_none() -> None:
    with pytest.raises(NotStorage, match=r"\.$"):
        S3Bucket(StorageChoice(S3, "http://s3.example", "a", "chats"), "b", VAULT)


@pytest.mark.parametrize("user", ["a\nb", "a b", "ä"])
def test_an_access_key_that_none_is_refused(user: str) -> None:
    with pytest.raises(Refused):
        S3Bucket(StorageChoice(S3, "https://s3.example", user, "chats"), "b", VAULT)
