"""Requests are signed as AWS' own documentation signs them."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from turbodesk.remote.aws_signature import AccessKey, encoded_path, encoded_query, signed_headers

KEY = AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
"""Of the examples in "Authenticating Requests: Using the Authorization Header" of Amazon S3."""
NOTHING = hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "content", "signature"),
    [
        (
            *("GET", "test.txt", {}, {"range": "bytes=0-9"}, b""),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            *("PUT", "test$file.text", {}),
            {"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
            b"Welcome to Amazon S3.",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            *("GET", "", {"lifecycle": ""}, {}, b""),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            *("GET", "", {"prefix": "J", "max-keys": "2"}, {}, b""),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
)
def test_the_examples_of_the_documentation(
    method: str, path: str, query: dict[str, str], headers: dict[str, str], content: bytes, signature: str
) -> None:
    made = signed_headers(
        method,
        "examplebucket.s3.amazonaws.com",
        encoded_path(path),
        query=encoded_query(query),
        headers=headers,
        content_sha256=hashlib.sha256(content).hexdigest(),
        key=KEY,
        region="us-east-1",
        now=dt.datetime(2013, 5, 24, tzinfo=dt.UTC),
    )
    assert made["authorization"].endswith(f"Signature={signature}")
    assert headers.items() <= made.items()


def test_blanks_in_a_header_are_signed_as_one() -> None:
    def proof(value: str) -> str:
        return signed_headers(
            *("GET", "localhost:9000", "/b/k"),
            headers={"x-amz-meta-a": value},
            content_sha256=NOTHING,
            key=KEY,
            region="auto",
            now=dt.datetime(2026, 11, 29, tzinfo=dt.UTC),
        )["authorization"]

    assert proof("  two   words ") == proof("two words") != proof("twowords")


def test_paths_and_queries_are_spelled_as_they_are_signed() -> None:
    assert encoded_path("my bucket", "log/ä (1).tds") == "/my%20bucket/log/%C3%A4%20%281%29.tds"
    assert encoded_query({"prefix": "a/b", "list-type": "2", "é": "~"}) == "%C3%A9=~&list-type=2&prefix=a%2Fb"


def test_a_key_never_shows_itself() -> None:
    assert "EXAMPLE" not in repr(KEY)
