"""Answers in XML are read however they arrive, and none of them can do harm."""

from __future__ import annotations

import contextlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.storage_errors import NotStorage, StorageUnreachable
from turbodesk.remote.listing_xml import DEEPEST, LONGEST_TEXT, MOST_FIELDS, Fields, XmlRecords

LISTING = """<?xml version="1.0" encoding="utf-8"?>
<d:multistatus xmlns:d="DAV:" xmlns:x="urn:x"><d:response><d:href>/dav/ä%20b/</d:href>
<d:propstat><d:prop><d:getcontentlength/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>
<d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype></d:prop></d:propstat></d:response>
<d:response><d:href> /dav/a </d:href><d:propstat><d:prop><d:getcontentlength>12</d:getcontentlength><x:response>no
</x:response></d:prop></d:propstat></d:response><d:note><![CDATA[a &lt; b]]></d:note></d:multistatus>""".encode()
FOLDER: Fields = {
    "href": "/dav/ä%20b/",
    "propstat/prop/getcontentlength": "",
    "propstat/prop": "",
    "propstat/status": "HTTP/1.1 404 Not Found",
    "propstat": "",
    "propstat/prop/resourcetype/collection": "",
    "propstat/prop/resourcetype": "",
}
FILE: Fields = {
    "href": "/dav/a",
    "propstat/prop/getcontentlength": "12",
    "propstat/prop/response": "no",
    "propstat/prop": "",
    "propstat": "",
}


def read(*pieces: bytes, root: str = "multistatus") -> tuple[list[Fields], Fields]:
    xml = XmlRecords(root, "response")
    records = [record for piece in pieces for record in xml.feed(piece)]
    return records, xml.close()


@given(st.lists(st.integers(0, len(LISTING))))
def test_records_are_the_same_however_they_arrive(cuts: list[int]) -> None:
    at = [0, *sorted(cuts), len(LISTING)]
    records, beside = read(*(LISTING[a:b] for a, b in pairwise(at)))
    assert records == [FOLDER, FILE]
    assert beside == {"note": "a &lt; b"}


def test_a_record_is_given_as_soon_as_it_is_whole() -> None:
    xml = XmlRecords("multistatus", "response")
    assert xml.feed(LISTING[: LISTING.index(b"<d:note>")]) == [FOLDER, FILE]


BOMB = b'<!DOCTYPE multistatus [<!ENTITY a "ha"><!ENTITY b "&a;">]><multistatus><response><href>&b;</href></response>'


@pytest.mark.parametrize(
    "answer",
    [
        BOMB + b"</multistatus>",
        b'<!DOCTYPE multistatus SYSTEM "file:///etc/passwd"><multistatus/>',
        "\ufeff<!DOCTYPE multistatus><multistatus/>".encode("utf-16-le"),
        b"<!doctype html><html><title>Sign in</title></html>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'><response/></html>",
        b"<multistatus><response>&nbsp;</response></multistatus>",
        b"<multistatus></wrong>",
        b"<multistatus/><multistatus/>",
        b"Not found",
        b"",
        b'<?xml version="1.0" encoding="no-such"?><multistatus/>',
        b'<?xml version="1.0" encoding="utf-7"?><multistatus/>',
        b'<?xml version="1.0" encoding="gb2312"?><multistatus>\xb0\xa1</multistatus>',
        b"<multistatus>" + b"<a>" * DEEPEST,
        b"<multistatus><response><href>" + b"x" * (LONGEST_TEXT + 1),
        b"<multistatus><response>" + b"".join(b"<f%d/>" % at for at in range(MOST_FIELDS + 1)),
    ],
)
def test_what_is_no_such_answer_is_refused(answer: bytes) -> None:
    with pytest.raises(NotStorage):
        read(answer)


@pytest.mark.parametrize("length", [5, 60, 200, len(LISTING) - 1])
def test_a_part_is_never_the_whole(length: int) -> None:
    with pytest.raises(StorageUnreachable, match="cut off"):
        read(LISTING[:length])


@given(st.binary())
def test_nothing_else_is_raised(content: bytes) -> None:
    for start in (b"", b"<multistatus>"):
        with contextlib.suppress(NotStorage, StorageUnreachable):
            assert read(start + content)[0] == []
